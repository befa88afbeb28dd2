/**
 * Rebuilds an organization's tallies from the rows themselves, in batches and
 * while people go on working. A new generation of tallies is filled; writers
 * keep it true for the rows already passed (tallies/bump.ts); one patch makes it
 * the live one. Needed after a change of time zone or of what is counted.
 */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { addToGeneration } from "./bump";
import { takeSlots } from "../customers/codes";
import { customerFacets, customerTallies, filedFields } from "./customers";
import type { FacetChange } from "./facets";
import { orderTallies } from "./orders";
import { bookingTallies } from "./bookings";
import { pairTallies } from "./duplicates";
import { followUpTallies } from "./followUps";
import { itemTallies } from "./items";
import { leadTallies } from "./leads";
import type { TallyChange } from "./metrics";
import { legacyCustomerTallies, syncDifferenceTallies, syncJobTallies } from "./mirror";
import { packageTallies } from "./packages";
import { interactionTallies, messageTallies } from "./performance";
import { profileTallies } from "./profiles";
import { quoteTallies } from "./quotes";
import { templateTallies } from "./templates";
import { tourTallies } from "./tours";
import { serviceJobTallies } from "./serviceJobs";
import { threadTallies } from "./threads";
import { transactionTallies } from "./transactions";
import { unmatchedTallies } from "./unmatched";

/** Rows read per transaction; each is filed under some twenty words. */
const batch = 100;

interface Position {
  at: number;
  creationTime: number;
}
interface Page {
  changes: TallyChange[];
  facets?: FacetChange[];
  /** Absent when there was no row left. */
  position?: Position;
}

/** The counted tables in the order in which they are walked: by creation, which never changes. */
const sources = {
  customers: (customer: Doc<"customers">, timeZone: string) => customerTallies(customer, timeZone),
  leads: (lead: Doc<"leads">, timeZone: string) => leadTallies(lead, timeZone),
  quotes: (quote: Doc<"quotes">, timeZone: string) => quoteTallies(quote, timeZone),
  followUps: (followUp: Doc<"followUps">, timeZone: string) => followUpTallies(followUp, timeZone),
  duplicatePairs: (pair: Doc<"duplicatePairs">) => pairTallies(pair),
  transactions: (sale: Doc<"transactions">) => transactionTallies(sale),
  bookings: (booking: Doc<"bookings">, timeZone: string) => bookingTallies(booking, timeZone),
  tours: (tour: Doc<"tours">) => tourTallies(tour),
  orders: (order: Doc<"orders">, timeZone: string) => orderTallies(order, timeZone),
  serviceJobs: (job: Doc<"serviceJobs">, timeZone: string) => serviceJobTallies(job, timeZone),
  interactions: (entry: Doc<"interactions">, timeZone: string) => interactionTallies(entry, timeZone),
  communications: (message: Doc<"communications">, timeZone: string) => messageTallies(message, timeZone),
  items: (item: Doc<"items">) => itemTallies(item),
  messageTemplates: (template: Doc<"messageTemplates">) => templateTallies(template),
  customerPackages: (sold: Doc<"customerPackages">) => packageTallies(sold),
  threads: (thread: Doc<"threads">) => threadTallies(thread),
  unmatchedMessages: (message: Doc<"unmatchedMessages">) => unmatchedTallies(message),
  webProfiles: (profile: Doc<"webProfiles">) => profileTallies(profile),
  legacyCustomers: (row: Doc<"legacyCustomers">) => legacyCustomerTallies(row),
  syncJobs: (job: Doc<"syncJobs">, timeZone: string) => syncJobTallies(job, timeZone),
  syncDifferences: (difference: Doc<"syncDifferences">) => syncDifferenceTallies(difference),
};
type Source = keyof typeof sources;
const firstSource: Source = "customers";

async function nextPage(
  ctx: TenantMutationCtx,
  source: Source,
  after: Position | undefined,
  size: number,
): Promise<Page> {
  const { timeZone } = await ctx.settings();
  let rows = await rowsAfter(ctx, source, after, size);
  if (source === "customers") rows = await withSlots(ctx, rows as Doc<"customers">[]);
  const last = rows.at(-1);
  if (last === undefined) return { changes: [] };
  const fields = await filedFields(ctx);
  // Each source counts rows of its own table, which TypeScript cannot pair up here.
  const count = sources[source] as (row: CreatedRow, timeZone: string) => TallyChange[];
  return {
    changes: rows.flatMap((row) => count(row, timeZone)),
    ...(source === "customers"
      ? { facets: (rows as Doc<"customers">[]).flatMap((row) => customerFacets(row, timeZone, fields)) }
      : {}),
    position: { at: last.createdAt, creationTime: last._creationTime },
  };
}

/** Customers from before slots were kept get theirs when a recount meets them. */
async function withSlots(ctx: TenantMutationCtx, rows: Doc<"customers">[]): Promise<Doc<"customers">[]> {
  const without = rows.filter((row) => row.slot === undefined).length;
  if (without === 0) return rows;
  let slot = await takeSlots(ctx, without);
  const slotted = rows.map((row) => (row.slot === undefined ? { ...row, slot: slot++ } : row));
  for (const [index, row] of slotted.entries()) {
    if (rows[index]!.slot === undefined) await ctx.db.patch("customers", row._id, { slot: row.slot! });
  }
  return slotted;
}

interface CreatedRow {
  createdAt: number;
  _creationTime: number;
}

/** All sources have the index by_createdAt; `customers` stands for any of them in the types. */
async function rowsAfter(
  ctx: TenantMutationCtx,
  source: Source,
  after: Position | undefined,
  size: number,
): Promise<CreatedRow[]> {
  const table = source as "customers";
  const sameInstant = after
    ? await ctx.db
        .query(table)
        .withIndex("by_createdAt", (q) => q.eq("createdAt", after.at).gt("_creationTime", after.creationTime))
        .take(size)
    : [];
  const later = await ctx.db
    .query(table)
    .withIndex("by_createdAt", (q) => (after ? q.gt("createdAt", after.at) : q))
    .take(size - sameInstant.length);
  return [...sameInstant, ...later];
}

/** Begins a recount, or begins again when one is under way. Follow with `recountStep` until it says done. */
export async function startRecount(ctx: TenantMutationCtx): Promise<void> {
  const state = await stateOf(ctx);
  const generation = Math.max(state?.generation ?? 0, state?.recount?.generation ?? 0) + 1;
  const recount = { generation, finished: [], source: firstSource };
  if (state === null) await ctx.db.insert("tallyStates", { generation: 0, recount });
  else await ctx.db.patch("tallyStates", state._id, { recount });
}

/** Counts one more batch, or makes the new generation live, or throws away one batch of old rows. */
export async function recountStep(ctx: TenantMutationCtx, size = batch): Promise<"more" | "done"> {
  const state = await stateOf(ctx);
  if (state === null) return "done";
  const { recount } = state;
  if (recount === undefined) return await removeOldRows(ctx, state);
  const {
    changes,
    facets = [],
    position,
  } = await nextPage(ctx, recount.source as Source, recount.position, size);
  if (position !== undefined) {
    await addToGeneration(ctx, recount.generation, changes, facets);
    await ctx.db.patch("tallyStates", state._id, { recount: { ...recount, position } });
    return "more";
  }
  const finished = [...recount.finished, recount.source];
  const source = Object.keys(sources).find((name) => !finished.includes(name));
  if (source !== undefined) {
    const { generation } = recount;
    await ctx.db.patch("tallyStates", state._id, { recount: { generation, finished, source } });
  } else {
    await ctx.db.patch("tallyStates", state._id, { generation: recount.generation, recount: undefined });
  }
  return "more";
}

async function removeOldRows(ctx: TenantMutationCtx, state: Doc<"tallyStates">): Promise<"more" | "done"> {
  const rows = await ctx.db
    .query("tallies")
    .withIndex("by_key", (q) => q.lt("generation", state.generation))
    .take(batch);
  for (const row of rows) await ctx.db.delete("tallies", row._id);
  const sets = await ctx.db
    .query("facets")
    .withIndex("by_word", (q) => q.lt("generation", state.generation))
    .take(batch);
  for (const set of sets) await ctx.db.delete("facets", set._id);
  return rows.length === batch || sets.length === batch ? "more" : "done";
}

async function stateOf(ctx: TenantMutationCtx): Promise<Doc<"tallyStates"> | null> {
  return await ctx.db.query("tallyStates").withIndex("by_orgId").unique();
}
