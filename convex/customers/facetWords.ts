/**
 * The words under which a customer is filed in its facet rows: its own words,
 * its days, its numbers.
 * Pure.
 */
import type { Doc } from "../_generated/dataModel";
import { addDays } from "../shared/days";
import type { FieldRegistry, FilterField } from "./fields";

/** All words of a facet from `from` to `to`, both included, in the order of the index. */
export interface FacetRange {
  facet: string;
  from: string;
  to: string;
}

/** Every customer is filed under this facet, as "live" or "deleted". */
export const everybody = "*";

/**
 * Everything a customer is filed under. A day is filed twice, by itself and by
 * its month, so that long ranges take few rows; flags only where they are
 * true; optional fields also by having a value at all.
 */
export function facetsOf(
  customer: Doc<"customers">,
  timeZone: string,
  fields: FieldRegistry,
): { facet: string; word: string }[] {
  const found = [{ facet: everybody, word: customer.status === "deleted" ? "deleted" : "live" }];
  for (const [facet, field] of fields) {
    const reading = field.read(customer, timeZone);
    const words: string[] = [];
    if (typeof reading === "string") {
      words.push(reading);
      found.push({ facet: monthsOf(facet), word: reading.slice(0, 7) });
    } else if (typeof reading === "number") words.push(numberFacet(reading, field, "down"));
    else if (typeof reading === "boolean") words.push(...(reading ? ["1"] : []));
    else words.push(...new Set(reading));
    for (const word of words) found.push({ facet, word });
    if (field.optional && words.length > 0) found.push({ facet: `${facet}?`, word: "1" });
  }
  return found;
}

/** Small whole numbers by themselves; others by quarters of a power of two, so that a range takes few rows. */
export function numberFacet(value: number, field: FilterField, rounding: "down" | "up"): string {
  if (field.most !== undefined) {
    const whole = rounding === "down" ? Math.ceil(value) : Math.floor(value);
    // "-" sorts before every number: nothing is below none.
    return whole < 0 && rounding === "up" ? "-" : String(Math.max(0, Math.min(9999, whole))).padStart(4, "0");
  }
  if (value <= 0) return "0000";
  return String(1 + Math.max(0, Math.floor(Math.log2(value) * 4))).padStart(4, "0");
}

const monthsOf = (facet: string) => `${facet}#`;
const first = "0000-00";
const last = "9999-99";

/** Whole months of the range by month, what remains at its ends by day. */
export function dayFacets(facet: string, from: string | undefined, to: string | undefined): FacetRange[] {
  const days = (start: string, end: string): FacetRange[] =>
    start > end ? [] : [{ facet, from: start, to: end }];
  const months = (start: string, end: string): FacetRange[] =>
    start > end ? [] : [{ facet: monthsOf(facet), from: start, to: end }];
  if (from !== undefined && to !== undefined && from > to) return [];
  const startsMonth = from === undefined || from.endsWith("-01");
  const endsMonth = to === undefined || addDays(to, 1).endsWith("-01");
  const firstWhole = from === undefined ? first : startsMonth ? from.slice(0, 7) : following(from);
  const lastWhole = to === undefined ? last : endsMonth ? to.slice(0, 7) : previous(to);
  if (from !== undefined && to !== undefined && firstWhole > lastWhole) return days(from, to);
  return [
    ...(startsMonth ? [] : days(from, `${from.slice(0, 7)}-31`)),
    ...months(firstWhole, lastWhole),
    ...(endsMonth ? [] : days(`${to.slice(0, 7)}-01`, to)),
  ];
}

const following = (day: string) => addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7);
const previous = (day: string) => addDays(`${day.slice(0, 7)}-01`, -1).slice(0, 7);
