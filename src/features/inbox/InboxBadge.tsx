// The number of unread conversations beside "Inbox" in the menu: exact and live; sales see their own.
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { NumberText } from "../../ui/Values";
import { useInboxOwner } from "./useInboxOwner";

export function InboxBadge() {
  const { owner } = useInboxOwner(false);
  const counts = useOrgQuery(api.communications.counts, owner === undefined ? "skip" : { owner });
  const unread = counts?.all.unread ?? 0;
  return unread === 0 ? null : <NumberText value={unread} />;
}
