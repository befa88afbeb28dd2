// A lead's stage, the same everywhere: a colour by role and the word.
import type { LeadStatus } from "../../../convex/leads/stages";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

const roles: Record<LeadStatus, Role> = {
  new: "live",
  contacted: "info",
  qualified: "info",
  quoted: "warning",
  won: "positive",
  lost: "neutral",
};

export function LeadStageBadge({ status }: { status: LeadStatus }) {
  const words = useMessages(messages);
  return <StatusBadge role={roles[status]}>{words[status]}</StatusBadge>;
}
