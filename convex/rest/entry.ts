/** Pieces of the API's shapes: values as they stand in JSON and in an address. */
import * as z from "zod";
import type { Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";

/** Text, or null to remove it. What it may say is judged by the shape of its room, in words and by field. */
export const word = z.string().nullable().optional();

/** A moment as ISO 8601 text or epoch milliseconds; handlers get milliseconds. */
export const instant = z
  .union([z.iso.datetime({ offset: true, local: false }), z.number().int(), z.iso.date()], {
    error: "Enter a moment like 2026-03-31T09:00:00Z.",
  })
  .transform((value) => (typeof value === "number" ? value : Date.parse(value)));

/** As `instant`, for rooms that word what is no date at all themselves: that comes out as NaN. */
export const looseInstant = z
  .union([z.string(), z.number()], { error: "Enter a moment like 2026-03-31T09:00:00Z." })
  .transform((value) => (typeof value === "number" ? value : Date.parse(value)));

/** In a change null removes a text, which the rooms know as an empty one. */
export function cleared(body: object): object {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, value === null ? "" : value]));
}

/** "true" or "false" in an address. */
export const flag = z
  .enum(["true", "false"], { error: "Write true or false." })
  .transform((value) => value === "true");

/** Words separated by commas in an address. */
export const commaList = <Word extends z.ZodType<string, string>>(one: Word) =>
  z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(one).min(1).max(50));

export const day = z.iso.date({ error: "Enter a day like 2026-03-31." });

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, "Enter a whole number.")
    .transform(Number)
    .pipe(z.number().min(least, `At least ${least}.`).max(most, `At most ${most}.`));

/** A list can be turned so many pages by number; beyond, `cursor` goes on from the page before at no growing cost. */
export const mostPages = 20;

/** Every list takes these (SRC-13). */
export const paging = (largestPage: number) => ({
  page: whole(1, mostPages).optional().describe("Page by number, at most 20; beyond, go on with cursor."),
  limit: whole(1, largestPage).optional().describe("Rows of one page."),
  cursor: z.string().min(1).max(2000).optional().describe("nextCursor of the page before."),
});

/** Of lists of what members own, such as quotes: whose they are asked for. */
export const ownership = {
  owner: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe(
      "A member's id, me for the key's own member; everybody's when left out, for those who see everybody's.",
    ),
};

/** The member that `ownership` asks for; null for everybody. */
export function askedOwner(
  ctx: Pick<OrgQueryCtx, "reach" | "user">,
  owner: string | undefined,
): Id<"users"> | null {
  if (owner === "me" || (owner === undefined && ctx.reach !== "all")) return ctx.user._id;
  return (owner as Id<"users"> | undefined) ?? null;
}

/** `include=contacts,notes` answers the beginning of these lists along with the thing itself (API-47). */
export const inclusion = <Name extends string>(names: readonly [Name, ...Name[]]) => ({
  include: commaList(z.enum(names))
    .optional()
    .describe("The beginning of these lists along with it, separated by commas."),
});

/** `fields=name,email` answers only these (API-47). */
export const selection = {
  fields: commaList(z.string().min(1).max(60)).optional().describe("Only these fields, separated by commas."),
};
