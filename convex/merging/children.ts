/**
 * Everything that hangs on a customer, read from the schema (DUP-16): a table
 * that gets a reference to customers tomorrow is moved by a merge from that day
 * on, unless it is named here with a reason to treat it otherwise.
 */
import schema from "../schema";
import { referencesOf } from "../tenancy/references";
import { globalTables } from "../tenancy/tables";
import type { TenantTable } from "../tenancy/tables";
import type { Strategy } from "./strategy";

type Treatment =
  /** Rows go to the survivor; with a flag, only where the flag is on. */
  | { kind: "moves"; flag?: keyof Strategy }
  /** Worked out from the record and its children; follows them by itself. */
  | { kind: "rebuilt" }
  /** Says what happened to that record, and goes on saying it. */
  | { kind: "stays" };

const exceptions: Partial<Record<TenantTable, Treatment>> = {
  quotes: { kind: "moves", flag: "combineTransactionHistory" },
  serviceJobs: { kind: "moves", flag: "combineTransactionHistory" },
  orders: { kind: "moves", flag: "combineTransactionHistory" },
  transactions: { kind: "moves", flag: "combineTransactionHistory" },
  bookings: { kind: "moves", flag: "combineTransactionHistory" },
  leads: { kind: "moves", flag: "combinePackages" },
  customerPackages: { kind: "moves", flag: "combinePackages" },
  interactions: { kind: "moves", flag: "combineNotes" },
  notes: { kind: "moves", flag: "combineNotes" },
  customerIdentities: { kind: "rebuilt" },
  customerKeys: { kind: "rebuilt" },
  customerTags: { kind: "rebuilt" },
  interactionCounts: { kind: "rebuilt" },
  // Follow their messages (follow.ts).
  threads: { kind: "rebuilt" },
  // Follows its note (follow.ts).
  noteWords: { kind: "rebuilt" },
  // Follow their sales, visits and bookings one by one (follow.ts).
  bookingFacts: { kind: "rebuilt" },
  salesFacts: { kind: "rebuilt" },
  // Follows its orders and jobs likewise.
  revenueFacts: { kind: "rebuilt" },
  leadScores: { kind: "rebuilt" },
  customerValues: { kind: "rebuilt" },
  // Merged pairs by pair, see merging/pairs.ts.
  duplicatePairs: { kind: "rebuilt" },
  // The link stands on the record too and goes where the merge decides (plan.ts, profiles/keep.ts).
  webProfiles: { kind: "rebuilt" },
  // Says what was handed out, when and of whom.
  exportFiles: { kind: "stays" },
  auditLog: { kind: "stays" },
  // Balances go over by entries on both sides (loyalty/merged.ts); each ledger goes on adding up.
  loyaltyEntries: { kind: "stays" },
  bulkRows: { kind: "stays" },
  // To which record it was sent; a campaign on its way follows the merge itself (campaigns/send.ts).
  campaignRecipients: { kind: "stays" },
  // Entries about a child follow the child (follow.ts); those about the record itself go on telling of it.
  timelineEntries: { kind: "stays" },
  timelineCounts: { kind: "stays" },
  customerVisits: { kind: "stays" },
  presence: { kind: "stays" },
  merges: { kind: "stays" },
  mergedRecords: { kind: "stays" },
  // A record that was merged earlier keeps pointing where it went; readers follow the chain.
  customers: { kind: "stays" },
};

export interface ChildTable {
  table: TenantTable;
  /** Steps to the id, as in tenancy/references.ts. */
  path: readonly string[];
  treatment: Treatment;
  /** An index that finds a customer's rows by their reference; null where the reference stands inside an array or record and the (small) table is walked. */
  index: string | null;
  /** Any index of the table, for walking it. */
  walk: string;
}

interface Definition {
  " indexes"(): { indexDescriptor: string; fields: string[] }[];
}

let found: readonly ChildTable[] | undefined;

/** All places in the schema that hold a customer's id. */
export function childTables(): readonly ChildTable[] {
  return (found ??= [...readSchema()]);
}

function* readSchema(): Generator<ChildTable> {
  for (const name of Object.keys(schema.tables)) {
    if (name in globalTables) continue;
    const table = name as TenantTable;
    const indexes = (schema.tables[table] as unknown as Definition)
      [" indexes"]()
      .filter(({ fields }) => fields[0] === "orgId");
    for (const { path, target } of referencesOf(table)) {
      if (target !== "customers") continue;
      const [field] = path;
      const byField =
        path.length === 1 ? indexes.find(({ fields }) => fields[1] === field)?.indexDescriptor : undefined;
      yield {
        table,
        path,
        treatment: exceptions[table] ?? { kind: "moves" },
        index: byField ?? null,
        walk: indexes[0]?.indexDescriptor ?? "",
      };
    }
  }
}

/** Tables whose rows this merge moves. */
export function movingTables(strategy: Strategy): ChildTable[] {
  return childTables().filter(
    ({ treatment }) =>
      treatment.kind === "moves" && (treatment.flag === undefined || strategy[treatment.flag]),
  );
}

/** Tables with rows a person knows of, in the order in which the merge screen counts them. */
export const countedTables = [
  "contacts",
  "interactions",
  "communications",
  "notes",
  "documents",
  "followUps",
  "quotes",
  "orders",
  "serviceJobs",
  "transactions",
  "customerPackages",
  "bookings",
  "leads",
] as const;
export type CountedTable = (typeof countedTables)[number];

/** Replaces one id by another wherever the path leads; the same value back when it does not stand there. */
export function replaceId(value: unknown, path: readonly string[], from: string, to: string): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value === from ? to : value;
  if (typeof value !== "object" || value === null) return value;
  if (step === "[]") {
    const items = (value as unknown[]).map((item) => replaceId(item, rest, from, to));
    if (items.every((item, index) => item === (value as unknown[])[index])) return value;
    return rest.length === 0 ? [...new Set(items)] : items;
  }
  if (step === "{}") {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, replaceId(item, rest, from, to)] as const,
    );
    return entries.every(([key, item]) => item === (value as Record<string, unknown>)[key])
      ? value
      : Object.fromEntries(entries);
  }
  const part = (value as Record<string, unknown>)[step];
  const next = replaceId(part, rest, from, to);
  return next === part ? value : { ...value, [step]: next };
}
