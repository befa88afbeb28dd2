// What the store holds, and one change of it.
import type { Key } from "../values/keys";

/**
 * documents: table number + internal id -> JSON text
 * entries:   index number + fields + creation time + internal id -> "" (see indexes/)
 * system:    letter-prefixed records of the engine itself -> JSON text
 * search:    postings blocks (see search/)
 */
export type TextSpace = "documents" | "entries" | "system";
export type Space = TextSpace | "search";

/** One put (value) or removal (undefined). */
export type Write =
  | { readonly space: TextSpace; readonly key: Key; readonly value: string | undefined }
  | { readonly space: "search"; readonly key: Key; readonly value: Uint8Array | undefined };

/** LMDB's bound with pages of 4 KiB. */
const MAX_KEY_BYTES = 1_978;

export function checkKeyLength(length: number): void {
  if (length > MAX_KEY_BYTES) throw new Error(`A key of ${length} bytes does not fit the store`);
}
