// Keeps what is typed while the palette is still on its way, so that Ctrl+K and a name written at once lose no letter and
// the letters are no shortcuts of the page below.
import { useLayoutEffect } from "react";
import { createStore } from "../ui/store";

/** Read by the palette until something is typed in itself. */
export const typedAhead = createStore("");

/** Stands where the palette will. Escape calls the palette off. */
export function TypeAhead({ onCancel }: { onCancel: () => void }) {
  // A layout effect, because it has to end in the very commit that brings the palette.
  useLayoutEffect(() => {
    let text = "";
    typedAhead.set(text);
    const keep = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape") onCancel();
      else if (event.key === "Backspace") text = text.slice(0, -1);
      else if (event.key.length === 1) text += event.key;
      else return;
      typedAhead.set(text);
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("keydown", keep, { capture: true });
    return () => document.removeEventListener("keydown", keep, { capture: true });
  }, [onCancel]);
  return null;
}
