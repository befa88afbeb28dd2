// Orbit's own archive of a whole organization: its customers, then their contacts and what was done with them, can be brought in again, here or elsewhere.
import { strFromU8 } from "fflate";
import { draftOf, fieldDraftShape, type FieldDraft } from "../../../../convex/fields/shape";
import { isComputed } from "../../../../convex/fields/words";
import { guessMapping, ownFieldKey } from "../../../../convex/imports/fields";
import { rowLimit } from "../../../../convex/imports/limits";
import { Packed } from "../../../../convex/imports/packed";
import { UnreadableFile } from "./decode";
import { archiveKinds, type ArchiveKind } from "./archiveKinds";
import { rowMakers, type ArchiveNames, type Row } from "./archiveRows";
import { recordsIn, TableColumns } from "./json";
import type { ZipEntry } from "./zipFile";

/** What people of an organization have written that an import does not take, in the order in which it is told. */
export const leftTables = [
  "quotes",
  "orders",
  "leads",
  "transactions",
  "customerPackages",
  "followUps",
] as const;
export type LeftTable = (typeof leftTables)[number];

type Entries = ReadonlyMap<string, ZipEntry>;

export interface Archive {
  kinds: ArchiveKind[];
  /** What stays in it, by how much. */
  left: { table: LeftTable; rows: number }[];
}

export interface ArchiveTable {
  headings: string[];
  rows: Packed<string[]>;
  /** Of customers: the organization's own fields among the columns, as they would be made again. */
  ownFields: OwnColumn[];
}

export interface OwnColumn {
  heading: string;
  draft: FieldDraft;
}

/** Null for every other zip. */
export async function openArchive(entries: Entries): Promise<Archive | null> {
  const kinds = archiveKinds.filter((kind) => partsOf(entries, kind).length > 0);
  if (kinds[0] !== "customers") return null;
  return { kinds, left: await leftIn(entries) };
}

/** All rows of a kind but those that are deleted, or stand at a customer that is. */
export async function archiveTable(
  entries: Entries,
  kind: ArchiveKind,
  onProgress: (share: number) => void,
): Promise<ArchiveTable> {
  const names = await namesIn(entries);
  const rowOf = rowMakers[kind];
  const columns = new TableColumns();
  const rows = new Packed<string[]>();
  const parts = partsOf(entries, kind);
  const versions = kind === "documents" ? await versionsIn(entries) : new Map<string, Row[]>();
  for (const [part, entry] of parts.entries()) {
    for (const record of await recordsOf(entry)) {
      const row = await rowOf(record, names, { versions, entries });
      if (row === null) continue;
      if (rows.length >= rowLimit) throw new UnreadableFile("tooManyRows");
      rows.push(columns.row(row));
    }
    onProgress((part + 1) / parts.length);
  }
  if (rows.length === 0) throw new UnreadableFile("empty");
  const headings = columns.headings();
  return {
    headings: headings.map((heading) => ownHeading(heading, names)),
    rows,
    ownFields: headings.flatMap((heading) => {
      const draft = fieldOf(heading, names)?.draft;
      return draft === undefined ? [] : [{ heading: ownHeading(heading, names), draft }];
    }),
  };
}

/** A table stands in one file, or in several that are numbered. */
function partsOf(entries: Entries, table: string): ZipEntry[] {
  const names = new RegExp(`^tables/${table}(-\\d+)?\\.jsonl$`);
  return [...entries.values()]
    .filter(({ name }) => names.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const recordsOf = async (entry: ZipEntry): Promise<Row[]> => recordsIn(strFromU8(await entry.read())) ?? [];

async function* everyRecord(entries: Entries, table: string): AsyncGenerator<Row> {
  for (const part of partsOf(entries, table)) for (const record of await recordsOf(part)) yield record;
}

/** What the ids in rows are called elsewhere. */
async function namesIn(entries: Entries): Promise<ArchiveNames> {
  const names: ArchiveNames = {
    customers: new Map(),
    members: new Map(),
    tiers: new Map(),
    contacts: new Map(),
    fields: new Map(),
  };
  for await (const { _id, customerCode, name, status } of everyRecord(entries, "customers"))
    if (status !== "deleted") names.customers.set(_id, { code: textOf(customerCode), name: textOf(name) });
  for await (const { userId, email, name } of everyRecord(entries, "memberships"))
    names.members.set(userId, { email: textOf(email), name: textOf(name) });
  for await (const { _id, name } of everyRecord(entries, "vipTiers")) names.tiers.set(_id, textOf(name));
  for await (const { _id, firstName, lastName } of everyRecord(entries, "contacts"))
    names.contacts.set(_id, `${textOf(firstName)} ${textOf(lastName)}`);
  for await (const { fields } of everyRecord(entries, "fieldSets"))
    for (const field of Array.isArray(fields) ? (fields as Row[]) : [])
      names.fields.set(textOf(field["key"]), {
        label: textOf(field["label"]),
        currency: field["currency"] as string | undefined,
        choices: new Map(((field["choices"] ?? []) as Row[]).map(({ id, label }) => [id, textOf(label)])),
        ...draftIn(field),
      });
  return names;
}

/** What its values are worked out from stays, so a formula or a roll-up is not made again. */
function draftIn(field: Row): { draft?: FieldDraft } {
  const definition = field as unknown as Parameters<typeof draftOf>[0];
  const read = fieldDraftShape.safeParse(draftOf(definition, "USD"));
  return read.success && !isComputed(read.data.type) ? { draft: read.data } : {};
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

async function versionsIn(entries: Entries): Promise<Map<string, Row[]>> {
  const byDocument = new Map<string, Row[]>();
  for await (const version of everyRecord(entries, "documentVersions")) {
    const id = textOf(version["documentId"]);
    byDocument.set(id, [...(byDocument.get(id) ?? []), version]);
  }
  return byDocument;
}

/** A field of one's own is called by its label, unless that is what something of every customer is called. */
function ownHeading(heading: string, names: ArchiveNames): string {
  const label = fieldOf(heading, names)?.label;
  return label === undefined || label === "" || guessMapping([label])[0] !== null ? heading : label;
}

const fieldOf = (heading: string, { fields }: ArchiveNames) => fields.get(ownFieldKey(heading) ?? "");

async function leftIn(entries: Entries): Promise<Archive["left"]> {
  const manifest = entries.get("manifest.json");
  if (manifest === undefined) return [];
  let counts: Record<string, unknown>;
  try {
    const told = JSON.parse(strFromU8(await manifest.read())) as { tables?: Record<string, unknown> };
    counts = told.tables ?? {};
  } catch {
    return [];
  }
  return leftTables.flatMap((table) => {
    const rows = counts[table];
    return typeof rows === "number" && rows > 0 ? [{ table, rows }] : [];
  });
}
