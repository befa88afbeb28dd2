// A booking's status: colour by role, an icon and the word.
import { CheckCircledIcon, CheckIcon, ClockIcon, CrossCircledIcon } from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { BookingStatus } from "../../../convex/bookings/words";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { LiveValue } from "../../ui/LiveValue";
import { messages } from "./messages";

const looks: Record<BookingStatus, { role: Role; icon: ReactNode }> = {
  confirmed: { role: "info", icon: <ClockIcon aria-hidden /> },
  paid: { role: "positive", icon: <CheckIcon aria-hidden /> },
  completed: { role: "neutral", icon: <CheckCircledIcon aria-hidden /> },
  cancelled: { role: "danger", icon: <CrossCircledIcon aria-hidden /> },
};

export function BookingStatusBadge({ status }: { status: BookingStatus }) {
  const words = useMessages(messages);
  return (
    <LiveValue value={status}>
      <StatusBadge role={looks[status].role} icon={looks[status].icon}>
        {words[status]}
      </StatusBadge>
    </LiveValue>
  );
}
