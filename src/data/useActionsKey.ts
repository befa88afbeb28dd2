// The "." key opens the menu of whatever record is in front.
import { useShortcut } from "./useShortcut";

/** Spread `actionsTrigger` on the button of a record's menu and call this beside it; the label stands in the sheet of keys. */
export function useActionsKey(label: string): void {
  useShortcut(
    ".",
    () => [...document.querySelectorAll<HTMLElement>("[data-actions]")].at(-1)?.click(),
    label,
  );
}

export const actionsTrigger = { "data-actions": true, shortcut: "." };
