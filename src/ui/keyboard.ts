// Pure rules of moving by keyboard, shared by lists, tables and menus.

/** Where the key moves in a list of `count`; null when it is not a moving key or there is nowhere to go. Wraps around. */
export function moveIndex(key: string, current: number, count: number): number | null {
  if (count <= 0) return null;
  if (key === "ArrowDown") return (current + 1) % count;
  if (key === "ArrowUp") return (current - 1 + count) % count;
  return null;
}

/** Where a key moves the row focus of a table with `count` rows and `page` rows in view; null for other keys. Does not wrap. */
export function moveRow(key: string, current: number, count: number, page: number): number | null {
  if (count <= 0) return null;
  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index));
  switch (key) {
    case "j":
    case "ArrowDown":
      return clamp(current + 1);
    case "k":
    case "ArrowUp":
      return clamp(current < 0 ? 0 : current - 1);
    case "PageDown":
      return clamp(current + page);
    case "PageUp":
      return clamp(current - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

export interface KeyPress {
  key: string;
  code?: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/**
 * The name of a pressed key as shortcuts write it: "Mod+K", "G", "?", "Shift+Enter". Letters are read from the physical
 * key, so that a Russian layout has the same shortcuts.
 */
export function keyName(event: KeyPress): string {
  const physical = /^Key([A-Z])$/.exec(event.code ?? "")?.[1];
  const letter = physical ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Mod");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (physical !== undefined || letter.length > 1)) parts.push("Shift");
  parts.push(letter === " " ? "Space" : letter);
  return parts.join("+");
}

/** True where typing belongs to the element: shortcuts of one letter must not fire there. */
export function isTyping(target: EventTarget | null): boolean {
  if (typeof HTMLElement === "undefined" || !(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement &&
    !/^(checkbox|radio|button|submit|reset|range|file)$/.test(target.type)
  );
}

/** Something lies over the page (a dialog, a sheet that takes the focus, a menu): keys are its business. */
export const isCovered = (): boolean => document.querySelector(".overlay, .rt-DialogOverlay, .menu") !== null;
