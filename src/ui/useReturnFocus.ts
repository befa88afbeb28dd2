// Where the focus was before a dialog opened. Radix gives it back to its own trigger only, and our dialogs are opened by
// anything: a menu, a shortcut, an address.
import { useRef } from "react";

/**
 * Spread on a Radix Dialog's content: the focus starts at the first control inside [data-body] and returns to where it
 * was, if that is still on the page.
 */
export function useReturnFocus() {
  const before = useRef<Element | null>(document.activeElement);
  return {
    onOpenAutoFocus: (event: Event) => {
      const panel = event.currentTarget as HTMLElement;
      // A field that takes the focus by itself has it by now; what had it before is known from the first render.
      if (panel.contains(document.activeElement)) return event.preventDefault();
      before.current = document.activeElement;
      // The first thing to do, not the closing cross or the resize grip, which come first in the panel, nor the cross of a
      // tag, which comes before the field for more of them.
      event.preventDefault();
      const first = panel.querySelector<HTMLElement>(
        "[data-body] :is(input:not([type=hidden]), textarea, select, button:not(.tag *), a[href], [tabindex='0']):not(:disabled)",
      );
      (first ?? panel).focus({ preventScroll: true });
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const element = before.current;
      // This comes a moment after the panel is gone: what a key has opened since keeps the focus.
      if (document.activeElement !== document.body) return;
      if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
    },
  };
}
