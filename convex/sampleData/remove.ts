/** Removes the sample customers and everything that hangs on them. The history, append-only, keeps that they were there (INT-17). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { removeBookingsOf } from "../bookings/remove";
import { syncCustomerKeys } from "../duplicates/store";
import { plainTables, sweepWhole } from "../erasing/sweeps";
import { letGoInMirror } from "../mirror/forget";
import { freeProfile } from "../profiles/keep";
import { startJob, type StepResult } from "../jobs/run";
import { inOneTally } from "../tallies/bump";
import { tallyCustomer } from "../tallies/customers";
import { tallyFollowUp } from "../tallies/followUps";
import { tallyLead } from "../tallies/leads";
import { tallyPackage } from "../tallies/packages";
import { tallyQuote } from "../tallies/quotes";
import { tallyTransaction } from "../tallies/transactions";
import { salesFactsOf } from "../transactions/facts";
import { removeDealingsOf } from "./dealings";
import { sampleState } from "./load";
import { removeSamplePackages } from "./packages";
import { removeSampleTiers } from "./tiers";
import { removeSampleTours } from "./tours";

const batch = 10;

/** Starts removing; null when there is nothing to remove or it is under way. */
export async function startRemoving(ctx: TenantMutationCtx): Promise<Id<"jobs"> | null> {
  if ((await sampleState(ctx)) !== "present") return null;
  return await startJob(ctx, { kind: "removeSampleData", title: "", total: 0 });
}

/** Removes the next few sample customers. */
export async function removeBatch(ctx: TenantMutationCtx, _job: Doc<"jobs">): Promise<StepResult> {
  const customers = await ctx.db
    .query("customers")
    .withIndex("by_origin", (q) => q.eq("isSample", true))
    .take(batch);
  await inOneTally(ctx, async () => {
    for (const customer of customers) await removeCustomer(ctx, customer);
  });
  if (customers.length < batch) {
    await removeSampleTiers(ctx);
    await removeSamplePackages(ctx);
    await removeSampleTours(ctx);
  }
  return {
    done: customers.length,
    counts: { removed: customers.length },
    finished: customers.length < batch,
  };
}

/** What goes as it does when a person is erased, beside the leads, quotes and follow-ups below. */
const swept = [
  "interactions",
  "communications",
  "threads",
  "notes",
  "documents",
  "duplicatePairs",
  ...plainTables,
  "exportFiles",
  "merges",
  "importedKeys",
];

/** That somebody took a copy stays in the list of exports; of whom is gone. */
async function forgetExports(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const files = await ctx.db
    .query("exportFiles")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const { _id } of files) await ctx.db.patch("exportFiles", _id, { customerId: undefined });
}

async function removeCustomer(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<void> {
  const customerId = customer._id;
  await removeBookingsOf(ctx, customerId);
  await removeDealingsOf(ctx, customerId);
  const leads = await ctx.db
    .query("leads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const lead of leads) {
    const stages = await ctx.db
      .query("leadStages")
      .withIndex("by_lead", (q) => q.eq("leadId", lead._id))
      .collect();
    for (const stage of stages) await ctx.db.delete("leadStages", stage._id);
    await ctx.db.delete("leads", lead._id);
    await tallyLead(ctx, lead, null);
  }
  const quotes = await ctx.db
    .query("quotes")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const quote of quotes) {
    const links = await ctx.db
      .query("accessLinks")
      .withIndex("by_quote", (q) => q.eq("quoteId", quote._id))
      .collect();
    for (const link of links) await ctx.db.delete("accessLinks", link._id);
    await ctx.db.delete("quotes", quote._id);
    await tallyQuote(ctx, quote, null);
  }
  const followUps = await ctx.db
    .query("followUps")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const followUp of followUps) {
    await ctx.db.delete("followUps", followUp._id);
    await tallyFollowUp(ctx, followUp, null);
  }
  const sales = await ctx.db
    .query("transactions")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const sale of sales) {
    await ctx.db.delete("transactions", sale._id);
    await tallyTransaction(ctx, sale, null);
  }
  const packages = await ctx.db
    .query("customerPackages")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const sold of packages) {
    await ctx.db.delete("customerPackages", sold._id);
    await tallyPackage(ctx, sold, null);
  }
  const facts = await salesFactsOf(ctx, customerId);
  if (facts !== null) await ctx.db.delete("salesFacts", facts._id);
  const entries = await ctx.db
    .query("loyaltyEntries")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .collect();
  for (const { _id } of entries) await ctx.db.delete("loyaltyEntries", _id);
  await freeProfile(ctx, customer);
  await letGoInMirror(ctx, customerId);
  await syncCustomerKeys(ctx, { ...customer, status: "deleted" }, null, { isNew: false });
  await sweepWhole(ctx, customerId, swept);
  await forgetExports(ctx, customerId);
  await ctx.db.delete("customers", customerId);
  await tallyCustomer(ctx, customer, null);
}
