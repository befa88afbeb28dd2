/** A merge as it would be, without doing it: the resulting record, who says what, and what moves (DUP-13). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer } from "../customers/access";
import { ownerNames } from "../customers/row";
import { countsOf } from "../interactions/counts";
import { tiersOf } from "../loyalty/tiers";
import { labelOf } from "../profiles/read";
import { fail } from "../shared/errors";
import { countedTables, movingTables, type CountedTable } from "./children";
import { checkedChoices, recordsOf, type MergeRequest } from "./merge";
import { planMerge, type FieldPlan, type KeptContact } from "./plan";
import { strategyFrom, type Strategy } from "./strategy";

export interface MergePreview {
  strategy: Strategy;
  /** The survivor first. */
  records: {
    customerId: Id<"customers">;
    customerCode: string;
    name: string;
    createdAt: number;
    lastContactAt: number;
    /** Field -> value; fields without a value are absent. */
    values: Record<string, unknown>;
  }[];
  fields: FieldPlan[];
  /** Fields that a choice must decide before the merge is possible (DUP-14). */
  conflicts: string[];
  /** United rather than chosen. */
  combined: {
    tags: string[];
    legacyIds: string[];
    smsConsent: boolean;
    emailConsent: boolean;
    marketingConsent: boolean;
    /** Sums, in minor units and points; null where credit is in several currencies and the merge is refused. */
    credit: { amount: number; currency: string } | null;
    points: number;
  };
  kept: KeptContact[];
  notesLeft: boolean;
  /** Rows of the records that are merged away, and whether they go to the survivor. `more`: count on with `children`. */
  children: { table: CountedTable; count: number; more: boolean; moves: boolean }[];
  /** What the ids among the values point at: owners and profiles. */
  names: Record<string, string>;
  may: { merge: boolean };
}

/** Rows counted per table and record here; beyond that the screen counts on, page by page. */
const counted = 15;

export async function previewMerge(
  ctx: OrgQueryCtx,
  request: Omit<MergeRequest, "mergeReason">,
): Promise<MergePreview> {
  const records = await recordsOf(ctx, request);
  const strategy = strategyFrom(request.mergeStrategy);
  const choices = checkedChoices(records, strategy, request.fieldChoices ?? {});
  const plan = planMerge(records, strategy, choices);
  const names = await ownerNames(
    ctx,
    records.map(({ ownerId }) => ownerId),
  );
  const { tags, legacyIds, smsConsent, emailConsent, marketingConsent = false } = plan.result;
  return {
    strategy,
    records: records.map((record) => ({
      customerId: record._id,
      customerCode: record.customerCode,
      name: record.name,
      createdAt: record.createdAt,
      lastContactAt: record.lastContactAt,
      values: Object.fromEntries(
        plan.fields.flatMap(({ field }) => (record[field] === undefined ? [] : [[field, record[field]]])),
      ),
    })),
    fields: plan.fields,
    conflicts: plan.conflicts,
    combined: { tags, legacyIds, smsConsent, emailConsent, marketingConsent, ...balancesOf(records) },
    kept: plan.kept,
    notesLeft: plan.notesLeft,
    children: await countChildren(ctx, records.slice(1), strategy),
    names: Object.fromEntries([...names, ...(await profileNames(ctx, records)), ...(await tierNames(ctx))]),
    may: { merge: await canWrite(ctx, records[0], "customers:merge") },
  };
}

async function profileNames(
  ctx: OrgQueryCtx,
  records: readonly Doc<"customers">[],
): Promise<[string, string][]> {
  const names: [string, string][] = [];
  for (const { linkedProfileId } of records) {
    const profile = linkedProfileId === undefined ? null : await ctx.db.find("webProfiles", linkedProfileId);
    if (profile !== null) names.push([profile._id, labelOf(profile)]);
  }
  return names;
}

async function tierNames(ctx: OrgQueryCtx): Promise<[string, string][]> {
  return (await tiersOf(ctx)).map(({ _id, name }) => [_id, name]);
}

function balancesOf(
  records: readonly Doc<"customers">[],
): Pick<MergePreview["combined"], "credit" | "points"> {
  const holders = records.filter(({ availableCredit = 0 }) => availableCredit > 0);
  const currencies = new Set(holders.map(({ creditCurrency }) => creditCurrency));
  const [currency = records[0]!.currency] = currencies;
  const amount = holders.reduce((sum, { availableCredit = 0 }) => sum + availableCredit, 0);
  return {
    credit: currencies.size > 1 ? null : { amount, currency },
    points: records.reduce((sum, { loyaltyPoints = 0 }) => sum + loyaltyPoints, 0),
  };
}

async function countChildren(
  ctx: OrgQueryCtx,
  others: readonly Doc<"customers">[],
  strategy: Strategy,
): Promise<MergePreview["children"]> {
  const moving = new Set<string>(movingTables(strategy).map(({ table }) => table));
  const children: MergePreview["children"] = [];
  for (const table of countedTables) {
    let count = 0;
    let more = false;
    for (const { _id } of others) {
      if (table === "interactions") {
        const byType = await countsOf(ctx, _id);
        count += Object.values(byType).reduce((sum, one) => sum + one, 0);
        continue;
      }
      const rows = await ctx.db
        .query(table)
        .withIndex("by_customer", (q) => q.eq("customerId", _id))
        .take(counted + 1);
      count += Math.min(rows.length, counted);
      more ||= rows.length > counted;
    }
    children.push({ table, count, more, moves: moving.has(table) });
  }
  return children;
}

/** A page of the exact count of one table's rows of one record: add the counts up and go on while there is a cursor. */
export async function countPage(
  ctx: OrgQueryCtx,
  args: { customerId: string; table: string; cursor: string | null },
): Promise<{ count: number; cursor: string | null }> {
  const customer = await readableCustomer(ctx, args.customerId);
  const table = countedTables.find((one) => one === args.table);
  if (table === undefined) return fail({ code: "NOT_FOUND", entity: "tables" });
  const page = await ctx.db
    .query(table)
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .paginate({ numItems: 200, cursor: args.cursor });
  return { count: page.page.length, cursor: page.isDone ? null : page.continueCursor };
}
