// An order's status: colour by role, an icon and the word.
import {
  CheckCircledIcon,
  CrossCircledIcon,
  DrawingPinIcon,
  GearIcon,
  Pencil2Icon,
  ResetIcon,
} from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { OrderStatus } from "../../../convex/orders/lifecycle";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

const looks: Record<OrderStatus, { role: Role; icon: ReactNode }> = {
  draft: { role: "neutral", icon: <Pencil2Icon aria-hidden /> },
  placed: { role: "info", icon: <DrawingPinIcon aria-hidden /> },
  processing: { role: "live", icon: <GearIcon aria-hidden /> },
  fulfilled: { role: "positive", icon: <CheckCircledIcon aria-hidden /> },
  cancelled: { role: "neutral", icon: <CrossCircledIcon aria-hidden /> },
  refunded: { role: "warning", icon: <ResetIcon aria-hidden /> },
};

export function OrderStatusBadge({ status }: { status: OrderStatus }) {
  const words = useMessages(messages);
  return (
    <StatusBadge role={looks[status].role} icon={looks[status].icon}>
      {words[status]}
    </StatusBadge>
  );
}
