// A quote's status: colour by role, an icon and the word.
import {
  ArchiveIcon,
  CheckCircledIcon,
  ClockIcon,
  CrossCircledIcon,
  EyeOpenIcon,
  PaperPlaneIcon,
  Pencil2Icon,
} from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { QuoteStatus } from "../../../convex/quotes/lifecycle";
import { useLocale, type Locale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

const looks: Record<QuoteStatus, { role: Role; icon: ReactNode }> = {
  draft: { role: "neutral", icon: <Pencil2Icon aria-hidden /> },
  sent: { role: "info", icon: <PaperPlaneIcon aria-hidden /> },
  viewed: { role: "live", icon: <EyeOpenIcon aria-hidden /> },
  accepted: { role: "positive", icon: <CheckCircledIcon aria-hidden /> },
  rejected: { role: "danger", icon: <CrossCircledIcon aria-hidden /> },
  expired: { role: "warning", icon: <ClockIcon aria-hidden /> },
  discarded: { role: "neutral", icon: <ArchiveIcon aria-hidden /> },
};

/** `locale` is for the customer's page, which speaks the customer's language. */
export function QuoteStatusBadge({ status, locale }: { status: QuoteStatus; locale?: Locale }) {
  const own = useLocale();
  const words = messagesFor(messages, locale ?? own);
  return (
    <StatusBadge role={looks[status].role} icon={looks[status].icon}>
      {words[status]}
    </StatusBadge>
  );
}
