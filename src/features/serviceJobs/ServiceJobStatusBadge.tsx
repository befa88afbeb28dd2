// A job's status: colour by role, an icon and the word.
import { CalendarIcon, CheckCircledIcon, CrossCircledIcon, GearIcon } from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { ServiceJobStatus } from "../../../convex/serviceJobs/lifecycle";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

const looks: Record<ServiceJobStatus, { role: Role; icon: ReactNode }> = {
  scheduled: { role: "info", icon: <CalendarIcon aria-hidden /> },
  in_progress: { role: "live", icon: <GearIcon aria-hidden /> },
  completed: { role: "positive", icon: <CheckCircledIcon aria-hidden /> },
  cancelled: { role: "neutral", icon: <CrossCircledIcon aria-hidden /> },
};

export function ServiceJobStatusBadge({ status }: { status: ServiceJobStatus }) {
  const words = useMessages(messages);
  return (
    <StatusBadge role={looks[status].role} icon={looks[status].icon}>
      {words[status]}
    </StatusBadge>
  );
}
