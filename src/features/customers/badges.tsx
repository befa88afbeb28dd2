// A customer's status, type and risk, the same everywhere: a colour by role, an icon and the word.
import {
  ArchiveIcon,
  ArrowDownIcon,
  ArrowUpIcon,
  CheckCircledIcon,
  CircleIcon,
  CrossCircledIcon,
  DashIcon,
  PauseIcon,
  StarIcon,
} from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import type { CustomerStatus, CustomerType } from "../../../convex/customers/words";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { messages } from "./messages";

type Words = ReturnType<typeof useMessages<(typeof messages)["en"]>>;
export type ChurnRisk = "low" | "medium" | "high";

export const statusWord = (words: Words, status: CustomerStatus): string =>
  ({
    prospect: words.statusProspect,
    lead: words.statusLead,
    active: words.statusActive,
    inactive: words.statusInactive,
    churned: words.statusChurned,
    deleted: words.statusDeleted,
  })[status];

export const typeWord = (words: Words, type: CustomerType): string =>
  ({ individual: words.typeIndividual, business: words.typeBusiness, enterprise: words.typeEnterprise })[
    type
  ];

const statusRoles: Record<CustomerStatus, Role> = {
  prospect: "neutral",
  lead: "info",
  active: "positive",
  inactive: "neutral",
  churned: "danger",
  deleted: "neutral",
};

const statusIcons: Record<CustomerStatus, ReactNode> = {
  prospect: <CircleIcon aria-hidden />,
  lead: <StarIcon aria-hidden />,
  active: <CheckCircledIcon aria-hidden />,
  inactive: <PauseIcon aria-hidden />,
  churned: <CrossCircledIcon aria-hidden />,
  deleted: <ArchiveIcon aria-hidden />,
};

export function CustomerStatusBadge({ status }: { status: CustomerStatus }) {
  const words = useMessages(messages);
  return (
    <StatusBadge role={statusRoles[status]} icon={statusIcons[status]}>
      {statusWord(words, status)}
    </StatusBadge>
  );
}

const riskLooks: Record<ChurnRisk, { role: Role; icon: ReactNode }> = {
  low: { role: "positive", icon: <ArrowDownIcon aria-hidden /> },
  medium: { role: "warning", icon: <DashIcon aria-hidden /> },
  high: { role: "danger", icon: <ArrowUpIcon aria-hidden /> },
};

export function ChurnRiskBadge({ risk }: { risk: ChurnRisk }) {
  const words = useMessages(messages);
  const word = { low: words.riskLow, medium: words.riskMedium, high: words.riskHigh }[risk];
  return (
    <StatusBadge role={riskLooks[risk].role} icon={riskLooks[risk].icon} plain>
      {word}
    </StatusBadge>
  );
}
