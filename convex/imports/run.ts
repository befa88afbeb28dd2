/** The running import: one chunk per step, every row of it accounted for. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { assertAssignable } from "../customers/assignable";
import { reserveCodes, type CodeBlock } from "../customers/codes";
import { saveCustomer, type CustomerFields } from "../customers/save";
import type { CustomerRules } from "../customers/shape";
import { canonicalTags } from "../customers/tagRows";
import { createCustomer, customerRules, updateCustomer } from "../customers/write";
import { fieldsOf } from "../fields/sets";
import { setTier } from "../loyalty/assign";
import { vipsOfHashes, type VipRow } from "../loyalty/fromFile";
import type { CustomValues } from "../fields/table";
import type { StepResult } from "../jobs/run";
import { orbitError } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import { changesOf, keysLost } from "./changes";
import { isEntryKind } from "./entryFields";
import { importEntries } from "./entryRun";
import { ownFieldKey, type MatchBy } from "./fields";
import { ownKey } from "./keys";
import { importContacts } from "./contactRun";
import { findKnown } from "./known";
import { leadOf, leadWeight, openLeads } from "./leads";
import { membersByWord } from "./members";
import { rowReader, type OwnField, type ReadRow } from "./normalise";
import { Planner, type CreatePlan, type Decision, type MeetPlan, type Plan, type Policy } from "./plan";
import { customerKeysOf, withReferences, wordsOf } from "./references";
import type { Result } from "./rowResult";
import { ownField, tiersToGive } from "./rules";

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
  const told = results.map(({ issues: _issues, isNewCompany: _isNew, ...one }) => one);
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
  const results = await importCells(ctx, from, job, rows);
  for (const [position, { isNewCompany: _isNew, recordId: _record, ...result }] of results.entries()) {
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

/** What a row that is known already may cost, in new rows. */
const knownWeight = 2.75;
/** New rows that fit in one transaction: more than a chunk, or a few known ones among its rows would cost it a step and a commit of their own. */
const stepWeight = 220;

/**
 * Carries rows out in their order, as the import's choices and the rows' own
 * decisions say; what becomes of each is told by the caller. Stops, after at
 * least one row, where the rest would not fit in the transaction.
 */
export async function importCells(
  ctx: TenantMutationCtx,
  from: Doc<"imports">,
  job: Doc<"jobs">,
  given: readonly { cells: readonly string[]; decision?: Decision }[],
): Promise<Result[]> {
  const { mapping, dateOrder, duplicates, kind = "customers" } = from;
  if (kind === "contacts") return await importContacts(ctx, from, job, given);
  if (isEntryKind(kind)) return await importEntries(ctx, from, kind, given);
  const { timeZone, currency, identityPolicy } = await ctx.settings();
  const matchBy = (from.matchBy ?? "any") as MatchBy;
  const isOwn = mapping.some((target) => target !== null && ownFieldKey(target) !== null);
  const fields = isOwn ? (await fieldsOf(ctx)).active.map(ownField) : [];
  const rules = await customerRules(ctx);
  const tiers = mapping.includes("tier") ? await tiersToGive(ctx) : [];
  const read = rowReader(rules, { mapping, dateOrder, timeZone, currency, matchBy, fields, tiers, kind });
  const resolved = await referencesIn(
    ctx,
    given.map(({ cells }) => read(cells)),
  );
  const rows = resolved.map(({ row }) => row);
  const planner = new Planner<Known>(
    { duplicates, matchBy, policy: identityPolicy, rules },
    await knownBefore(ctx, rows),
  );
  const plans: Plan<Known>[] = [];
  let weight = 0;
  for (const [at, row] of rows.entries()) {
    const plan = planner.plan(row, {}, given[at]!.decision);
    weight += ("known" in plan ? knownWeight : 1) + (leadOf(row) === undefined ? 0 : leadWeight);
    if (weight > stepWeight && plans.length > 0) break;
    plans.push(plan);
  }
  const codes = await reserveCodes(ctx, plans.filter(({ outcome }) => outcome === "created").length);
  const vips = await vipsOfHashes(ctx, plans.flatMap(hashOf));
  const work: Work = { from, job, codes, vips, planner, rules, policy: identityPolicy, fields };
  const results: Result[] = [];
  for (const [at, plan] of plans.entries())
    results.push(await carryOut(ctx, plan, work, resolved[at]!.ownerId));
  if (kind === "leads") await openLeads(ctx, from, resolved, results);
  return results;
}

/** A customer met or made; the id of one to be made is filled in when it is. One object per customer. */
interface Known {
  customerId?: Id<"customers">;
}

interface Work {
  from: Doc<"imports">;
  job: Doc<"jobs">;
  codes: CodeBlock;
  vips: ReadonlyMap<string, VipRow>;
  planner: Planner<Known>;
  rules: CustomerRules;
  policy: Policy;
  fields: readonly OwnField[];
}

/** Of rows that may become customers: one that repeats a row which is refused does. */
function hashOf(plan: Plan<Known>): string[] {
  const row = "row" in plan ? plan.row : undefined;
  const hash = row?.kind === "ready" ? row.customer.stableHashId : undefined;
  return hash === undefined ? [] : [hash];
}

async function knownBefore(ctx: TenantMutationCtx, rows: readonly ReadRow[]): Promise<Map<string, Known>> {
  const keys = rows.flatMap((row) => ("keys" in row ? row.keys : []));
  const known = new Map<string, Known>();
  const byId = new Map<Id<"customers">, Known>();
  for (const [key, { _id }] of await findKnown(ctx, keys)) {
    const one = byId.get(_id) ?? { customerId: _id };
    byId.set(_id, one);
    known.set(key, one);
  }
  return known;
}

/** Owners and records that rows point at, looked up once per word. */
async function referencesIn(
  ctx: TenantMutationCtx,
  rows: readonly ReadRow[],
): Promise<{ row: ReadRow; ownerId?: string }[]> {
  const words = rows.map(wordsOf);
  const memberOf = words.some(({ members }) => members.length > 0)
    ? await membersByWord(ctx)
    : () => undefined;
  const customers = new Map<string, string>();
  const keys = words.flatMap((one) => one.customers.flatMap(customerKeysOf));
  for (const [key, { _id }] of await findKnown(ctx, keys)) customers.set(key, _id);
  return rows.map((row) =>
    withReferences(row, { customer: (key) => customers.get(key), member: (word) => memberOf(word)?.userId }),
  );
}

async function carryOut(
  ctx: TenantMutationCtx,
  plan: Plan<Known>,
  work: Work,
  ownerId: string | undefined,
): Promise<Result> {
  if (!("row" in plan)) {
    const customerId = plan.known?.customerId;
    return {
      outcome: plan.outcome,
      issues: plan.issues,
      ...(customerId === undefined ? {} : { customerId }),
    };
  }
  if (plan.outcome === "created") return await create(ctx, plan, work, ownerId);
  if (plan.known.customerId !== undefined) return await meet(ctx, plan, plan.known.customerId, work, ownerId);
  // The row it repeats was refused after all: then this one is the first.
  const { row } = plan;
  if (row.kind === "part")
    return { outcome: row.lacking.outcome, issues: [...row.lacking.issues, ...row.issues] };
  const { customer, code } = row;
  const first = {
    outcome: "created",
    row,
    customer,
    code,
    issues: [],
    newKeys: plan.newKeys,
    asKnown: plan.known,
  } as const;
  return await create(ctx, { ...first, issues: [] }, work, ownerId);
}

async function create(
  ctx: TenantMutationCtx,
  { row, customer, code, issues: left, newKeys, asKnown }: CreatePlan<Known>,
  { from, job, codes, vips }: Work,
  ownerId: string | undefined,
): Promise<Result> {
  const issues = [...row.issues, ...left];
  try {
    const { customerId } = await createCustomer(ctx, customer, {
      duplicates: "known",
      importJobId: job._id,
      isChecked: true,
      codes,
      vips,
      ...(code === undefined ? {} : { customerCode: code }),
      ...(row.createdAt === undefined ? {} : { createdAt: row.createdAt }),
      ...(row.updatedAt === undefined ? {} : { updatedAt: row.updatedAt }),
      ...(ownerId === undefined ? {} : { ownerId: ownerId as Id<"users"> }),
    });
    asKnown.customerId = customerId;
    // Its code, e-mail, phones and first old id are keys of the customer itself.
    const first = `legacy:${customer.legacyIds?.[0]}`;
    const further = newKeys.filter((key) => key.startsWith("legacy:") && key !== first);
    if (further.length > 0) await rememberKeys(ctx, from._id, customerId, further);
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
  { outcome, row, newKeys, known }: MeetPlan<Known>,
  customerId: Id<"customers">,
  { from, planner, rules, policy, fields }: Work,
  ownerId: string | undefined,
): Promise<Result> {
  const before = await ctx.db.get("customers", customerId);
  const how = outcome === "updated" ? "update" : "link";
  const isOthers = (key: string) => planner.isOthers(key, known);
  const { country, today } = rules;
  const { changes, issues } = changesOf(
    row,
    before,
    how,
    { country, today, policy, fields, isOthers },
    ownerId,
  );
  const result: Result = { outcome, customerId, issues: [...row.issues, ...issues] };
  if (how === "update" && Object.keys(changes).length === 0) result.outcome = "unchanged";
  const { tags, ownerId: owner, legacyIds, vipTierId, vipStatusDate: since, ...patch } = changes;
  let lost: string[] = [];
  if (Object.keys(patch).length > 0) {
    try {
      await updateCustomer(ctx, customerId, patch, { reason: from.fileName, confirmDuplicate: true });
      lost = keysLost(before, changes);
      for (const field of fields) {
        const value = field.unique ? (patch.custom as CustomValues | undefined)?.[field.key] : undefined;
        if (value !== undefined) planner.give(ownKey(field, value, country), known);
      }
    } catch (error) {
      // Somebody else has the name already, say: the link stands, the fields stay.
      const refusal = orbitError(error);
      if (refusal === null) throw error;
      result.issues.push({ field: "", rule: "notFilled", value: "" });
    }
  }
  const links = present({ tags, ownerId: owner, legacyIds });
  if (Object.keys(links).length > 0) {
    const now = await ctx.db.get("customers", customerId);
    if (links.tags !== undefined) links.tags = await canonicalTags(ctx, links.tags as string[]);
    if (links.ownerId !== undefined) await assertAssignable(ctx, links.ownerId as Id<"users">);
    await saveCustomer(ctx, now, links, { action: "linked" });
  }
  if (vipTierId !== undefined || since !== undefined) {
    const now = await ctx.db.get("customers", customerId);
    const _id = (vipTierId ?? now.vipTierId) as Id<"vipTiers">;
    await setTier(ctx, now, { _id }, { since: since as string | undefined, reason: from.fileName });
  }
  await rememberKeys(ctx, from._id, customerId, [...newKeys, ...lost]);
  return result;
}

function present(values: Record<string, unknown>): Partial<CustomerFields> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
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

export function countsOf(results: readonly Result[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, issues, leadId, isNewCompany } of results) {
    if (isNewCompany) counts["companies"] = (counts["companies"] ?? 0) + 1;
    if (leadId !== undefined) counts["leads"] = (counts["leads"] ?? 0) + 1;
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (outcome === "created" && issues.length > 0) counts["incomplete"] = (counts["incomplete"] ?? 0) + 1;
  }
  return counts;
}
