// Text typed in place and not saved yet, kept in this tab: going back and forward, or a reload, loses nothing, and
// another window of the same person does not find itself in the middle of an edit.

/** `seen` is the value it was typed over. */
export interface KeptText {
  draft: string;
  seen: string;
}

const PREFIX = "orbit.draft.inline.";

/** What was typed into the field and neither saved nor given up. */
export function keptText(field: string): KeptText | null {
  try {
    const text = sessionStorage.getItem(PREFIX + field);
    return text === null ? null : (JSON.parse(text) as KeptText);
  } catch {
    return null;
  }
}

/** Keeps it; null forgets. A window without storage keeps nothing. */
export function keepText(field: string, kept: KeptText | null): void {
  try {
    if (kept === null) sessionStorage.removeItem(PREFIX + field);
    else sessionStorage.setItem(PREFIX + field, JSON.stringify(kept));
  } catch {
    // Storage full or refused.
  }
}

/** Whether anything is kept of the fields that begin so ("customer:abc."). */
export function keepsTextOf(fields: string): boolean {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith(PREFIX + fields));
  } catch {
    return false;
  }
}
