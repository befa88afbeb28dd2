// Where the focus was before a dialog opened. Radix gives it back to its own trigger only, and our dialogs are opened by
// anything: a menu, a shortcut, an address.
import { useRef } from "react";

/** Spread on a Radix Dialog's content: the focus returns to where it was, if that is still on the page. */
export function useReturnFocus() {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const element = before.current;
      if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
    },
  };
}
