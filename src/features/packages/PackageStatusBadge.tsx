// Where a sold package stands: colour by role, an icon and the word.
import { CheckCircledIcon, CheckIcon, ClockIcon, CrossCircledIcon } from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { PackageStatus } from "../../../convex/packages/words";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

const looks: Record<PackageStatus, { role: Role; icon: ReactNode }> = {
  active: { role: "positive", icon: <CheckCircledIcon aria-hidden /> },
  used: { role: "neutral", icon: <CheckIcon aria-hidden /> },
  expired: { role: "warning", icon: <ClockIcon aria-hidden /> },
  cancelled: { role: "danger", icon: <CrossCircledIcon aria-hidden /> },
};

export function PackageStatusBadge({ status }: { status: PackageStatus }) {
  const words = useMessages(messages);
  return (
    <StatusBadge role={looks[status].role} icon={looks[status].icon}>
      {words[status]}
    </StatusBadge>
  );
}
