// A row of places wider than its room keeps the open one in sight.
import { useEffect, type RefObject } from "react";

/** Centres what the selector finds in the element, now, with every other `key`, and as widths change while a page fills. */
export function useCentred(scroll: RefObject<HTMLElement | null>, selector: string, key = ""): void {
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const center = () => {
      const chosen = element.querySelector(selector)?.getBoundingClientRect();
      if (!chosen) return;
      const room = element.getBoundingClientRect();
      element.scrollBy({ left: chosen.left + chosen.width / 2 - room.left - room.width / 2 });
    };
    center();
    const sizes = new ResizeObserver(center);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [scroll, selector, key]);
}
