/** How far a campaign is, out of its jobs. Pure. */
import type { Doc } from "../_generated/dataModel";

type Job = Pick<Doc<"jobs">, "status">;

/**
 *  draft      nobody was looked through, or what that rests on was changed since
 *  checking   the audience is being looked through
 *  ready      it was; what will be sent and what not is known
 *  sending, paused, sent
 *  stopped    cancelled or failed half way; it can go on
 */
export const campaignStates = ["draft", "checking", "ready", "sending", "paused", "sent", "stopped"] as const;
export type CampaignState = (typeof campaignStates)[number];

export function stateOf(check: Job | null, sending: Job | null): CampaignState {
  if (sending !== null) {
    switch (sending.status) {
      case "done":
        return "sent";
      case "paused":
        return "paused";
      case "cancelled":
      case "failed":
        return "stopped";
      default:
        return "sending";
    }
  }
  if (check === null) return "draft";
  if (check.status === "done") return "ready";
  return check.status === "running" || check.status === "waiting" ? "checking" : "draft";
}
