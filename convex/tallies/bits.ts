/**
 * Sets of whole numbers from 0 to 65,535 as bitmaps of 32 at a time, for reading:
 * what tallies/bitset.ts stores, intersected, united and counted. Pure.
 */
import { addStored, emptyMap, mapOf, setSize } from "./bitset";

export type Bits = Uint32Array;

const words = setSize / 32;

/** `from`, a whole number of bytes, is where the set's numbers begin. */
export function bitsOf(stored: ArrayBuffer, from = 0): Bits {
  if (from === 0) return new Uint32Array(mapOf(stored).buffer);
  const map = emptyMap();
  addStored(stored, map.subarray(from / 8));
  return new Uint32Array(map.buffer);
}

export function intersect(into: Bits, other: Bits): void {
  for (let at = 0; at < words; at++) into[at]! &= other[at]!;
}

export function unite(into: Bits, other: Bits): void {
  for (let at = 0; at < words; at++) into[at]! |= other[at]!;
}

/** Takes out of `from` what is in `without`. */
export function subtract(from: Bits, without: Bits): void {
  for (let at = 0; at < words; at++) from[at]! &= ~without[at]!;
}

export function sizeOf(bits: Bits): number {
  let count = 0;
  for (let at = 0; at < words; at++) {
    // Ones of each pair, of each four, of each byte; the product adds the bytes up in its highest.
    let word = bits[at]!;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** A bitmap's bytes, in which `numbersIn` finds its numbers. */
export function bytesOf(bits: Bits): Uint8Array {
  return new Uint8Array(bits.buffer);
}
