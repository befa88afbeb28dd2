/** One batch of the job that works the fields of every customer out anew. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { refreshCustomer } from "../customers/save";
import type { StepResult } from "../jobs/run";
import { countCustomers } from "../tallies/customers";
import { setRow, writeSet } from "./define";
import { rollUpsOf } from "./rollUps";
import { fieldsOf } from "./sets";

const batch = 25;
/** With roll-ups a customer costs the rows that are rolled up, too. */
const rollUpBatch = 4;

export async function refreshStep(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const set = await fieldsOf(ctx);
  const size = set.active.some(({ type }) => type === "rollUp") ? rollUpBatch : batch;
  const customers = await ctx.db
    .query("customers")
    .withIndex("by_code", (q) => q.gt("customerCode", job.cursor ?? ""))
    .take(size);
  let updated = 0;
  for (const customer of customers) {
    if (customer.status === "deleted") continue;
    const rolledUp = await rollUpsOf(ctx, set, customer._id);
    if (await refreshCustomer(ctx, customer, rolledUp)) updated++;
  }
  const last = customers.at(-1);
  if (customers.length < size) await forgetDiscarded(ctx);
  return {
    done: customers.filter(({ status }) => status !== "deleted").length,
    counts: { updated },
    finished: customers.length < size,
    ...(last === undefined ? {} : { cursor: last.customerCode }),
    ...(job.total === 0 ? { total: await countCustomers(ctx, {}) } : {}),
  };
}

/** Their values are gone from every record by now. */
async function forgetDiscarded(ctx: TenantMutationCtx): Promise<void> {
  const row = await setRow(ctx, "customers");
  const fields = row?.fields.filter(({ discarded }) => !discarded);
  if (row !== null && fields!.length < row.fields.length) await writeSet(ctx, "customers", row, fields!);
}
