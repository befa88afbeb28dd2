/** Fills an organization for work at scale, through the same write paths as everybody (npm run seed). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { reserveCodes, type CustomerCode } from "../customers/codes";
import { insertCustomer } from "../customers/save";
import { createFollowUp } from "../followUps/write";
import { openLead } from "../leads/write";
import { draftQuote } from "../quotes/drafting";
import { moveQuote } from "../quotes/save";
import { addDays, dayMs, dayOf } from "../shared/days";
import { toE164 } from "../shared/phone";
import { inOneTally } from "../tallies/bump";
import { insertTransaction } from "../transactions/record";
import { refreshInsights } from "../value/refresh";
import { crowdCustomer, type CrowdCustomer } from "./crowd";
import { ownersOf } from "./owners";

/** Most customers one call creates: some twelve rows each stay far below a transaction's limits. */
export const seedLimit = 200;

/** Creates customers `from` to `from + count` of a crowd; returns how many. */
export async function seedCustomers(
  ctx: TenantMutationCtx,
  { from, count, crowd }: { from: number; count: number; crowd: number },
): Promise<number> {
  const owners = await ownersOf(ctx);
  const size = Math.min(count, seedLimit);
  const codes = await reserveCodes(ctx, size);
  await inOneTally(ctx, async () => {
    for (let index = from; index < from + size; index++) {
      const person = crowdCustomer(index, crowd);
      const ownerId =
        person.owner === undefined
          ? undefined
          : owners[Math.floor(person.owner * owners.length) % owners.length];
      const id = await insert(ctx, person, await codes.take(), ownerId);
      if (ownerId !== undefined && index % 20 === 0) await giveWork(ctx, id, ownerId, index);
      if (index % 20 === 10) await giveSales(ctx, id, index);
    }
  });
  return size;
}

async function insert(
  ctx: TenantMutationCtx,
  person: CrowdCustomer,
  code: CustomerCode,
  ownerId: Id<"users"> | undefined,
): Promise<Id<"customers">> {
  const { timeZone, currency, language, country } = await ctx.settings();
  const { name, type, status, customerSource, phone, email, city, tags } = person;
  const createdAt = ctx.now - person.createdDaysAgo * dayMs;
  const { contactedDaysAgo } = person;
  const phoneE164 = toE164(phone, country);
  const customer = await insertCustomer(
    ctx,
    {
      ...code,
      name,
      type,
      status,
      isActive: true,
      customerSource,
      phone,
      ...(phoneE164 === null ? {} : { phoneE164 }),
      email,
      address: { city },
      tags,
      dateJoined: dayOf(createdAt, timeZone),
      preferredLanguage: language,
      smsConsent: false,
      emailConsent: false,
      lastContactAt: contactedDaysAgo === undefined ? 0 : ctx.now - contactedDaysAgo * dayMs,
      lifetimeValue: 0,
      currency,
      churnRisk: "low",
      legacyIds: [],
      isSample: false,
      createdAt,
      createdBy: ctx.actor.id,
      ...(ownerId === undefined ? {} : { ownerId }),
    },
    { action: "created" },
  );
  return customer._id;
}

/** Another one in twenty has bought, once to three times. */
async function giveSales(ctx: TenantMutationCtx, id: Id<"customers">, index: number): Promise<void> {
  const customer = await ctx.db.get("customers", id);
  const { currency } = await ctx.settings();
  for (let turn = 0; turn < 1 + (Math.floor(index / 20) % 3); turn++)
    await insertTransaction(ctx, customer, {
      at: ctx.now - (((index * 13) % 300) + turn * 20) * dayMs,
      amount: 1_000 + ((index * 7 + turn) % 500) * 100,
      currency,
      method: turn % 2 === 0 ? "card" : "cash",
    });
  await refreshInsights(ctx, id);
}

/** One in twenty has something going on: a quote that was accepted, a lead or a promise. */
async function giveWork(
  ctx: TenantMutationCtx,
  id: Id<"customers">,
  ownerId: Id<"users">,
  index: number,
): Promise<void> {
  const customer = await ctx.db.get("customers", id);
  if (index % 60 === 0) {
    await openLead(ctx, { customerId: id, source: "website", ownerId, title: "Asks for prices" });
  } else if (index % 60 === 20) {
    const dueAt = ctx.now + ((index % 7) - 1) * dayMs + 3_600_000;
    await createFollowUp(ctx, { customerId: id, ownerId, title: "Call back", dueAt });
  } else {
    const { timeZone } = await ctx.settings();
    const line = {
      description: "Standard package",
      quantity: 1000,
      unitPrice: 10_000 + (index % 900) * 100,
      taxRate: 1200,
    };
    const validUntil = addDays(dayOf(ctx.now, timeZone), 30);
    const draft = await draftQuote(
      ctx,
      customer,
      { subject: "Season order", lines: [line], validUntil },
      ownerId,
    );
    const sent = await moveQuote(ctx, draft, "sent", { sentAt: ctx.now });
    await moveQuote(ctx, sent, "accepted", {
      acceptedAt: ctx.now,
      respondedAt: ctx.now,
      respondedBy: customer.name,
    });
  }
  await refreshInsights(ctx, id);
}
