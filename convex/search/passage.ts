/** The part of a long text that answers a search. Pure. */
import { placesOf } from "./words";

/** Characters before the first word found, and in all. */
const before = 30;
const longest = 120;

/** Null where no word of `typed` begins a word of the text. Lines and spaces become one space. */
export function passageOf(text: string, typed: readonly string[]): string | null {
  const flat = text.replace(/\s+/g, " ").trim();
  const place = placesOf(flat).find(({ word }) => typed.some((one) => word.startsWith(one)));
  if (place === undefined) return null;
  if (flat.length <= longest) return flat;
  const from = place.from <= before ? 0 : flat.lastIndexOf(" ", place.from - before) + 1;
  const end = from + longest;
  const to = end >= flat.length ? flat.length : Math.max(place.to, flat.lastIndexOf(" ", end));
  return `${from > 0 ? "… " : ""}${flat.slice(from, to)}${to < flat.length ? " …" : ""}`;
}
