/** Events of the element: they bubble out of shadow roots and carry the `orbit:` prefix. */
import type { OrbitEvents } from "./types";

/** False when a listener cancelled it. */
export function fire<K extends keyof OrbitEvents>(
  host: HTMLElement,
  type: K,
  detail: OrbitEvents[K],
): boolean {
  return host.dispatchEvent(
    new CustomEvent(`orbit:${type}`, { bubbles: true, composed: true, cancelable: true, detail }),
  );
}
