/** Rows of interactions, notes and documents on the server: each is written at its customer, once (INT-01, NOT-01, DOC-01, IMX-13). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { bringDocument } from "../documents/bring";
import { mostBytes } from "../documents/types";
import { logInteraction } from "../interactions/log";
import { bringNote } from "../notes/bring";
import { refreshInsights } from "../value/refresh";
import { contactsWith, findCompanies } from "./contactKnown";
import type { EntryKind } from "./entryFields";
import { entriesWith } from "./entryKnown";
import { EntryPlanner, type EntryCompany, type EntryPlan } from "./entryPlan";
import { entryKey, entryReader, type Entry, type ReadEntry } from "./entryRow";
import { membersByWord } from "./members";
import { issue } from "./normalise";
import type { Result } from "./rowResult";

/** An entry reads and writes the counts, the feed and the history of its customer, so a transaction takes few. */
const rowsPerStep = 25;
/** Versions of documents in one transaction, after its first row. */
const filesPerStep = 60;

export async function importEntries(
  ctx: TenantMutationCtx,
  from: Doc<"imports">,
  kind: EntryKind,
  given: readonly { cells: readonly string[] }[],
): Promise<Result[]> {
  const { timeZone, documentLimitBytes: documentLimit = mostBytes } = await ctx.settings();
  const { mapping, dateOrder } = from;
  const read = entryReader({ kind, mapping, dateOrder, timeZone, documentLimit }, ctx.now);
  const rows = fitting(given.slice(0, rowsPerStep).map(({ cells }) => read(cells)));
  const hasAuthors = rows.some((row) => row.kind === "ready" && row.author !== undefined);
  const memberOf = hasAuthors ? await membersByWord(ctx) : () => undefined;
  const planner = new EntryPlanner((word) => memberOf(word)?.userId);
  await meetCompanies(ctx, planner, rows);
  const touched = new Set<Id<"customers">>();
  const results: Result[] = [];
  for (const row of rows) {
    const asked = planner.asked(row);
    for (const key of asked.entries) {
      const found = await entriesWith(ctx, kind, key);
      if (found !== null) planner.meet(key, found.said);
    }
    for (const key of asked.contacts) {
      const [customerId = "", ...name] = key.split(" ");
      const [contact] = await contactsWith(ctx, customerId as Id<"customers">, name.join(" "));
      if (contact !== undefined) planner.meetContact(key, contact._id);
    }
    const result = await carryOut(ctx, planner.plan(row), from);
    if (result.outcome === "created") touched.add(result.customerId!);
    results.push(result);
  }
  if (kind === "interactions") for (const customerId of touched) await refreshInsights(ctx, customerId);
  return results;
}

/** As many rows as one transaction takes; at least one. */
function fitting(rows: ReadEntry[]): ReadEntry[] {
  let files = 0;
  const end = rows.findIndex((row, at) => {
    files += row.kind === "ready" && row.entry.kind === "documents" ? row.entry.files.length : 0;
    return at > 0 && files > filesPerStep;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

async function meetCompanies(
  ctx: TenantMutationCtx,
  planner: EntryPlanner,
  rows: readonly ReadEntry[],
): Promise<void> {
  const found = await findCompanies(
    ctx,
    rows.flatMap((row) => (row.kind === "ready" ? row.customer : [])),
  );
  const byId = new Map<string, EntryCompany>();
  for (const [key, companies] of found) {
    for (const one of companies) {
      const company = byId.get(one.customerId) ?? one;
      byId.set(one.customerId, company);
      planner.companies.know(key, company);
    }
  }
}

async function carryOut(ctx: TenantMutationCtx, plan: EntryPlan, from: Doc<"imports">): Promise<Result> {
  if (!("row" in plan)) return plan;
  const { outcome, row, company, issues } = plan;
  const customerId = company.customerId as Id<"customers">;
  if (outcome === "duplicate") return { outcome, customerId, issues };
  const recordId = await write(ctx, plan, row.entry, from);
  if (recordId === null)
    return { outcome: "rejected", issues: [issue("files", "file.missing", ""), ...issues] };
  if (row.id !== undefined) {
    const key = entryKey(row.entry.kind, row.id);
    await ctx.db.insert("importedKeys", { importId: from._id, customerId, key });
  }
  return { outcome, customerId, recordId, issues };
}

async function write(
  ctx: TenantMutationCtx,
  { row, company, authorId, contactId }: Extract<EntryPlan, { outcome: "created" }>,
  entry: Entry,
  from: Doc<"imports">,
): Promise<string | null> {
  const customerId = company.customerId as Id<"customers">;
  const { at } = row;
  switch (entry.kind) {
    case "interactions": {
      const { kind: _kind, ...facts } = entry;
      const assignedTo = (authorId ?? importerOf(from)) as Id<"users">;
      const customer = await ctx.db.get("customers", customerId);
      return await logInteraction(ctx, customer, {
        fields: {
          ...facts,
          interactionDate: at,
          assignedTo,
          ...(contactId === undefined ? {} : { contactId: contactId as Id<"contacts"> }),
        },
      });
    }
    case "notes": {
      const { kind: _kind, ...facts } = entry;
      const author = { id: authorId as Id<"users"> | undefined, name: row.author };
      return await bringNote(ctx, customerId, { ...facts, at, author });
    }
    case "documents": {
      const { documentName, documentType } = entry;
      return await bringDocument(
        ctx,
        customerId,
        { documentName, documentType, at, author: row.author },
        entry.files,
      );
    }
  }
}

/** Who started the import: "user:<id>". */
const importerOf = ({ createdBy }: Doc<"imports">) => createdBy.slice(createdBy.indexOf(":") + 1);
