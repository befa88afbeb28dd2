// Remembers for a moment which fields this person edited here, so that LiveValue glows for others' changes only.
const OWN_EDIT_MS = 5000;
const edited = new Map<string, number>();

/** Called when this person saves a field; `field` is a stable key like "customer:abc.name". */
export function noteOwnEdit(field: string, now = Date.now()): void {
  edited.set(field, now);
  for (const [key, at] of edited) if (now - at > OWN_EDIT_MS) edited.delete(key);
}

/** True within five seconds of this person's own edit of the field. */
export function justEditedHere(field: string, now = Date.now()): boolean {
  const at = edited.get(field);
  return at !== undefined && now - at <= OWN_EDIT_MS;
}
