/** Pieces of what the API answers, as shapes for its description and as the values themselves. Pure. */
import * as z from "zod";
import type { ListPage } from "./route";

export const id = z.string().describe("Id of the record.");
export const moment = z.iso.datetime().describe("ISO 8601, UTC.");
export const calendarDay = z.iso.date();
/** Money. */
export const amount = z.int().describe("Minor units of the currency.");
export const count = z.int().min(0);
/** Who wrote it. */
export const actor = z.string().describe("user:<id>, key:<id>, or which part of Orbit.");
export const anything = z.unknown();

export const iso = (at: number): string => new Date(at).toISOString();
export const isoOrNull = (at: number | null | undefined): string | null =>
  at === undefined || at === null ? null : iso(at);

/** Stands beside the rows of every list (SRC-13). */
export const paginationAnswer = z.strictObject({
  total: count.nullable().describe("Null where only reading all rows would tell it."),
  pages: count.nullable(),
  current: z.int().min(1).nullable().describe("Null in a page reached by cursor."),
  limit: z.int().min(1),
  nextCursor: z.string().nullable().describe("Send it as cursor for the next page; null on the last one."),
});

/** A Convex page as the API's. */
export function listPage<Row, Item>(
  found: { page: readonly Row[]; isDone: boolean; continueCursor: string },
  item: (row: Row) => Item,
): ListPage<Item> {
  return { items: found.page.map(item), nextCursor: found.isDone ? null : found.continueCursor };
}

/** A list that is always answered whole. */
export function whole<Item>(items: readonly Item[]): ListPage<Item> {
  return { items, nextCursor: null };
}
