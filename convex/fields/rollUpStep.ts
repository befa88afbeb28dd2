/** Roll-ups of a customer with very many rows: one page per transaction, what was seen handed on. */
import { v, type ObjectType } from "convex/values";
import { internal } from "../_generated/api";
import type { TenantMutationCtx } from "../functions";
import { accumulate, finished, mostRows, rollUpsIn } from "./rollUps";
import { fieldsOf } from "./sets";
import { customValueValidator, rollUpValidator, type CustomValue } from "./table";

export const rollUpStepArgs = {
  customerId: v.id("customers"),
  source: rollUpValidator.fields.source,
  cursor: v.union(v.string(), v.null()),
  /** By field: what the pages before have seen. */
  seen: v.record(v.string(), customValueValidator),
};

/** The values once the last page is read; null while there is more. */
export async function rollUpStep(
  ctx: TenantMutationCtx,
  { customerId, source, cursor, seen }: ObjectType<typeof rollUpStepArgs>,
): Promise<Record<string, CustomValue | null> | null> {
  const fields = rollUpsIn(await fieldsOf(ctx), source);
  if (fields.length === 0) return null;
  const page = await ctx.db
    .query(source as "quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .paginate({ numItems: mostRows, cursor });
  const { timeZone } = await ctx.settings();
  const now = accumulate(fields, seen, page.page, timeZone);
  if (page.isDone) return finished(fields, now);
  await ctx.scheduler.runAfter(0, internal.fields.rollUpOn, {
    orgId: ctx.orgId,
    customerId,
    source,
    cursor: page.continueCursor,
    seen: now,
  });
  return null;
}
