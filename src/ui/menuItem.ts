import type { ReactNode } from "react";

export interface MenuAction {
  label: string;
  /** What it means, in a quiet line under the label. */
  note?: string | undefined;
  icon?: ReactNode;
  /** Shown at the right; pressing it is the business of useShortcut. */
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  /** Draws a tick: the current choice. */
  checked?: boolean;
  /** Keeps the menu open after a choice, for several ticks in a row. */
  keepOpen?: boolean;
  onSelect: () => void;
}
export type MenuItem = MenuAction | { heading: string } | "line";
