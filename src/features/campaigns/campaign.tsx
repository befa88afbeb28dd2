// What screens of campaigns share: rows as the server gives them, and the badge of how far one is.
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";
import type { CampaignState } from "../../../convex/campaigns/state";
import type { OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

export type CampaignRow = OrgRow<typeof api.campaigns.list>;
export type Campaign = FunctionReturnType<typeof api.campaigns.get>;

const roles: Record<CampaignState, Role> = {
  draft: "neutral",
  checking: "live",
  ready: "info",
  sending: "live",
  paused: "warning",
  sent: "positive",
  stopped: "warning",
};

export function CampaignBadge({ state }: { state: CampaignState }) {
  const words = useMessages(messages);
  return <StatusBadge role={roles[state]}>{words[`${state}State`]}</StatusBadge>;
}
