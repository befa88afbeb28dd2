/** Orders and jobs of sample customers, at every stage of their lives, and their way out (DEP-12). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { draftOrder } from "../orders/entering";
import { moveOrder, settleOrder } from "../orders/save";
import { advanceServiceJob, insertServiceJob, settleServiceJob } from "../serviceJobs/save";
import { dayMs } from "../shared/days";
import { isSwitchedOff } from "../tenancy/modules";

const bought = [
  ["Standard package", 48_000],
  ["Delivery and set-up", 12_500],
  ["Spare parts, one set", 8_900],
] as const;
const orderSteps = ["placed", "processing", "fulfilled"] as const;

const work = [
  ["Yearly check", "Look at everything, change what is worn."],
  ["Repair on site", "The main unit is noisy; bring the large tool box."],
  ["Installation", "Two rooms, ground floor; park behind the house."],
] as const;
const jobSteps = ["in_progress", "completed"] as const;

/** Every fourth customer ordered, every fifth has work done; nothing in a module that is switched off. */
export async function giveSampleDealings(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  index: number,
): Promise<void> {
  const { modules } = await ctx.settings();
  if (index % 4 === 1 && !isSwitchedOff(modules, "orders")) await giveOrder(ctx, customer, index);
  if (index % 5 < 2 && !isSwitchedOff(modules, "jobs")) await giveJob(ctx, customer, index);
}

async function giveOrder(ctx: TenantMutationCtx, customer: Doc<"customers">, index: number): Promise<void> {
  const turn = (index - 1) / 4;
  const at = Math.max(customer.createdAt, ctx.now - (3 + ((index * 5) % 40)) * dayMs);
  const lines = bought.slice(0, 1 + (turn % bought.length)).map(([description, unitPrice], line) => ({
    description,
    quantity: (1 + ((index + line) % 3)) * 1000,
    unitPrice,
    taxRate: 1200,
  }));
  let order = await draftOrder(ctx, customer, { lines }, at);
  const steps = orderSteps.slice(0, (turn + 3) % (orderSteps.length + 1));
  for (const [step, to] of steps.entries())
    order = await moveOrder(ctx, order, to, {}, Math.min(ctx.now, at + step * dayMs));
}

async function giveJob(ctx: TenantMutationCtx, customer: Doc<"customers">, index: number): Promise<void> {
  const turn = Math.floor(index / 5);
  const [title, description] = work[turn % work.length]!;
  const steps = jobSteps.slice(0, turn % (jobSteps.length + 1));
  // What is only scheduled is still to come.
  const days = steps.length === 0 ? 2 + (index % 12) : -(1 + (index % 20));
  let job = await insertServiceJob(ctx, customer, {
    title,
    description,
    totalAmount: 9_000 + ((index * 41) % 30) * 500,
    scheduledAt: ctx.now + days * dayMs,
  });
  for (const to of steps) job = await advanceServiceJob(ctx, job, to);
}

/** Takes a customer's orders and jobs out of everything, their numbers with them. */
export async function removeDealingsOf(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const orders = await ctx.db
    .query("orders")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const order of orders) {
    await ctx.db.delete("orders", order._id);
    await settleOrder(ctx, order, null);
  }
  const jobs = await ctx.db
    .query("serviceJobs")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const job of jobs) {
    await ctx.db.delete("serviceJobs", job._id);
    await settleServiceJob(ctx, job, null);
  }
}
