/** The running import: one chunk per step, every row of it accounted for. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { reserveCodes } from "../customers/codes";
import { createCustomer, customerRules, updateCustomer } from "../customers/write";
import { saveCustomer } from "../customers/save";
import type { StepResult } from "../jobs/run";
import { orbitError } from "../shared/errors";
import { fold } from "../shared/text";
import { toE164 } from "../shared/phone";
import { inOneTally } from "../tallies/bump";
import { findKnown } from "./known";
import { chunkRows } from "./limits";
import { rowReader, type ReadRow, type ReadyRow, type RowIssue } from "./normalise";
import { Planner, type Outcome, type Plan } from "./plan";

export interface Result {
  outcome: Outcome;
  customerId?: Id<"customers">;
  issues: RowIssue[];
}

/**
 * Imports the next chunk of the job's file, or as many of its rows as one
 * transaction takes: those who read wait for it to end, and Convex gives a
 * mutation one second and 4,096 reads. The cursor is "<chunk>" or "<chunk>:<row>".
 */
export async function importChunk(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const found = await ctx.db
    .query("imports")
    .withIndex("by_job", (q) => q.eq("jobId", job._id))
    .unique();
  if (found === null) throw new Error(`Job ${job._id} has no import`);
  const [index = 0, from = 0] = (job.cursor ?? "0").split(":").map(Number);
  const chunk = await ctx.db
    .query("importChunks")
    .withIndex("by_index", (q) => q.eq("importId", found._id).eq("index", index))
    .unique();
  if (chunk === null) return { done: 0, finished: true };
  const results = await inOneTally(ctx, () => importRowsOf(ctx, found, job, chunk, from));
  const told = results.map(({ outcome, customerId }) => ({
    outcome,
    ...(customerId === undefined ? {} : { customerId }),
  }));
  await ctx.db.patch("importChunks", chunk._id, {
    results: [...(chunk.results ?? []).slice(0, from), ...told],
  });
  const reached = from + results.length;
  const isWhole = reached === chunk.rows.length;
  return {
    done: results.length,
    counts: countsOf(results),
    cursor: isWhole ? String(index + 1) : `${index}:${reached}`,
    finished: isWhole && index + 1 >= found.chunks,
  };
}

async function importRowsOf(
  ctx: TenantMutationCtx,
  from: Doc<"imports">,
  job: Doc<"jobs">,
  chunk: Doc<"importChunks">,
  start: number,
): Promise<Result[]> {
  const rows = chunk.rows.slice(start);
  const results = await importCells(
    ctx,
    from,
    job,
    rows.map(({ cells }) => cells),
  );
  for (const [position, result] of results.entries()) {
    if (!isTold(result)) continue;
    const { number, cells } = rows[position]!;
    await ctx.db.insert("importRows", {
      importId: from._id,
      chunkIndex: chunk.index,
      number,
      cells,
      ...result,
    });
  }
  return results;
}

/** Rows that simply became a customer need no row of their own. */
export function isTold({ outcome, issues }: Result): boolean {
  return outcome !== "created" || issues.length > 0;
}

/** What a row that is known already may cost, in new rows; a chunk is as many of these as rows fit in one transaction. */
const knownWeight = 2.5;

/**
 * Carries rows out in their order, as the import's choices say; what becomes of
 * each is told by the caller. Stops, after at least one row, where the rest
 * would not fit in the transaction.
 */
export async function importCells(
  ctx: TenantMutationCtx,
  from: Doc<"imports">,
  job: Doc<"jobs">,
  cells: readonly string[][],
): Promise<Result[]> {
  const { timeZone, currency } = await ctx.settings();
  const { mapping, dateOrder } = from;
  const read = rowReader(await customerRules(ctx), { mapping, dateOrder, timeZone, currency });
  const rows = cells.map((row) => read(row));
  const planner = new Planner<Known>(from.duplicates, await knownBefore(ctx, rows));
  const plans: Plan<Known>[] = [];
  let weight = 0;
  for (const row of rows) {
    const plan = planner.plan(row, {});
    weight += "known" in plan ? knownWeight : 1;
    if (weight > chunkRows && plans.length > 0) break;
    plans.push(plan);
  }
  const codes = await reserveCodes(ctx, plans.filter(({ outcome }) => outcome === "created").length);
  const ownerOf = await ownersByWord(ctx, from.mapping.includes("owner"));
  const results: Result[] = [];
  for (const plan of plans) results.push(await carryOut(ctx, plan, { from, job, codes, ownerOf }));
  return results;
}

/** A customer met or made; the id of one to be made is filled in when it is. */
interface Known {
  customerId?: Id<"customers">;
}

async function knownBefore(ctx: TenantMutationCtx, rows: readonly ReadRow[]): Promise<Map<string, Known>> {
  const keys = rows.flatMap((row) => (row.kind === "ready" ? row.keys : []));
  const known = await findKnown(ctx, keys);
  return new Map([...known].map(([key, { _id }]) => [key, { customerId: _id }]));
}

async function carryOut(ctx: TenantMutationCtx, plan: Plan<Known>, creation: Creation): Promise<Result> {
  if ("issues" in plan) return plan;
  if (plan.outcome === "created") return await create(ctx, plan, creation);
  // The row it repeats was refused after all: then this one is the first.
  if (plan.known.customerId === undefined) {
    return await create(ctx, { ...plan, asKnown: plan.known }, creation);
  }
  return await meet(ctx, plan, plan.known.customerId, creation.from);
}

interface Creation {
  from: Doc<"imports">;
  job: Doc<"jobs">;
  codes: Awaited<ReturnType<typeof reserveCodes>>;
  ownerOf: (word: string) => Id<"users"> | undefined;
}

async function create(
  ctx: TenantMutationCtx,
  { row, newKeys, asKnown }: { row: ReadyRow; newKeys: readonly string[]; asKnown: Known },
  { from, job, codes, ownerOf }: Creation,
): Promise<Result> {
  const issues = [...row.issues];
  const ownerId = row.owner === undefined ? undefined : ownerOf(row.owner);
  if (row.owner !== undefined && ownerId === undefined) {
    issues.push({ field: "owner", rule: "unknownMember", value: row.owner.slice(0, 200) });
  }
  try {
    const { customerId } = await createCustomer(ctx, row.customer, {
      duplicates: "known",
      importJobId: job._id,
      isChecked: true,
      codes,
      ...(row.createdAt === undefined ? {} : { createdAt: row.createdAt }),
      ...(ownerId === undefined ? {} : { ownerId }),
    });
    asKnown.customerId = customerId;
    // Its e-mail and phones are keys of the customer itself.
    const own = newKeys.filter((key) => key.startsWith("legacy:"));
    await rememberKeys(ctx, from._id, customerId, own);
    return { outcome: "created", customerId, issues };
  } catch (error) {
    // Refusals come before the first write of createCustomer; anything else must roll the chunk back.
    const refusal = orbitError(error);
    if (refusal === null) throw error;
    const found = refusal.code === "VALIDATION_ERROR" ? refusal.issues : [{ path: "", rule: refusal.code }];
    return {
      outcome: "rejected",
      issues: [...issues, ...found.map(({ path, rule }) => ({ field: path, rule, value: "" }))],
    };
  }
}

/** A row that is a customer already known: linked, and filled or overwritten as was chosen. */
async function meet(
  ctx: TenantMutationCtx,
  { outcome, row, newKeys }: { outcome: "updated" | "duplicate"; row: ReadyRow; newKeys: readonly string[] },
  customerId: Id<"customers">,
  from: Doc<"imports">,
): Promise<Result> {
  const known = await ctx.db.get("customers", customerId);
  const result: Result = { outcome, customerId, issues: [...row.issues] };
  if (from.duplicates === "skip") return result;
  const { country } = await ctx.settings();
  const patch = from.duplicates === "update" ? overwriting(row) : filling(row, known, country);
  if (Object.keys(patch).length > 0) {
    try {
      await updateCustomer(ctx, known._id, patch, { reason: from.fileName, confirmDuplicate: true });
    } catch (error) {
      // Somebody else has the address or number already: the link stands, the field stays.
      const refusal = orbitError(error);
      if (refusal === null) throw error;
      result.issues.push({ field: "", rule: "notFilled", value: "" });
    }
  }
  await linkLegacyIds(ctx, known._id, row.customer.legacyIds ?? []);
  await rememberKeys(ctx, from._id, known._id, newKeys);
  return result;
}

type Patch = Record<string, unknown>;
const simpleFields = ["companyName", "industry", "website", "dateOfBirth", "notes"] as const;

/** Only what the customer lacks. A second number of the same person becomes the secondary phone. */
function filling({ customer: row }: ReadyRow, known: Doc<"customers">, country: string): Patch {
  const patch: Patch = {};
  for (const field of [...simpleFields, "email", "phone"] as const) {
    if (known[field] === undefined && row[field] !== undefined) patch[field] = row[field];
  }
  if (known.address === undefined && row.address !== undefined) patch["address"] = row.address;
  const spare = [row.phone, row.secondaryPhone].find(
    (phone) => phone !== undefined && toE164(phone, country) !== known.phoneE164 && patch["phone"] !== phone,
  );
  if (known.secondaryPhone === undefined && spare !== undefined) patch["secondaryPhone"] = spare;
  return patch;
}

function overwriting({ customer: row }: ReadyRow): Patch {
  const patch: Patch = {};
  for (const field of [
    ...simpleFields,
    "name",
    "email",
    "phone",
    "secondaryPhone",
    "type",
    "address",
  ] as const) {
    if (row[field] !== undefined) patch[field] = row[field];
  }
  return patch;
}

async function linkLegacyIds(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  legacyIds: readonly string[],
): Promise<void> {
  const customer = await ctx.db.get("customers", id);
  const all = [...new Set([...customer.legacyIds, ...legacyIds])];
  if (all.length === customer.legacyIds.length) return;
  await saveCustomer(ctx, customer, { legacyIds: all }, { action: "linked" });
}

async function rememberKeys(
  ctx: TenantMutationCtx,
  importId: Id<"imports">,
  customerId: Id<"customers">,
  keys: readonly string[],
): Promise<void> {
  for (const key of keys) {
    await ctx.db.insert("importedKeys", { importId, customerId, key });
  }
}

/** Members by e-mail and by name; most members an organization is looked up in. */
const memberLimit = 1000;

async function ownersByWord(
  ctx: TenantMutationCtx,
  isNeeded: boolean,
): Promise<(word: string) => Id<"users"> | undefined> {
  if (!isNeeded) return () => undefined;
  const members = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .take(memberLimit);
  const byWord = new Map<string, Id<"users">>();
  for (const { name, email, userId, role } of members) {
    if (role === "brand") continue;
    byWord.set(fold(name), userId);
    byWord.set(fold(email), userId);
  }
  return (word) => byWord.get(fold(word));
}

export function countsOf(results: readonly Result[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, issues } of results) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (outcome === "created" && issues.length > 0) counts["incomplete"] = (counts["incomplete"] ?? 0) + 1;
  }
  return counts;
}
