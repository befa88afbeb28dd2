// Whether something scrolled sideways has more beyond its edges.
import { useEffect } from "react";

/**
 * Marks with `data-more` on the parent that something waits at the right, and with `data-scrolled` on the element
 * itself that it is scrolled sideways: edges fade, a fixed column casts a line. Written to the elements and not rendered: it changes with every size and scroll.
 */
export function useEdges(scroll: { current: HTMLDivElement | null }, isLoaded: boolean, view: unknown): void {
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const { parentElement } = element;
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      parentElement?.toggleAttribute("data-more", scrollWidth - clientWidth - scrollLeft > 1);
      element.toggleAttribute("data-scrolled", scrollLeft > 0);
    };
    // Reports first after the first paint, when sizes cost nothing to read.
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", look);
      // What takes its place (an empty state) has no edges.
      parentElement?.removeAttribute("data-more");
    };
  }, [scroll, isLoaded, view]);
}
