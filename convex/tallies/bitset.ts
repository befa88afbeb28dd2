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

/** The bitmap, of `mapBytes`, of a stored set. */
export function mapOf(stored: ArrayBuffer): Uint8Array {
  const bytes = new Uint8Array(stored);
  // A full one is copied as it is, without making it of nothing first.
  if (bytes[0] === asMap && bytes.length === mapBytes + 1) return new Uint8Array(stored.slice(1));
  const map = emptyMap();
  if (bytes[0] === asMap) map.set(bytes.subarray(1));
  else addStored(stored, map);
  return map;
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
  const bytes = stored === null ? null : new Uint8Array(stored);
  if (bytes?.[0] !== asMap) return changeList(bytes, changes);
  const length = lengthWith(bytes, changes);
  if (length !== null) return putIn(bytes, changes, length);
  const map = emptyMap();
  addStored(stored!, map);
  for (const [number, isIn] of changes) {
    const bit = 1 << (number & 7);
    if (isIn) map[number >> 3]! |= bit;
    else map[number >> 3]! &= ~bit;
  }
  return store(map);
}

/**
 * The bytes of a bitmap once all are put in; null where one is taken out, or so few lie beyond its end that a list
 * might be shorter. New customers always lie beyond it.
 */
function lengthWith(bytes: Uint8Array, changes: ReadonlyMap<number, boolean>): number | null {
  let length = bytes.length;
  let beyond = 0;
  for (const [number, isIn] of changes) {
    if (!isIn) return null;
    const place = 1 + (number >> 3);
    if (place < bytes.length) continue;
    beyond += 1;
    if (place >= length) length = place + 1;
  }
  return length - bytes.length <= 2 * beyond ? length : null;
}

/** Without counting what is in it. */
function putIn(bytes: Uint8Array, changes: ReadonlyMap<number, boolean>, length: number): ArrayBuffer {
  const map = new Uint8Array(length);
  map.set(bytes);
  for (const number of changes.keys()) map[1 + (number >> 3)]! |= 1 << (number & 7);
  return map.buffer;
}

/** Short lists, which most words have, are changed without unfolding the whole set. */
function changeList(bytes: Uint8Array | null, changes: ReadonlyMap<number, boolean>): ArrayBuffer | null {
  const numbers = new Set<number>();
  for (let index = 1; bytes !== null && index + 1 < bytes.length; index += 2)
    numbers.add(bytes[index]! | (bytes[index + 1]! << 8));
  for (const [number, isIn] of changes) {
    if (isIn) numbers.add(number);
    else numbers.delete(number);
  }
  if (numbers.size === 0) return null;
  const sorted = Uint16Array.from(numbers).sort();
  const mapLength = (sorted.at(-1)! >> 3) + 1;
  if (mapLength <= 2 * sorted.length) {
    const map = new Uint8Array(1 + mapLength);
    map[0] = asMap;
    for (const number of sorted) map[1 + (number >> 3)]! |= 1 << (number & 7);
    return map.buffer;
  }
  const list = new Uint8Array(1 + 2 * sorted.length);
  list[0] = asList;
  sorted.forEach((number, at) => {
    list[1 + 2 * at] = number & 255;
    list[2 + 2 * at] = number >> 8;
  });
  return list.buffer;
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

/** The largest number of a stored set. */
export function lastOf(stored: ArrayBuffer): number {
  const bytes = new Uint8Array(stored);
  const end = bytes.length - 1;
  if (bytes[0] === asList) return bytes[end - 1]! | (bytes[end]! << 8);
  return 8 * (end - 1) + 31 - Math.clz32(bytes[end]!);
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
