/** Loads sample customers with a past and a next step, through the same write paths as everybody else (DEP-12). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { createCustomer } from "../customers/write";
import { createFollowUp } from "../followUps/write";
import { logInteraction } from "../interactions/log";
import { startJob, type StepResult } from "../jobs/run";
import { moveLead, openLead } from "../leads/write";
import { draftQuote } from "../quotes/drafting";
import { moveQuote } from "../quotes/save";
import { addDays, dayMs, dayOf } from "../shared/days";
import { inOneTally } from "../tallies/bump";
import { insertTransaction } from "../transactions/record";
import { refreshInsights } from "../value/refresh";
import { giveSampleDealings } from "./dealings";
import { ownersOf } from "./owners";
import { giveSamplePackage, makeSamplePackages } from "./packages";
import { samplePeople, type SamplePerson } from "./people";
import { giveSampleTier, makeSampleTiers } from "./tiers";
import { giveSampleBooking, makeSampleTours } from "./tours";

/** Customers per step: each brings about a dozen rows with it. */
const batch = 5;

/** Starts loading, unless samples are there or on their way: then null, and nothing is added. */
export async function startLoading(ctx: TenantMutationCtx): Promise<Id<"jobs"> | null> {
  if ((await sampleState(ctx)) !== "absent") return null;
  await makeSampleTiers(ctx);
  await makeSamplePackages(ctx);
  await makeSampleTours(ctx);
  return await startJob(ctx, { kind: "sampleData", title: "", total: samplePeople.length });
}

/** Whether samples are there, on their way in, on their way out, or absent. */
export async function sampleState(
  ctx: TenantQueryCtx,
): Promise<"absent" | "loading" | "present" | "removing"> {
  for (const [kind, state] of [
    ["sampleData", "loading"],
    ["removeSampleData", "removing"],
  ] as const) {
    const latest = await ctx.db
      .query("jobs")
      .withIndex("by_kind", (q) => q.eq("kind", kind))
      .order("desc")
      .first();
    if (latest?.status === "running") return state;
  }
  const any = await ctx.db
    .query("customers")
    .withIndex("by_origin", (q) => q.eq("isSample", true))
    .first();
  return any === null ? "absent" : "present";
}

/** Loads the next few. */
export async function loadBatch(ctx: TenantMutationCtx, job: Doc<"jobs">): Promise<StepResult> {
  const from = Number(job.cursor ?? 0);
  const people = samplePeople.slice(from, from + batch);
  const owners = await ownersOf(ctx);
  await inOneTally(ctx, async () => {
    for (const [offset, person] of people.entries()) await loadPerson(ctx, person, from + offset, owners);
  });
  const next = from + people.length;
  return {
    done: people.length,
    counts: { created: people.length },
    cursor: String(next),
    finished: next >= samplePeople.length,
  };
}

async function loadPerson(
  ctx: TenantMutationCtx,
  person: SamplePerson,
  index: number,
  owners: readonly Id<"users">[],
): Promise<void> {
  const { name, type, status, source, city, country, phone, email, tags } = person;
  // One in seven waits in the pool for somebody to take it.
  const ownerId = index % 7 === 6 ? undefined : owners[index % owners.length];
  const { customerId } = await createCustomer(
    ctx,
    {
      name,
      type,
      status,
      customerSource: source as never,
      phone,
      email,
      tags,
      address: { city, country },
      emailConsent: index % 3 === 0,
    },
    {
      duplicates: "collect",
      isSample: true,
      // Over the last year, more of them lately, so that trends have a shape.
      createdAt: ctx.now - Math.round((1 - Math.sqrt(index / samplePeople.length)) * 340 + 2) * dayMs,
      ...(ownerId === undefined ? {} : { ownerId }),
      ...(person.contact === undefined ? {} : { contact: person.contact }),
    },
  );
  if (ownerId === undefined) return;
  await tellStory(ctx, await ctx.db.get("customers", customerId), ownerId, index);
  await refreshInsights(ctx, customerId);
  await giveSampleTier(ctx, customerId);
}

const talks = [
  ["call", "First call", "Explained what we offer and asked what they need this year."],
  ["email", "Sent the price list", "Sent prices and delivery times; they will compare with last year."],
  ["meeting", "Visit at their place", "Looked at the rooms together and took measurements."],
  [
    "whatsapp",
    "Question about delivery",
    "Asked whether delivery before the end of the month is possible. It is.",
  ],
  ["support", "Invoice sent again", "The invoice had gone to an old address; sent it again."],
] as const;

async function tellStory(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  ownerId: Id<"users">,
  index: number,
): Promise<void> {
  const isQuiet = customer.status === "inactive" || customer.status === "churned";
  for (let turn = 0; turn < 1 + (index % 3); turn++) {
    const [type, subject, description] = talks[(index + turn) % talks.length]!;
    const daysAgo = (isQuiet ? 130 : 1) + ((index * 5 + turn * 17) % 60);
    await logInteraction(ctx, customer, {
      fields: {
        type,
        subject,
        description,
        interactionDate: Math.max(customer.createdAt, ctx.now - daysAgo * dayMs),
        successful: true,
        assignedTo: ownerId,
      },
    });
  }
  if (index % 4 === 0) {
    const dueAt = ctx.now + ((index % 5) - 1) * dayMs + 3_600_000;
    const title = index % 8 === 0 ? "Call about the quote" : "Ask how the delivery went";
    await createFollowUp(ctx, { customerId: customer._id, title, dueAt, ownerId });
  }
  if (customer.status === "lead") await giveLead(ctx, customer, ownerId, index);
  if (customer.status !== "lead" && customer.status !== "prospect") {
    await giveSales(ctx, customer, index, isQuiet);
    await giveSamplePackage(ctx, customer, index);
    await giveSampleDealings(ctx, customer, index);
    await giveSampleBooking(ctx, customer, index);
  }
  if (customer.status === "active" && index % 2 === 0) await giveQuote(ctx, customer, ownerId, index);
}

/** What they bought, the newest first: those who went quiet long ago. */
async function giveSales(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  index: number,
  isQuiet: boolean,
): Promise<void> {
  const { currency } = await ctx.settings();
  for (let turn = 0; turn < 1 + (index % 4); turn++) {
    const daysAgo = (isQuiet ? 130 : index % 9) + turn * (12 + (index % 5) * 7);
    const at = Math.max(customer.createdAt, ctx.now - daysAgo * dayMs - (index % 8) * 3_600_000);
    await insertTransaction(ctx, customer, {
      at,
      amount: 2_400 + ((index * 37 + turn * 61) % 90) * 350,
      currency,
      method: (["card", "cash", "card", "transfer"] as const)[(index + turn) % 4]!,
      reference: `R-${1000 + index * 10 + turn}`,
      createdAt: at,
    });
  }
}

async function giveLead(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  ownerId: Id<"users">,
  index: number,
): Promise<void> {
  const id = await openLead(ctx, {
    customerId: customer._id,
    source: index % 2 === 0 ? "website" : "manual",
    ownerId,
    title: index % 2 === 0 ? "Asks for prices" : "Wants a visit",
    message: "We are looking for a supplier for the coming season.",
    isSample: true,
    createdAt: ctx.now - ((index % 9) + 1) * dayMs,
  });
  if (index % 3 === 0) await moveLead(ctx, await ctx.db.get("leads", id), "contacted");
}

async function giveQuote(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  ownerId: Id<"users">,
  index: number,
): Promise<void> {
  const { timeZone, currency } = await ctx.settings();
  const draft = await draftQuote(
    ctx,
    customer,
    {
      subject: index % 4 === 0 ? "Season order" : "Service for one year",
      lines: [
        {
          description: "Standard package",
          quantity: (1 + (index % 4)) * 1000,
          unitPrice: 48_000 + index * 1_500,
          taxRate: 1200,
        },
        { description: "Delivery and set-up", quantity: 1000, unitPrice: 12_500, taxRate: 1200 },
      ],
      currency,
      validUntil: addDays(dayOf(ctx.now, timeZone), 30),
    },
    ownerId,
  );
  if (index % 10 === 0) return;
  const sent = await moveQuote(ctx, draft, "sent", { sentAt: ctx.now - 3 * dayMs });
  if (index % 3 === 0) return;
  const at = ctx.now - ((index % 5) + 1) * dayMs;
  await moveQuote(ctx, sent, "accepted", { acceptedAt: at, respondedAt: at, respondedBy: customer.name });
}
