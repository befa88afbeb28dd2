// The colour role of a mail's state.
import type { Doc } from "../../../convex/_generated/dataModel";
import type { Role } from "../../ui/Badge";

export const statusRole: Record<Doc<"outbox">["status"], Role> = {
  queued: "info",
  sending: "live",
  sent: "neutral",
  delivered: "positive",
  bounced: "danger",
  failed: "danger",
  held: "warning",
};
