// Many writes as a few long texts: what crosses to the thread that writes them. Thousands of small strings would
// cost more there than the store does. They are put together in steps, between which others may have a turn: what is
// pending must stay as it is until the last.
import type { Key } from "../values/keys";
import { checkKeyLength, type Write } from "./writes";

/** The writes to one space, as they came but by table and index; of two to one key the later counts. */
export interface PackedSpace<T extends string | Uint8Array = string> {
  /** One after another, one byte for each character. */
  readonly keys: Uint8Array;
  readonly keyLengths: Uint16Array;
  readonly values: T;
  /** REMOVED where the key goes. */
  readonly valueLengths: Int32Array;
}

export interface PackedWrites {
  readonly documents: PackedSpace;
  readonly entries: PackedSpace;
  readonly system: PackedSpace;
  readonly search: PackedSpace<Uint8Array>;
}

export const REMOVED = -1;

/** Writes in the order they came. */
export interface Column<V> {
  readonly keys: readonly Key[];
  readonly values: readonly V[];
  /** All values are the same. */
  readonly isUniform: boolean;
}

/** Writes of one step; less than a millisecond. */
const STEP = 500;

export type Steps<Result> = Generator<void, Result>;

export function* packTexts(columns: readonly Column<string | null>[]): Steps<PackedSpace> {
  const { keys, keyLengths, valueLengths } = yield* packKeys(columns);
  const texts: string[] = [];
  for (const column of columns) {
    if (hasNoValues(column)) continue;
    for (let from = 0; from < column.values.length; from += STEP) {
      // Null is joined as nothing.
      texts.push(column.values.slice(from, from + STEP).join(""));
      yield;
    }
  }
  return { keys, keyLengths, valueLengths, values: texts.join("") };
}

export function* packBytes(columns: readonly Column<Uint8Array | null>[]): Steps<PackedSpace<Uint8Array>> {
  const { keys, keyLengths, valueLengths } = yield* packKeys(columns);
  let length = 0;
  for (const one of valueLengths) if (one > 0) length += one;
  const values = new Uint8Array(length);
  let at = 0;
  let written = 0;
  for (const column of columns) {
    for (const bytes of column.values) {
      if (++written % STEP === 0) yield;
      if (bytes === null) continue;
      values.set(bytes, at);
      at += bytes.length;
    }
  }
  return { keys, keyLengths, valueLengths, values };
}

/** New entries of an index. */
function hasNoValues({ values, isUniform }: Column<string | Uint8Array | null>): boolean {
  return isUniform && values[0] === "";
}

function* packKeys(
  columns: readonly Column<string | Uint8Array | null>[],
): Steps<Pick<PackedSpace, "keys" | "keyLengths" | "valueLengths">> {
  let count = 0;
  for (const { keys } of columns) count += keys.length;
  const keyLengths = new Uint16Array(count);
  const valueLengths = new Int32Array(count);
  let at = 0;
  const joined: Key[] = [];
  let bytes = 0;
  for (const column of columns) {
    const { keys, values } = column;
    const isEmpty = hasNoValues(column);
    for (let from = 0; from < keys.length; from += STEP) {
      const to = Math.min(from + STEP, keys.length);
      const all = keys.slice(from, to).join("");
      joined.push(all);
      bytes += all.length;
      for (let i = from; i < to; i++, at++) {
        const { length } = keys[i] as Key;
        // A length that has no room in its array must not be cut off there.
        checkKeyLength(length);
        keyLengths[at] = length;
        if (!isEmpty) valueLengths[at] = values[i]?.length ?? REMOVED;
      }
      yield;
    }
  }
  // Of its own, so that it can be given away.
  const keys = Buffer.allocUnsafeSlow(bytes);
  bytes = 0;
  for (const all of joined) {
    bytes += keys.latin1Write(all, bytes);
    yield;
  }
  return { keys, keyLengths, valueLengths };
}

/** The writes again, in the order of their keys, which touches each page of the store once; the last to each. */
export function unpacked({ documents, entries, system, search }: PackedWrites): Write[] {
  const writes: Write[] = [];
  for (const [space, packed] of [
    ["documents", documents],
    ["entries", entries],
    ["system", system],
  ] as const) {
    const starts = startsOf(packed.valueLengths);
    eachInOrder(packed, (key, at) => {
      const length = packed.valueLengths[at] as number;
      const start = starts[at] as number;
      writes.push({
        space,
        key,
        value: length === REMOVED ? undefined : packed.values.slice(start, start + length),
      });
    });
  }
  const starts = startsOf(search.valueLengths);
  eachInOrder(search, (key, at) => {
    const length = search.valueLengths[at] as number;
    const start = starts[at] as number;
    writes.push({
      space: "search",
      key,
      value: length === REMOVED ? undefined : search.values.subarray(start, start + length),
    });
  });
  return writes;
}

function startsOf(lengths: Int32Array): Float64Array {
  const starts = new Float64Array(lengths.length);
  let at = 0;
  for (let i = 0; i < lengths.length; i++) {
    starts[i] = at;
    at += Math.max(0, lengths[i] as number);
  }
  return starts;
}

function eachInOrder(
  { keys: { buffer, byteOffset, byteLength }, keyLengths }: PackedSpace<string | Uint8Array>,
  visit: (key: Key, at: number) => void,
): void {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const last = new Map<Key, number>();
  const keys: Key[] = [];
  let isAscending = true;
  let from = 0;
  for (let at = 0; at < keyLengths.length; at++) {
    const to = from + (keyLengths[at] as number);
    const key = bytes.latin1Slice(from, to);
    if (at > 0 && key <= (keys[at - 1] as Key)) isAscending = false;
    keys.push(key);
    from = to;
  }
  if (isAscending) {
    keys.forEach(visit);
    return;
  }
  keys.forEach((key, at) => last.set(key, at));
  for (const key of [...last.keys()].sort()) visit(key, last.get(key) as number);
}
