/**
 * What a file of the website may hold (PRL-01, PRL-02, PRL-09): three kinds of
 * rows, told apart by their columns. The page names the columns it recognises,
 * the server checks every row; both read this. Pure.
 */
import * as z from "zod";
import { dayOf, isDay } from "../shared/days";
import { normalizeEmail } from "../shared/email";
import { clean } from "../shared/text";

export const profileKinds = ["profiles", "vips", "links"] as const;
export type ProfileKind = (typeof profileKinds)[number];

/** Field -> the names of the columns that hold it, letters and digits only. The first names are the website's own. */
const columns: Record<ProfileKind, Record<string, readonly string[]>> = {
  profiles: {
    externalId: ["id", "profileid", "externalid"],
    email: ["email"],
    displayName: ["displayname", "name", "fullname"],
    phoneNumber: ["phonenumber", "phone"],
    vipCustomerDataId: ["vipcustomerdataid"],
  },
  vips: {
    externalId: ["id", "vipcustomerdataid", "externalid"],
    displayName: ["vipdisplayname"],
    email: ["vipemail"],
    phoneNumber: ["vipphonenumber"],
    tierId: ["viptierid"],
    tierName: ["viptiername", "tiername"],
    stableHashId: ["stablehashid"],
    since: ["createdat", "vipstatusdate"],
  },
  links: {
    externalId: ["profileid", "linkedprofileid"],
    confidence: ["matchconfidence", "profilelinkconfidence"],
    method: ["matchmethod", "profilelinkmethod"],
    linkedAt: ["linkedat", "profilelinkedat"],
    stableHashId: ["stablehashid"],
  },
};

const bare = (heading: string) => heading.toLowerCase().replace(/[^a-z0-9]/g, "");

/** What a file with these columns holds; null when it is none of the three. */
export function kindOfFile(headings: readonly string[]): ProfileKind | null {
  const named = new Set(headings.map(bare));
  const has = (names: readonly string[]) => names.some((name) => named.has(name));
  if (has(["profileid", "linkedprofileid"]) && has(["stablehashid"])) return "links";
  if (!has(["id", "externalid", "profileid", "vipcustomerdataid"])) return null;
  if (has(["vipdisplayname", "vipemail", "vipphonenumber", "viptierid", "stablehashid"])) return "vips";
  return has(["email", "displayname", "name", "fullname", "phonenumber", "phone"]) ? "profiles" : null;
}

/** A row under the names of its fields; columns nobody knows are left out. */
export function fieldsOfRow(
  kind: ProfileKind,
  row: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const byName = new Map(
    Object.entries(row).flatMap(([heading, value]) => {
      const text = textOf(value);
      return text === "" ? [] : [[bare(heading), text] as const];
    }),
  );
  const fields: Record<string, string> = {};
  for (const [field, names] of Object.entries(columns[kind])) {
    const name = names.find((one) => byName.has(one));
    if (name !== undefined) fields[field] = byName.get(name)!;
  }
  return fields;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return clean(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);
const text = (max: number) =>
  z
    .string()
    .refine(isWellFormed, { message: "Remove the broken characters.", params: { rule: "badCharacters" } })
    .pipe(z.string().max(max, `Use at most ${max} characters.`));
const id = text(255).pipe(z.string().min(1, "The row has no id."));
const email = text(255)
  .refine((value) => normalizeEmail(value) !== null, {
    message: "Enter an e-mail address like name@example.com.",
    params: { rule: "invalidEmail" },
  })
  .transform((value) => normalizeEmail(value) ?? "");
const number = z
  .string()
  .transform(Number)
  .refine(Number.isFinite, { message: "Enter a number.", params: { rule: "invalidNumber" } });

/** Epoch ms of "2024-05-01", "2024-05-01 10:00:00+00" or a number of milliseconds. */
const instant = z
  .string()
  .transform((value) =>
    /^\d{11,}$/.test(value)
      ? Number(value)
      : Date.parse(value.replace(/^(\d{4}-\d\d-\d\d) /, "$1T").replace(/([+-]\d\d)$/, "$1:00")),
  )
  .refine(Number.isFinite, { message: "Enter a date and time.", params: { rule: "invalidDay" } });

export const rowShapes = {
  profiles: z.object({
    externalId: id,
    email: email.optional(),
    displayName: text(255).optional(),
    phoneNumber: text(50).optional(),
    vipCustomerDataId: text(255).optional(),
  }),
  vips: z.object({
    externalId: id,
    displayName: text(255).optional(),
    email: text(255).optional(),
    phoneNumber: text(50).optional(),
    tierId: number.optional(),
    tierName: text(120).optional(),
    stableHashId: text(255).optional(),
    since: z.union([z.string().refine(isDay), instant.transform((at) => dayOf(at, "UTC"))]).optional(),
  }),
  links: z.object({
    externalId: id,
    /** 0 to 1; older systems also write percent. */
    confidence: number
      .transform((value) => (value > 1 ? value / 100 : value))
      .refine((value) => value >= 0 && value <= 1, {
        message: "Enter a confidence between 0 and 1.",
        params: { rule: "outOfRange" },
      })
      .optional(),
    method: text(60).optional(),
    linkedAt: instant.optional(),
    stableHashId: text(255).pipe(z.string().min(1, "The row has no stable hash.")),
  }),
} as const;

/** Rows of one call. A link writes a customer with everything that belongs to it. */
export const rowsAtOnce: Record<ProfileKind, number> = { profiles: 50, vips: 25, links: 15 };
