// Orbit's own archive of a whole organization: its customers, and then their contacts, can be brought in again, here or elsewhere.
import { strFromU8, unzipSync } from "fflate";
import type { RowKind } from "../../../../convex/imports/fields";
import { UnreadableFile } from "./decode";
import { recordsIn, tableOfRecords, type JsonTable } from "./json";

const customersFile = "tables/customers.jsonl";
const contactsFile = "tables/contacts.jsonl";
const manifestFile = "manifest.json";
const wanted = new Set([customersFile, contactsFile, manifestFile]);
/** Bytes that one table may unfold to. */
const largestTable = 400 * 1024 * 1024;
/** What only the database that wrote it can mean. */
const foreign = ["_id", "_creationTime", "orgId"];
/** What people of an organization have written that an import does not take, in the order in which it is told. */
export const leftTables = [
  "interactions",
  "notes",
  "documents",
  "quotes",
  "leads",
  "transactions",
  "followUps",
] as const;
export type LeftTable = (typeof leftTables)[number];

export interface Archive {
  /** The customers, and the contacts where there are any, by the customer's code. */
  tables: (JsonTable & { as: RowKind })[];
  /** What stays in it, by how much. */
  left: { table: LeftTable; rows: number }[];
}

type Row = ReturnType<typeof recordsOf>[number];
const recordsOf = (part: Uint8Array | undefined) =>
  part === undefined ? [] : (recordsIn(strFromU8(part)) ?? []);

/** All but what is deleted; null for every other archive. */
export function openArchive(bytes: Uint8Array): Archive | null {
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (wanted.has(name) && originalSize > largestTable) throw new UnreadableFile("tooLarge");
        return wanted.has(name);
      },
    });
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    // A zip that cannot be unfolded may be a workbook that says what is wrong with it.
    return null;
  }
  if (parts[customersFile] === undefined) return null;
  const live = recordsOf(parts[customersFile]).filter(({ status }) => status !== "deleted");
  if (live.length === 0) throw new UnreadableFile("empty");
  const own = live.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([field]) => !foreign.includes(field))),
  );
  const contacts = contactsIn(recordsOf(parts[contactsFile]), live);
  return {
    tables: [
      { ...tableOfRecords("customers", own), as: "customers" },
      ...(contacts.length === 0
        ? []
        : [{ ...tableOfRecords("contacts", contacts), as: "contacts" as const }]),
    ],
    left: leftIn(parts[manifestFile]),
  };
}

const contactFields = [
  "firstName",
  "lastName",
  "title",
  "department",
  "email",
  "phone",
  "mobile",
  "isPrimary",
  "isDecisionMaker",
  "notes",
] as const;

/** The customer's id means nothing elsewhere: its code and name stand for it. Contacts of customers that are gone stay. */
function contactsIn(contacts: readonly Row[], customers: readonly Row[]): Row[] {
  const byId = new Map(customers.map((customer) => [customer["_id"], customer]));
  return contacts.flatMap((contact) => {
    const customer = byId.get(contact["customerId"]);
    if (customer === undefined || contact["isActive"] === false) return [];
    const said = contactFields.filter((field) => contact[field] !== undefined);
    return [
      {
        customerCode: customer["customerCode"] ?? null,
        company: customer["name"] ?? null,
        ...Object.fromEntries(said.map((field) => [field, contact[field]!])),
      },
    ];
  });
}

function leftIn(manifest: Uint8Array | undefined): Archive["left"] {
  if (manifest === undefined) return [];
  let counts: Record<string, unknown>;
  try {
    counts = (JSON.parse(strFromU8(manifest)) as { tables?: Record<string, unknown> }).tables ?? {};
  } catch {
    return [];
  }
  return leftTables.flatMap((table) => {
    const rows = counts[table];
    return typeof rows === "number" && rows > 0 ? [{ table, rows }] : [];
  });
}
