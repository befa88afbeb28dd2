import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { maria, newFormWorld, Visitor } from "../widgets/visitor.testkit";
import type { Role } from "../tenancy/permissions";
import { preferencesShape, readPreferences } from "./preferences";
import { mayContact, type ConsentPurpose } from "./purposes";

const page = { numItems: 20, cursor: null };

function speaking({ org, customerId }: World) {
  const { orgId, as } = org;
  const args = { orgId, customerId };
  return {
    orgId,
    as,
    args,
    set: (role: Role, purpose: ConsentPurpose, granted: boolean, more: object = {}) =>
      as[role].mutation(api.consents.set, { ...args, purpose, granted, ...more }),
    list: async (role: Role = "sales") =>
      (await as[role].query(api.consents.list, { ...args, paginationOpts: page })).page,
    state: (role: Role = "sales") => as[role].query(api.consents.state, args),
    open: () => as.sales.query(api.customers.get, { orgId, customer: customerId }),
    update: (patch: object) => as.sales.mutation(api.customers.update, { ...args, patch }),
  };
}

describe("consents", () => {
  test("CNS-06: each change leaves who, when, how and to which words; saying the same again leaves nothing", async () => {
    const { set, list, state, update } = speaking(await newWorld());
    expect(await state()).toMatchObject({
      granted: { marketing: false, email: false, sms: false },
      latest: {},
    });
    await set("sales", "marketing", true, { proof: " Said on the phone ", wording: "News by post" });
    await set("sales", "marketing", true);
    await update({ smsConsent: true });
    await set("support", "marketing", false);
    expect(await list()).toMatchObject([
      { purpose: "marketing", granted: false, byName: "ours support", source: "staff" },
      { purpose: "sms", granted: true, byName: "ours sales", source: "staff", proof: null },
      { purpose: "marketing", granted: true, proof: "Said on the phone", wording: "News by post" },
    ]);
    expect(await state()).toMatchObject({
      granted: { marketing: false, email: false, sms: true },
      latest: { marketing: { granted: false }, sms: { granted: true } },
      maySet: true,
    });
  });

  test("the timeline tells a change of consent as its own kind, and undo is an event too", async () => {
    const { set, list, as, args, orgId } = speaking(await newWorld());
    const { auditId } = await set("sales", "email", true);
    const feed = await as.sales.query(api.timeline.list, { ...args, kind: "consent", paginationOpts: page });
    expect(feed.page).toHaveLength(1);
    await as.sales.mutation(api.history.undo, { orgId, auditId: auditId! });
    expect((await list()).map(({ granted }) => granted)).toEqual([false, true]);
  });

  test("CNS-03: marketing_consent among the preferences and the switch are one truth", async () => {
    const { update, open, list } = speaking(await newWorld());
    await update({ preferences: { marketing_consent: true } });
    expect((await open()).marketingConsent).toBe(true);
    expect(await list()).toMatchObject([{ purpose: "marketing", granted: true }]);
    await update({ marketingConsent: false });
    expect(JSON.parse((await open()).preferences)).toMatchObject({ marketing_consent: false });
    // A wish saved without naming the consent leaves it alone.
    await update({ marketingConsent: true });
    await update({ preferences: { dietary: ["vegan"] } });
    expect((await open()).marketingConsent).toBe(true);
  });

  test("CNS-05 SRC-09: each consent filters alone and together with another", async () => {
    const world = await newWorld();
    const { set, as, orgId } = speaking(world);
    await newCustomer(world.org);
    const both = await newCustomer(world.org);
    await set("sales", "marketing", true);
    for (const purpose of ["marketing", "sms"] as const)
      await as.sales.mutation(api.consents.set, { orgId, customerId: both, purpose, granted: true });
    const found = async (...fields: string[]) => {
      const rules = fields.map((field) => ({ field, op: "is" as const, values: [true] }));
      const filters = { where: { match: "all" as const, rules } };
      const rows = await as.sales.query(api.customers.list, { orgId, filters });
      expect(await as.sales.query(api.customers.count, { orgId, filters })).toBe(rows.page.length);
      return rows.page.map(({ _id }) => _id).toSorted();
    };
    expect(await found("marketingConsent")).toEqual([world.customerId, both].toSorted());
    expect(await found("marketingConsent", "smsConsent")).toEqual([both]);
    expect(await found("emailConsent")).toEqual([]);
  });

  test("a rep without the account sees and sets nothing, brand users neither; a neighbour is not found", async () => {
    const world = await newWorld();
    const { as, orgId, set } = speaking(world);
    const customerId = await newCustomer(world.org, "manager");
    expect(await refusal(as.sales.query(api.consents.state, { orgId, customerId }))).toBe("OUT_OF_REACH");
    expect(
      await refusal(
        as.sales.mutation(api.consents.set, { orgId, customerId, purpose: "sms", granted: true }),
      ),
    ).toBe("OUT_OF_REACH");
    expect(await refusal(set("brand", "sms", true))).toBe("FORBIDDEN");
    const theirs = await newCustomer(world.other);
    expect(await refusal(as.admin.query(api.consents.state, { orgId, customerId: theirs }))).toBe(
      "NOT_FOUND",
    );
    expect(await refusal(set("sales", "sms", true, { proof: "x".repeat(501) }))).toBe("VALIDATION_ERROR");
  });

  test("a merge keeps only what every record allows, says so, and its undo gives both back", async () => {
    const world = await newWorld();
    const { as, orgId, set, state, list, args } = speaking(world);
    const twin = await newCustomer(world.org);
    await set("sales", "marketing", true);
    await set("sales", "email", true);
    await as.sales.mutation(api.consents.set, { orgId, customerId: twin, purpose: "email", granted: true });
    const { mergeId } = await as.manager.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: args.customerId,
      secondaryCustomerIds: [twin],
      mergeReason: "Same person",
    });
    expect((await state()).granted).toEqual({ marketing: false, email: true, sms: false });
    expect((await list())[0]).toMatchObject({ purpose: "marketing", granted: false, source: "merge" });
    await as.admin.mutation(api.merges.undo, { orgId, mergeId });
    expect((await state()).granted).toEqual({ marketing: true, email: true, sms: false });
    const theirs = await as.sales.query(api.consents.state, { orgId, customerId: twin });
    expect(theirs.granted).toEqual({ marketing: false, email: true, sms: false });
  });
});

describe("preferences", () => {
  test("CNS-08 CNS-09 CUS-26: the known wishes, others under their own names, both receipts; nonsense is refused", async () => {
    const { update, open } = speaking(await newWorld());
    const sample = {
      dietary: ["vegan", "nut-free"],
      marketing_consent: true,
      travel_preferences: { seat: "aisle", class: "premium_economy" },
    };
    await update({ preferences: sample });
    const receipts = { smsReceipts: false, emailReceipts: false };
    expect(JSON.parse((await open()).preferences)).toEqual({ ...sample, ...receipts });
    const more = { ...sample, frequent_flyer: "KC 123", is_vegetarian: true, emailReceipts: true };
    await update({ preferences: JSON.stringify(more) });
    expect(JSON.parse((await open()).preferences)).toEqual({ ...more, smsReceipts: false });
    const deep = { a: { b: { c: { d: 1 } } } };
    for (const wrong of [
      { dietary: "vegan" },
      { travel_preferences: { seat: 5 } },
      { travel_preferences: { leg: "long" } },
      { emailReceipts: "yes" },
      { note: "x".repeat(4001) },
      { deep },
      "[1]",
      "{",
    ])
      expect(await refusal(update({ preferences: wrong })), JSON.stringify(wrong)).toBe("VALIDATION_ERROR");
    await update({ preferences: null });
    expect(JSON.parse((await open()).preferences)).toEqual({ marketing_consent: true, ...receipts });
  });

  test("the stored form is what the shape accepts, so that undo brings wishes back as they were", () => {
    const wish = fc.stringMatching(/^[a-z]{1,12}$/);
    const entered = fc.record(
      {
        dietary: fc.uniqueArray(wish, { minLength: 1, maxLength: 5 }),
        travel_preferences: fc.record({ seat: wish, class: wish }),
        smsReceipts: fc.boolean(),
        frequent: fc.oneof(wish, fc.boolean(), fc.integer()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(entered, (given) => {
        const { preferences } = preferencesShape.parse(given);
        expect(preferencesShape.parse(preferences).preferences).toEqual(preferences);
        const read = readPreferences({ preferences });
        expect(read).toMatchObject(given);
        expect(preferencesShape.parse(read).preferences).toMatchObject(preferences);
      }),
    );
  });
});

describe("a form", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  test("CNS-14: the box must be ticked where the form says so, and its words are kept as proof", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
    const world = await newFormWorld();
    const visitor = new Visitor(world);
    const { consent } = world.input.form;
    expect(consent.required).toBe(true);
    expect((await visitor.submit(maria, { c: false })).status).toBe(400);
    await visitor.submit(maria);
    const { orgId, as } = world.org;
    const customerId = await world.backend.run(async (ctx) => (await ctx.db.query("customers").first())!._id);
    const proof = async () =>
      (await as.admin.query(api.consents.list, { orgId, customerId, paginationOpts: page })).page;
    expect(await proof()).toMatchObject([
      { purpose: "processing", granted: true, source: "form", wording: consent.text, wordingVersion: 1 },
    ]);
    // Asking again while the lead is open is another yes; a form alone allows no marketing.
    await visitor.submit({ ...maria, message: "And in July?" });
    expect(await proof()).toHaveLength(2);
    expect((await as.admin.query(api.consents.state, { orgId, customerId })).granted.marketing).toBe(false);
  });
});

test("marketing needs its own consent and the channel's; what was asked for needs none", () => {
  const flag = fc.option(fc.boolean(), { nil: undefined });
  const customer = fc.record({
    status: fc.constantFrom("active", "churned", "deleted"),
    email: fc.option(fc.constant("a@x.test"), { nil: undefined }),
    phoneE164: fc.option(fc.constant("+77010000001"), { nil: undefined }),
    emailConsent: flag,
    smsConsent: flag,
    marketingConsent: flag,
  });
  fc.assert(
    fc.property(customer, fc.constantFrom("email", "sms"), (given, channel) => {
      const one = given as Parameters<typeof mayContact>[0];
      const has = (channel === "email" ? one.email : one.phoneE164) !== undefined && one.status !== "deleted";
      const agreed = one.marketingConsent === true && one[`${channel}Consent`] === true;
      expect(mayContact(one, "transactional", channel).allowed).toBe(has);
      expect(mayContact(one, "marketing", channel).allowed).toBe(has && agreed);
    }),
  );
});
