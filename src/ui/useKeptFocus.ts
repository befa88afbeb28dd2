// Keeps the keyboard's place in a list whose rows leave it, by one's own deed or by somebody else's.
import { useLayoutEffect, useRef, type FocusEvent } from "react";

/**
 * Spread on the list, whose children are its rows. When the row that has the focus leaves, the focus goes to the same
 * control of the row in its place (the one with the same `data-control`), or to the list itself once it is empty.
 */
export function useKeptFocus<List extends HTMLElement>() {
  const list = useRef<List>(null);
  const held = useRef<{ element: Element; row: number; control: string | undefined } | null>(null);
  useLayoutEffect(() => {
    const before = held.current;
    // Still there, or already somewhere else.
    if (before === null || before.element.isConnected || document.activeElement !== document.body) return;
    held.current = null;
    const rows = list.current?.children ?? [];
    const row = rows[Math.min(before.row, rows.length - 1)];
    const same = row?.querySelector<HTMLElement>(`[data-control="${before.control ?? ""}"]`);
    const next = same ?? row?.querySelector<HTMLElement>("a[href], button:not(:disabled)") ?? list.current;
    next?.focus({ preventScroll: false });
  });
  return {
    ref: list,
    tabIndex: -1,
    onFocus: ({ target }: FocusEvent<List>) => {
      const row = [...(list.current?.children ?? [])].findIndex((one) => one.contains(target));
      const control = target.closest<HTMLElement>("[data-control]")?.dataset["control"];
      held.current = row === -1 ? null : { element: target, row, control };
    },
    onBlur: ({ target }: FocusEvent<List>) => {
      if (target.isConnected) held.current = null;
    },
  };
}
