/**
 * Sets of whole numbers from 0 to 65,535 as stored bytes: a bitmap without its
 * empty end, or a list where few numbers are in it. The first byte says which.
 * Pure.
 */

/** Numbers in one set; a set is one document of at most 8 KiB. */
export const setSize = 65_536;
const mapBytes = setSize / 8;
const asMap = 0;
const asList = 1;

export function emptyMap(): Uint8Array {
  return new Uint8Array(mapBytes);
}

/** Adds the numbers of a stored set to a bitmap of `mapBytes`. */
export function addStored(stored: ArrayBuffer, into: Uint8Array): void {
  const bytes = new Uint8Array(stored);
  if (bytes[0] === asMap) {
    for (let index = 1; index < bytes.length; index++) into[index - 1]! |= bytes[index]!;
    return;
  }
  for (let index = 1; index + 1 < bytes.length; index += 2) {
    const number = bytes[index]! | (bytes[index + 1]! << 8);
    into[number >> 3]! |= 1 << (number & 7);
  }
}

/** The stored set with numbers put in (true) or taken out (false); null when nothing is left. */
export function changeStored(
  stored: ArrayBuffer | null,
  changes: ReadonlyMap<number, boolean>,
): ArrayBuffer | null {
  const map = emptyMap();
  if (stored !== null) addStored(stored, map);
  for (const [number, isIn] of changes) {
    const bit = 1 << (number & 7);
    if (isIn) map[number >> 3]! |= bit;
    else map[number >> 3]! &= ~bit;
  }
  return store(map);
}

function store(map: Uint8Array): ArrayBuffer | null {
  const count = countOf(map);
  if (count === 0) return null;
  let length = map.length;
  while (map[length - 1] === 0) length--;
  const bytes = new Uint8Array(1 + Math.min(length, 2 * count));
  if (length <= 2 * count) {
    bytes[0] = asMap;
    bytes.set(map.subarray(0, length), 1);
  } else {
    bytes[0] = asList;
    let at = 1;
    for (const number of numbersIn(map)) {
      bytes[at++] = number & 255;
      bytes[at++] = number >> 8;
    }
  }
  return bytes.buffer;
}

const bitsOf = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

export function countOf(map: Uint8Array): number {
  let count = 0;
  for (const byte of map) count += bitsOf[byte]!;
  return count;
}

/** The numbers of a bitmap, ascending. */
export function* numbersIn(map: Uint8Array): Generator<number> {
  for (let index = 0; index < map.length; index++) {
    const byte = map[index]!;
    if (byte === 0) continue;
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) yield index * 8 + bit;
  }
}

export function intersect(into: Uint8Array, other: Uint8Array): void {
  for (let index = 0; index < into.length; index++) into[index]! &= other[index]!;
}

export function unite(into: Uint8Array, other: Uint8Array): void {
  for (let index = 0; index < into.length; index++) into[index]! |= other[index]!;
}

/** What is in `from` and not in `without`. */
export function subtract(from: Uint8Array, without: Uint8Array): Uint8Array {
  return from.map((byte, index) => byte & ~without[index]!);
}
