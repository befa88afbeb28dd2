// Soft labels. Colour says the role, the word says what it is: colour is never alone.
import type { ReactNode } from "react";
import {
  CheckCircledIcon,
  CrossCircledIcon,
  DotFilledIcon,
  ExclamationTriangleIcon,
  InfoCircledIcon,
  LightningBoltIcon,
} from "@radix-ui/react-icons";
import "./Badge.css";

/** What a colour means in Orbit. */
export type Role = "positive" | "warning" | "danger" | "info" | "neutral" | "live";

export interface BadgeProps {
  role?: Role;
  icon?: ReactNode;
  /** Without the soft ground, for dense tables. */
  plain?: boolean;
  children: ReactNode;
  title?: string;
}

/** A short label on a soft ground. */
export function Badge({ role = "neutral", icon, plain, children, title }: BadgeProps) {
  return (
    <span className="badge" data-role={role} data-plain={plain || undefined} data-tip={title}>
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}

const ROLE_ICONS: Record<Role, ReactNode> = {
  positive: <CheckCircledIcon aria-hidden />,
  warning: <ExclamationTriangleIcon aria-hidden />,
  danger: <CrossCircledIcon aria-hidden />,
  info: <InfoCircledIcon aria-hidden />,
  neutral: <DotFilledIcon aria-hidden />,
  live: <LightningBoltIcon aria-hidden />,
};

/** A status: soft ground, the role's icon (or one of your own) and the word. */
export function StatusBadge({ role, icon, ...rest }: BadgeProps & { role: Role }) {
  return <Badge role={role} icon={icon ?? ROLE_ICONS[role]} {...rest} />;
}
