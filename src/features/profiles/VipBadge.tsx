// What the website calls a VIP customer, and the tier.
import type { ShownVip } from "../../../convex/profiles/read";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { messages } from "./messages";

export function VipBadge({ vip }: { vip: ShownVip }) {
  const words = useMessages(messages);
  const tier = vip.tierName ?? (vip.tierId === null ? null : words.tier({ tier: String(vip.tierId) }));
  return <Badge role="live">{[words.vip, tier].filter(Boolean).join(" · ")}</Badge>;
}
