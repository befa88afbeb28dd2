/** The till's look at customers: whom it finds, what it is told, whom it adds, what it corrects. */
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, refusal } from "../engagement.testkit";
import { newBackend, newOrganization } from "../world.testkit";

const day = 86_400_000;

async function till() {
  const backend = newBackend();
  const org = await newOrganization(backend, "ours");
  const other = await newOrganization(backend, "theirs");
  const { orgId, as } = org;
  const create = async (input: Record<string, unknown>, role: "admin" | "sales" = "admin") =>
    (await as[role].mutation(api.customers.create, { orgId, input: input as { name: string } })).customerId;
  const find = async (query: string, role: "admin" | "sales" | "support" = "admin") =>
    await as[role].query(api.pos.searchCustomers, { orgId, query });
  const detail = async (customerId: string, role: "admin" | "sales" | "support" = "admin") =>
    await as[role].query(api.pos.getCustomerById, { orgId, customerId });
  const sell = async (customerId: Id<"customers">, amount: number, at?: number) =>
    await as.admin.mutation(api.transactions.record, {
      orgId,
      customerId,
      input: { amount, ...(at === undefined ? {} : { at }) },
    });
  const row = async (id: Id<"customers">) =>
    (await backend.run(async (ctx) => await ctx.db.get("customers", id)))!;
  return { backend, org, other, orgId, as, create, find, detail, sell, row };
}

test("POS-11: the till is told of a customer under exactly its own keys, and what is not known has none", async () => {
  const { orgId, as, create, find, sell } = await till();
  const vipTierId = await as.admin.mutation(api.vip.create, { orgId, input: { name: "Gold" } });
  const ann = await create({
    name: "Ann Lee",
    phone: "+7 701 234 56 78",
    availableCredit: 1500,
    loyaltyPoints: 40,
    vipTierId,
  });
  const at = Date.UTC(2026, 2, 31, 9);
  await sell(ann, 5000, at);
  const bob = await create({ name: "Bob Stone", email: "bob@x.test" });
  expect(await find("701 234")).toEqual([
    {
      customerId: ann,
      customerCode: "CUS-001",
      displayName: "Ann Lee",
      primaryPhone: "+7 701 234 56 78",
      availableCredit: 1500,
      loyaltyPoints: 40,
      vipTier: "Gold",
      lastVisit: "2026-03-31T09:00:00.000Z",
    },
  ]);
  expect(await find("bob")).toEqual([
    {
      customerId: bob,
      customerCode: "CUS-002",
      displayName: "Bob Stone",
      availableCredit: 0,
      loyaltyPoints: 0,
    },
  ]);
  expect(await find("  ")).toEqual([]);
});

test("POS-12 ORD-18: the detail adds e-mail, address, receipts and the newest ten of twelve sales", async () => {
  const { create, detail, sell } = await till();
  const ann = await create({
    name: "Ann Lee",
    email: "ann@x.test",
    address: { line1: "1 Long Street", city: "Almaty", country: "KZ" },
    preferences: { emailReceipts: true },
  });
  const first = Date.UTC(2026, 0, 1);
  for (let n = 1; n <= 12; n++) await sell(ann, n * 100, first + n * day);
  const told = await detail(ann);
  expect(Object.keys(told).sort()).toEqual([
    "address",
    "availableCredit",
    "customerCode",
    "customerId",
    "displayName",
    "email",
    "lastVisit",
    "loyaltyPoints",
    "preferences",
    "recentTransactions",
  ]);
  expect(told).toMatchObject({
    address: "1 Long Street, Almaty, KZ",
    preferences: { smsReceipts: false, emailReceipts: true },
  });
  expect(told.recentTransactions.map(({ amount }) => amount)).toEqual([
    1200, 1100, 1000, 900, 800, 700, 600, 500, 400, 300,
  ]);
  expect(Object.keys(told.recentTransactions[0]!).sort()).toEqual([
    "amount",
    "currency",
    "date",
    "paymentMethod",
    "status",
    "transactionId",
  ]);
});

test("POS-36: the till says the new name, phone and balance as soon as they are changed, and finds by them", async () => {
  const { orgId, as, create, find, detail } = await till();
  const ann = await create({ name: "Ann Lee", phone: "+7 701 234 56 78" });
  await as.admin.mutation(api.customers.update, {
    orgId,
    customerId: ann,
    patch: { name: "Anna Park", phone: "+7 702 000 11 22" },
  });
  const input = { unit: "credit", direction: "add", amount: 700, reason: "Gift" } as const;
  await as.admin.mutation(api.loyalty.adjust, { orgId, customerId: ann, input });
  expect(await find("anna park")).toMatchObject([{ customerId: ann, availableCredit: 700 }]);
  expect(await find("7020001122")).toMatchObject([{ displayName: "Anna Park" }]);
  expect(await find("701 234 56 78")).toEqual([]);
  expect(await detail(ann)).toMatchObject({ displayName: "Anna Park", primaryPhone: "+7 702 000 11 22" });
});

test("a till finds everybody whoever owns them, by what it shows and by no note, tag or city; the brand's people find nobody", async () => {
  const { orgId, as, create, find, detail } = await till();
  const ann = await create({
    name: "Ann Lee",
    email: "ann@x.test",
    notes: "Allergic to pollen",
    tags: ["gardener"],
    address: { city: "Karaganda" },
  });
  // The sales person may not open the record itself, and is served at the till all the same.
  expect(await refusal(as.sales.query(api.customers.get, { orgId, customer: ann }))).toBe("OUT_OF_REACH");
  expect(await find("ann lee", "sales")).toMatchObject([{ customerId: ann }]);
  expect(await detail("CUS-001", "sales")).toMatchObject({ customerId: ann });
  for (const word of ["pollen", "gardener", "karaganda"]) expect(await find(word)).toEqual([]);
  expect(await refusal(as.brand.query(api.pos.searchCustomers, { orgId, query: "ann" }))).toBe("FORBIDDEN");
  expect(await refusal(as.brand.query(api.pos.getCustomerById, { orgId, customerId: ann }))).toBe(
    "FORBIDDEN",
  );
});

test("switched off and deleted customers are not found; the detail of a merged one is that of who it went into", async () => {
  const { orgId, as, create, find, detail } = await till();
  const off = await create({ name: "Off Person", email: "off@x.test" });
  await as.admin.mutation(api.customers.deactivate, { orgId, customerId: off, reason: "Moved" });
  const gone = await create({ name: "Gone Person", email: "gone@x.test" });
  await as.admin.mutation(api.customers.remove, { orgId, customerId: gone, reason: "Left" });
  expect(await find("person")).toEqual([]);
  expect(await refusal(detail(gone))).toBe("NOT_FOUND");
  expect(await refusal(detail("nobody"))).toBe("NOT_FOUND");
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  const twin = await create({ name: "Anne Lee", email: "anne@x.test" });
  await as.admin.mutation(api.customers.merge, {
    orgId,
    primaryCustomerId: ann,
    secondaryCustomerIds: [twin],
    mergeReason: "One person",
  });
  expect((await detail(twin)).customerId).toBe(ann);
});

test("a till sees nobody of another organization", async () => {
  const { other, create, find, detail } = await till();
  const ann = await create({ name: "Ann Lee", phone: "+7 701 234 56 78" });
  const theirs = { orgId: other.orgId };
  expect(await other.as.admin.query(api.pos.searchCustomers, { ...theirs, query: "ann lee" })).toEqual([]);
  const opened = other.as.admin.query(api.pos.getCustomerById, { ...theirs, customerId: ann });
  expect(await refusal(opened)).toBe("NOT_FOUND");
  const stranger = await newCustomer(other, "admin", { name: "Their Own" });
  expect(await find("their own")).toEqual([]);
  expect(await refusal(detail(stranger))).toBe("NOT_FOUND");
});

test("POS-13: a name and a phone are a customer; the same phone again is refused and shows who has it", async () => {
  const { orgId, as, find, row } = await till();
  const quick = (basicInfo: { name: string; phone?: string }, more = {}) =>
    as.support.mutation(api.pos.createQuickCustomer, { orgId, basicInfo, ...more });
  const ann = await quick({ name: "Ann Lee", phone: "+7 701 234 56 78" });
  expect(await row(ann)).toMatchObject({ customerCode: "CUS-001", status: "active" });
  expect(await find("77012345678")).toMatchObject([{ customerId: ann }]);
  expect(await refusal(quick({ name: "Somebody Else", phone: "8 701 234-56-78" }))).toBe(
    "DUPLICATE_CUSTOMER",
  );
  expect(await refusal(quick({ name: "No Number" }))).toBe("VALIDATION_ERROR");
  // Support may add, and not insist.
  const twice = { name: "Ann Lee", phone: "+7 702 000 11 22" };
  expect(await refusal(quick(twice))).toBe("CUSTOMER_NAME_CONFLICT");
  expect(await refusal(quick(twice, { confirmDuplicate: true, reason: "Namesake" }))).toBe("FORBIDDEN");
});

test("POS-14 ORD-17: spending is corrected by an adjustment: value follows, visits and the day's sales do not, the history tells it", async () => {
  const { backend, orgId, as, create, sell, row } = await till();
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  await sell(ann, 10_000);
  const adjust = (amount: number, reason?: string) =>
    as.admin.mutation(api.pos.updateCustomerSpending, {
      orgId,
      customerId: ann,
      amount,
      ...(reason === undefined ? {} : { reason }),
    });
  const numbers = async () => {
    const { lifetimeValue, totalVisits } = await row(ann);
    const sales = await as.admin.query(api.transactions.totals, { orgId, owner: "everybody" });
    const { totalSpent, totalTransactions } = await as.admin.query(api.transactions.summary, {
      orgId,
      customerId: ann,
    });
    return { lifetimeValue, totalVisits, totalSpent, totalTransactions, day: sales.amounts[0] };
  };
  const before = await numbers();
  expect(before).toMatchObject({ lifetimeValue: 10_000, totalVisits: 1 });
  const up = await adjust(2500, "Paid on paper");
  const only = { totalVisits: 1, totalTransactions: 1, day: before.day };
  expect(await numbers()).toEqual({ ...only, lifetimeValue: 12_500, totalSpent: 12_500 });
  await adjust(-4000);
  expect(await numbers()).toEqual({ ...only, lifetimeValue: 8500, totalSpent: 8500 });
  const audit = await backend.run(async (ctx) => await ctx.db.query("auditLog").collect());
  expect(audit.filter(({ entityId }) => entityId === up)).toMatchObject([
    {
      entity: "transactions",
      action: "adjusted",
      reason: "Paid on paper",
      actor: expect.stringMatching(/^user:/),
    },
  ]);
  // Void, an adjustment counts no more; brought back it is an adjustment again and no visit.
  await as.admin.mutation(api.transactions.voidSale, { orgId, transactionId: up });
  expect(await numbers()).toEqual({ ...only, lifetimeValue: 6000, totalSpent: 6000 });
  await as.admin.mutation(api.transactions.restore, { orgId, transactionId: up });
  expect(await numbers()).toEqual({ ...only, lifetimeValue: 8500, totalSpent: 8500 });
});

test("ORD-17: who never bought has no visit by an adjustment, and an even one leaves nothing behind", async () => {
  const { backend, orgId, as, create, row } = await till();
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  const adjust = (amount: number) =>
    as.admin.mutation(api.pos.updateCustomerSpending, { orgId, customerId: "CUS-001", amount });
  await adjust(700);
  expect(await row(ann)).toMatchObject({ lifetimeValue: 700 });
  expect((await row(ann)).lastVisitAt).toBeUndefined();
  await adjust(-700);
  expect(await row(ann)).toMatchObject({ lifetimeValue: 0 });
  const kept = await backend.run(async (ctx) => await ctx.db.query("salesFacts").collect());
  expect(kept).toEqual([]);
});

test("ORD-17: an adjustment is a whole amount, takes away no more than was spent, and is for admins and managers", async () => {
  const { other, orgId, as, create, sell } = await till();
  const ann = await create({ name: "Ann Lee", email: "ann@x.test" });
  await sell(ann, 100);
  for (const amount of [0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e13, -101]) {
    const call = as.admin.mutation(api.pos.updateCustomerSpending, { orgId, customerId: ann, amount });
    expect(await refusal(call)).toBe("VALIDATION_ERROR");
  }
  for (const role of ["sales", "support", "brand"] as const) {
    const call = as[role].mutation(api.pos.updateCustomerSpending, { orgId, customerId: ann, amount: 5 });
    expect(await refusal(call)).toBe("FORBIDDEN");
  }
  const foreign = { orgId: other.orgId, customerId: ann, amount: 5 };
  expect(await refusal(other.as.admin.mutation(api.pos.updateCustomerSpending, foreign))).toBe("NOT_FOUND");
});
