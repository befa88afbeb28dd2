// The rows of an organization's archive as a file of any other system has them: what only its database can mean is called by name.
import { contactFactNames } from "../../../../convex/contacts/shape";
import type { FieldDraft } from "../../../../convex/fields/shape";
import type { EntryFile } from "../../../../convex/imports/entryRow";
import { mostBytes, refusalOf, sniffedBytes } from "../../../../convex/documents/types";
import { minorDigits } from "../../../../convex/shared/money";
import type { ArchiveKind } from "./archiveKinds";
import type { JsonRecord } from "./json";
import type { ZipEntry } from "./zipFile";

export type Row = JsonRecord;
type Id = JsonRecord[string] | undefined;

interface ArchiveField {
  label: string;
  currency: string | undefined;
  choices: Map<Id, string>;
  /** As it would be made again; absent for what is worked out from other fields. */
  draft?: FieldDraft;
}

/** By the ids of the archive. */
export interface ArchiveNames {
  /** Without the deleted ones. */
  customers: Map<Id, { code: string; name: string }>;
  members: Map<Id, { email: string; name: string }>;
  tiers: Map<Id, string>;
  contacts: Map<Id, string>;
  /** The organization's own fields by key. */
  fields: Map<string, ArchiveField>;
}

interface Files {
  /** By document, oldest first. */
  versions: ReadonlyMap<string, Row[]>;
  entries: ReadonlyMap<string, ZipEntry>;
}

/** A record as a row; null for one that stays behind. */
type MakeRow = (record: Row, names: ArchiveNames, files: Files) => Row | null | Promise<Row | null>;

export const rowMakers: Record<ArchiveKind, MakeRow> = {
  customers: customerRow,
  contacts: contactRow,
  interactions: (record, names) => {
    const of = whose(record, names);
    if (of === null) return null;
    return {
      ...of,
      id: record["_id"]!,
      date: record["interactionDate"]!,
      ...picked(record, [
        "type",
        "subject",
        "description",
        "outcome",
        "duration",
        "contactMethod",
        "purpose",
        "successful",
      ]),
      ...said("contact", names.contacts.get(record["contactId"])),
      ...said("assignedTo", names.members.get(record["assignedTo"])?.email),
    };
  },
  notes: (record, names) => {
    const of = whose(record, names);
    if (of === null || record["isRemoved"] === true) return null;
    return {
      ...of,
      id: record["_id"]!,
      date: record["createdAt"]!,
      ...picked(record, ["noteType", "noteText", "isInternal", "isPinned"]),
      ...said("author", authorOf(record, names)),
    };
  },
  documents: documentRow,
};

/** The customer's id means nothing elsewhere: its code and name stand for it. */
function whose(record: Row, { customers }: ArchiveNames): Row | null {
  const customer = customers.get(record["customerId"]);
  return customer === undefined ? null : { customerCode: customer.code, company: customer.name };
}

function picked(record: Row, fields: readonly string[]): Row {
  return Object.fromEntries(
    fields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]]])),
  );
}

const said = (name: string, text: string | undefined): Row => (text ? { [name]: text } : {});

/** "user:<id>" as an e-mail, by which the member is known elsewhere; else the name that was told. */
function authorOf({ createdBy, createdByName }: Row, { members }: ArchiveNames): string | undefined {
  const member = typeof createdBy === "string" ? members.get(createdBy.replace(/^user:/, "")) : undefined;
  return member?.email ?? (typeof createdByName === "string" ? createdByName : undefined);
}

/** What only the database that wrote it can mean. */
const foreign = ["_id", "_creationTime", "orgId", "ownerId", "vipTierId", "custom", "availableCredit"];

function customerRow(record: Row, names: ArchiveNames): Row | null {
  if (record["status"] === "deleted") return null;
  const own = Object.fromEntries(Object.entries(record).filter(([field]) => !foreign.includes(field)));
  const custom = Object.entries((record["custom"] ?? {}) as Row).map(([key, value]) => [
    `custom.${key}`,
    ownValue(value, names.fields.get(key), names),
  ]);
  return {
    ...own,
    ...said("availableCredit", creditOf(record)),
    ...said("owner", names.members.get(record["ownerId"])?.email),
    ...said("tier", names.tiers.get(record["vipTierId"])),
    ...(Object.fromEntries(custom) as Row),
  };
}

/** A balance is in minor units there. */
const creditOf = ({ availableCredit, creditCurrency }: Row) =>
  typeof availableCredit === "number" && typeof creditCurrency === "string"
    ? `${money(availableCredit, creditCurrency)} ${creditCurrency}`
    : undefined;

const money = (minor: number, currency: string) =>
  (minor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));

/** Choices and records by name, money as people write it. */
function ownValue(
  value: Row[string],
  field: { currency: string | undefined; choices: Map<Id, string> } | undefined,
  { customers, members }: ArchiveNames,
): Row[string] {
  if (field === undefined) return value;
  if (typeof value === "number" && field.currency !== undefined) return money(value, field.currency);
  const word = (one: Row[string]): Row[string] => {
    const customer = customers.get(one);
    const record = customer === undefined ? undefined : `${customer.name} (${customer.code})`;
    return field.choices.get(one) ?? record ?? members.get(one)?.email ?? one;
  };
  return Array.isArray(value) ? value.map(word) : word(value);
}

/** Contacts of customers that are gone stay. */
function contactRow(record: Row, names: ArchiveNames): Row | null {
  const of = whose(record, names);
  return of === null || record["isActive"] === false ? null : { ...of, ...picked(record, contactFactNames) };
}

/** With all its versions in one cell; what was refused or is still being looked at was never a document. */
async function documentRow(
  record: Row,
  names: ArchiveNames,
  { versions, entries }: Files,
): Promise<Row | null> {
  const of = whose(record, names);
  if (of === null || record["isRemoved"] === true || record["state"] === "refused") return null;
  const id = String(record["_id"] as string);
  const kept = (versions.get(id) ?? []).filter(({ state }) => state === "ready");
  if (kept.length === 0) return null;
  const files: EntryFile[] = [];
  for (const version of kept) files.push(await fileOf(version, id, entries));
  return {
    ...of,
    id,
    date: record["createdAt"]!,
    ...picked(record, ["documentName", "documentType"]),
    ...said("author", authorName(record)),
    files: JSON.stringify(files),
  };
}

const authorName = ({ createdByName }: Row) =>
  typeof createdByName === "string" ? createdByName : undefined;

async function fileOf(version: Row, id: string, entries: Files["entries"]): Promise<EntryFile> {
  const fileName = String(version["fileName"] as string);
  const prefix = `documents/${id}/${String(version["version"] as number)}-`;
  const entry = [...entries.values()].find(({ name }) => name.startsWith(prefix));
  const author = authorName(version);
  const told = {
    fileName,
    fileSize: entry?.size ?? 0,
    createdAt: Number(version["createdAt"]),
    ...(author === undefined ? {} : { author }),
  };
  if (entry === undefined) return { ...told, refusal: "missing" };
  const head = entry.size > mostBytes ? new Uint8Array() : (await entry.read()).subarray(0, sniffedBytes);
  const refusal = refusalOf({ fileName, size: entry.size, limit: mostBytes, head });
  return refusal === null ? { ...told, path: entry.name } : { ...told, refusal };
}
