/** What an import did, for its page and for the list of imports. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import { fieldsOf, visibleFields } from "../fields/sets";
import { valuesOf } from "../fields/visible";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { factsOf, type ImportFacts } from "./facts";
import { partsOf } from "./keys";
import { findKnown } from "./known";
import { membersByWord } from "./members";
import { knownLimit, knownRead, knownStep, wordLimit } from "./limits";
import { fail } from "../shared/errors";
import type { Outcome } from "./plan";

export interface ImportSummary {
  import: Doc<"imports">;
  /** Null while the file is being uploaded. */
  job: Doc<"jobs"> | null;
  undo: Doc<"jobs"> | null;
}

export async function getImport(ctx: TenantQueryCtx, importId: Id<"imports">): Promise<ImportSummary> {
  return await summaryOf(ctx, await ctx.db.get("imports", importId));
}

async function summaryOf(ctx: TenantQueryCtx, found: Doc<"imports">): Promise<ImportSummary> {
  return {
    import: found,
    job: found.jobId === undefined ? null : await ctx.db.find("jobs", found.jobId),
    undo: found.undoJobId === undefined ? null : await ctx.db.find("jobs", found.undoJobId),
  };
}

/** The latest imports, newest first. */
export async function latestImports(ctx: TenantQueryCtx): Promise<ImportSummary[]> {
  const found = await ctx.db.query("imports").withIndex("by_createdAt").order("desc").take(20);
  return await Promise.all(found.map((one) => summaryOf(ctx, one)));
}

/** Rows with something to tell, of one outcome, in the file's order. */
export async function rowsByOutcome(
  ctx: TenantQueryCtx,
  importId: Id<"imports">,
  outcome: Outcome,
  paging: PaginationOptions,
): Promise<PaginationResult<Doc<"importRows"> & { customerCode?: string; customerName?: string }>> {
  await ctx.db.get("imports", importId);
  const page = await ctx.db
    .query("importRows")
    .withIndex("by_outcome", (q) => q.eq("importId", importId).eq("outcome", outcome))
    .paginate(paging);
  const rows = await Promise.all(
    page.page.map(async (row) => {
      const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
      return customer === null
        ? row
        : { ...row, customerCode: customer.customerCode, customerName: customer.name };
    }),
  );
  return { ...page, page: rows };
}

/** Every row of the file with its outcome, a chunk per page item. */
export async function allRows(
  ctx: TenantQueryCtx,
  importId: Id<"imports">,
  paging: PaginationOptions,
): Promise<PaginationResult<Doc<"importChunks">>> {
  await ctx.db.get("imports", importId);
  return await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", importId))
    .paginate({ ...paging, numItems: Math.min(paging.numItems, 3) });
}

export interface KnownCustomer {
  customerId: Id<"customers">;
  customerCode: string;
  /** What the import may change of it; of the organization's own fields those that the caller may see. */
  facts: ImportFacts;
}

/**
 * Which of these keys the base knows, for the dry run, each customer once.
 * `answered` says how many of them it has looked up, from the first on: those
 * that are left are asked again.
 */
export async function knownKeys(
  ctx: OrgQueryCtx,
  keys: readonly string[],
): Promise<{
  keys: { key: string; customerId: Id<"customers"> }[];
  customers: KnownCustomer[];
  answered: number;
}> {
  if (keys.length > knownLimit) fail({ code: "LIMIT_EXCEEDED", what: "keys", limit: knownLimit });
  const shown = visibleFields(await fieldsOf(ctx), ctx.member.role);
  const mayAsk = new Set(shown.map((field) => `custom.${field.key}`));
  const isAsked = (key: string) => !key.startsWith("custom.") || mayAsk.has(partsOf(key)[0]);
  const found = new Map<string, Doc<"customers">>();
  const spent = { documents: 0 };
  let answered = 0;
  for (; answered < keys.length && spent.documents < knownRead; answered += knownStep) {
    const part = keys.slice(answered, answered + knownStep).filter(isAsked);
    for (const [key, customer] of await findKnown(ctx, part, spent)) found.set(key, customer);
  }
  const customers = new Map<Id<"customers">, KnownCustomer>();
  for (const customer of found.values()) {
    const facts = factsOf(customer);
    if (facts.custom !== undefined) facts.custom = valuesOf(facts.custom, shown);
    customers.set(customer._id, { customerId: customer._id, customerCode: customer.customerCode, facts });
  }
  return {
    keys: [...found].map(([key, { _id }]) => ({ key, customerId: _id })),
    customers: [...customers.values()],
    answered: Math.min(answered, keys.length),
  };
}

/** Which active members answer to these words, by name or e-mail. At most 60 words at a time. */
export async function knownMembers(
  ctx: TenantQueryCtx,
  words: readonly string[],
): Promise<{ word: string; userId: Id<"users">; name: string }[]> {
  if (words.length > wordLimit) fail({ code: "LIMIT_EXCEEDED", what: "words", limit: wordLimit });
  const memberOf = await membersByWord(ctx);
  return words.flatMap((word) => {
    const member = memberOf(word);
    return member === undefined ? [] : [{ word, ...member }];
  });
}

/** Customers that taking the import back left alone, wholly or in part; name and code as long as they exist. */
export async function conflictsOfUndo(
  ctx: TenantQueryCtx,
  importId: Id<"imports">,
  paging: PaginationOptions,
): Promise<PaginationResult<Doc<"importConflicts"> & { customerCode?: string; customerName?: string }>> {
  await ctx.db.get("imports", importId);
  const page = await ctx.db
    .query("importConflicts")
    .withIndex("by_import", (q) => q.eq("importId", importId))
    .paginate(paging);
  const rows = await Promise.all(
    page.page.map(async (row) => {
      const id = ctx.db.normalizeId("customers", row.customerId);
      const customer = id === null ? null : await ctx.db.find("customers", id);
      return customer === null
        ? row
        : { ...row, customerCode: customer.customerCode, customerName: customer.name };
    }),
  );
  return { ...page, page: rows };
}
