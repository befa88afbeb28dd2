/** The customer record, field by field, as whoever keeps one meets it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import schema from "../schema";
import { httpStatus } from "../shared/errors";
import { inTenant } from "../tallies/tenant.testkit";
import { newBackend, newOrganization, refusalOf, type Organization } from "../world.testkit";
import type { Condition } from "./conditions";
import type { CustomerFilters } from "./filterShape";
import { setComputed } from "./write";
import { choosableStatuses, customerTypes, isLegalMove, type CustomerStatus } from "./words";

const minute = 60_000;
const start = Date.UTC(2026, 2, 10, 20);

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(start);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

async function world(settings: { language?: "en" | "ru"; timeZone?: string } = {}) {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const { orgId, as } = ours;
  await backend.run(async (ctx) => {
    const row = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
    await ctx.db.patch("orgSettings", row._id, settings);
  });
  let count = 0;
  const create = async (input: object = {}, role: keyof Organization["as"] = "admin") => {
    count += 1;
    const input_ = { name: `Person ${count}`, email: `person${count}@x.test`, ...input };
    return (await as[role].mutation(api.customers.create, { orgId, input: input_ })).customerId;
  };
  const open = (customer: string, role: keyof Organization["as"] = "admin") =>
    as[role].query(api.customers.get, { orgId, customer });
  const update = (customerId: Id<"customers">, patch: object, extra: object = {}) =>
    as.admin.mutation(api.customers.update, { orgId, customerId, patch, ...extra });
  const row = async (id: Id<"customers">) => (await backend.run((ctx) => ctx.db.get("customers", id)))!;
  const found = async (filters: CustomerFilters) =>
    (await as.admin.query(api.customers.list, { orgId, filters, cursor: null })).page.map(({ _id }) => _id);
  const where = (field: string, ...values: Condition["values"]) =>
    found({ where: { match: "all", rules: [{ field, op: "is", values }] } });
  const search = async (text: string) =>
    (await as.admin.query(api.customers.search, { orgId, text })).rows.map(({ _id }) => _id);
  return { backend, ours, orgId, as, create, open, update, row, found, where, search };
}

describe("words and choices", () => {
  test("CUS-06 VAL-02: a name is counted between 2 and 255 after its outer spaces are taken away", async () => {
    const { create, row } = await world();
    for (const name of ["A", "  A  ", " ", "x".repeat(256)])
      expect(await refusalOf(create({ name })), name).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path: "name" }],
      });
    expect((await row(await create({ name: " Al  " }))).name).toBe("Al");
    expect((await row(await create({ name: `  ${"x".repeat(255)} ` }))).name).toHaveLength(255);
    expect(httpStatus.VALIDATION_ERROR).toBe(400);
  });

  test("CUS-08: every status is reached along legal moves, deleted only by deleting, and no other word is taken", async () => {
    const { as, orgId, create, row, update, found } = await world();
    const way = ["lead", "prospect", "lead", "active", "inactive", "churned", "active"] as const;
    const id = await create({ status: "prospect" });
    let at: CustomerStatus = "prospect";
    const reached = new Set<CustomerStatus>([at]);
    for (const status of way) {
      expect(isLegalMove(at, status)).toBe(true);
      await update(id, { status });
      expect((await row(id)).status).toBe(status);
      expect(await found({ statuses: [status] })).toEqual([id]);
      reached.add((at = status));
    }
    for (const status of ["foo", "deleted", "ACTIVE"]) {
      const refused = { code: "VALIDATION_ERROR", issues: [{ path: "status" }] };
      expect(await refusalOf(update(id, { status })), status).toMatchObject(refused);
      expect(await refusalOf(create({ status })), status).toMatchObject(refused);
    }
    expect((await row(id)).status).toBe("active");
    await as.admin.mutation(api.customers.remove, { orgId, customerId: id });
    expect((await row(id)).status).toBe("deleted");
    expect([...reached].sort()).toEqual([...choosableStatuses].sort());
  });

  test("CUS-09: private is kept as individual, and a filter by each type gives exactly its customers", async () => {
    const { create, row, found } = await world();
    const ids = {
      individual: [await create({ type: "private" }), await create({ type: "individual" }), await create()],
      business: [await create({ type: "business" })],
      enterprise: [await create({ type: "enterprise" })],
    };
    for (const id of ids.individual) expect((await row(id)).type).toBe("individual");
    for (const type of customerTypes)
      expect((await found({ types: [type] })).sort(), type).toEqual([...ids[type]].sort());
    expect(await refusalOf(create({ type: "government" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "type" }],
    });
  });

  test("CUS-10: a record is on from the start, off once switched off, and the list tells the two apart", async () => {
    const { as, orgId, create, open, found } = await world();
    const [kept, off] = [await create(), await create()];
    expect(await open(off)).toMatchObject({ isActive: true });
    await as.admin.mutation(api.customers.deactivate, { orgId, customerId: off, reason: "Moved" });
    expect(await open(off)).toMatchObject({ isActive: false });
    expect(await found({ isActive: true })).toEqual([kept]);
    expect(await found({ isActive: false })).toEqual([off]);
    expect((await found({})).toSorted()).toEqual([kept, off].toSorted());
  });

  test("CUS-11: an industry entered on a business is kept, and a filter by it gives that customer", async () => {
    const { create, open, update, where } = await world();
    const hotel = await create({ type: "business" });
    const bank = await create({ type: "business", industry: "Banking" });
    await update(hotel, { industry: "  Hotels " });
    expect(await open(hotel)).toMatchObject({ industry: "Hotels" });
    expect(await where("industry", "hotels")).toEqual([hotel]);
    await update(hotel, { industry: "" });
    expect(await open(hotel)).toMatchObject({ industry: null });
    expect(await where("industry", "Hotels")).toEqual([]);
    expect(await where("industry", "Banking")).toEqual([bank]);
  });

  test("CUS-53 CNS-09: a wish nobody planned for is kept under its own name, without a new schema", async () => {
    const { create, open, update } = await world();
    const id = await create();
    await update(id, { preferences: { frequentFlyerNumber: "KC 1234567" } });
    expect(JSON.parse((await open(id)).preferences)).toMatchObject({ frequentFlyerNumber: "KC 1234567" });
  });
});

describe("phones and e-mail", () => {
  test("VAL-04: a phone is +, then 8 to 15 digits, whatever a numbering plan says of it", async () => {
    const { create, row } = await world();
    const stored = async (phone: string) => (await row(await create({ phone }))).phoneE164;
    expect(await stored("+7701234567")).toBe("+7701234567");
    expect(await stored("+999 0000 0000")).toBe("+99900000000");
    expect(await stored("8 701 555 01 02")).toBe("+77015550102");
    expect(await stored("701 555 01 03")).toBe("+77015550103");
    expect(await stored("+12345678")).toBe("+12345678");
    expect(await stored("+123456789012345")).toBe("+123456789012345");
    for (const phone of ["+1234567", "+1234567890123456", "+0123456789", "call me"])
      expect(await refusalOf(create({ phone })), phone).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path: "phone", rule: "invalidPhone" }],
      });
  });

  test("CUS-16: a second phone is kept as typed and in full, is found, and makes a duplicate", async () => {
    const { as, orgId, create, open, row, search } = await world();
    const id = await create({ phone: "+7 701 555 00 01", secondaryPhone: "8 (702) 777-66-55" });
    expect(await open(id)).toMatchObject({ secondaryPhone: "8 (702) 777-66-55" });
    expect((await row(id)).secondaryPhoneE164).toBe("+77027776655");
    for (const text of ["+77027776655", "8 702 777 66 55", "7776655"])
      expect(await search(text), text).toEqual([id]);
    const { matches } = await as.admin.query(api.customers.checkDuplicates, {
      orgId,
      phone: "+7 702 777 66 55",
    });
    expect(matches.map(({ customerId }) => customerId)).toEqual([id]);
    expect(await refusalOf(create({ phone: "87027776655" }))).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      field: "phone",
    });
    expect(await refusalOf(create({ secondaryPhone: "87015550001" }))).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      field: "phone",
    });
  });

  test("CUS-17: addresses are compared without case and judged by their form and length", async () => {
    const { create, open, update } = await world();
    const id = await create({ email: "A@X.com" });
    expect(await open(id)).toMatchObject({ email: "a@x.com" });
    expect(await refusalOf(create({ email: "a@x.com" }))).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
      field: "email",
      duplicates: [{ customerId: id }],
    });
    const other = await create();
    expect(await refusalOf(update(other, { email: "a@X.COM" }))).toMatchObject({
      code: "DUPLICATE_CUSTOMER",
    });
    const tail = "@example.test";
    for (const email of ["abc", "a@", `${"x".repeat(256 - tail.length)}${tail}`])
      expect(await refusalOf(create({ email })), email).toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path: "email", rule: "invalidEmail" }],
      });
    await create({ email: `${"x".repeat(255 - tail.length)}${tail}` });
  });
});

describe("days, notes and language", () => {
  test("VAL-06 CUS-20: a birthday is not after today where the organization is", async () => {
    // 20:00 in London is the 11th in Almaty already.
    const { create, open } = await world({ timeZone: "Asia/Almaty" });
    expect(await refusalOf(create({ dateOfBirth: "2026-03-12" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "dateOfBirth", rule: "future" }],
    });
    for (const dateOfBirth of ["2026-03-10", "2026-03-11"])
      expect(await open(await create({ dateOfBirth }))).toMatchObject({ dateOfBirth });
  });

  test("CUS-24: the record's own notes come back changed, and the notes tab is another thing", async () => {
    const { as, orgId, create, open, update } = await world();
    const id = await create({ notes: "Prefers tea" });
    await as.admin.mutation(api.notes.create, {
      orgId,
      customerId: id,
      input: { noteText: "Called about June" },
    });
    const tab = async () =>
      (
        await as.admin.query(api.notes.list, {
          orgId,
          customerId: id,
          noteType: null,
          paginationOpts: { numItems: 20, cursor: null },
        })
      ).page;
    const before = await tab();
    await update(id, { notes: "Updated notes" });
    expect((await open(id)).notes).toBe("Updated notes");
    expect(await tab()).toEqual(before);
    expect(before.map(({ noteText }) => noteText)).toEqual(["Called about June"]);
  });

  test("CUS-27: who says nothing speaks the organization's language, and mail is written in the customer's own", async () => {
    vi.stubEnv("ORBIT_URL", "https://app.test");
    const { backend, as, orgId, create, open, update } = await world({ language: "ru" });
    const silent = await create();
    const english = await create({ preferredLanguage: "en" });
    expect(await open(silent)).toMatchObject({ preferredLanguage: "ru" });
    expect(await open(english)).toMatchObject({ preferredLanguage: "en" });
    expect(await refusalOf(update(silent, { preferredLanguage: "de" }))).toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "preferredLanguage" }],
    });
    const subjectFor = async (customerId: Id<"customers">, to: string) => {
      const quoteId = await as.admin.mutation(api.quotes.create, {
        orgId,
        customerId,
        input: {
          subject: "Altai",
          lines: [{ description: "Tour", quantity: 1000, unitPrice: 1000, taxRate: 0 }],
          validUntil: "2026-04-01",
        },
      });
      await as.admin.mutation(api.quotes.send, { orgId, quoteId, mail: { to } });
      const mails = await backend.run((ctx) => ctx.db.query("outbox").collect());
      return mails.find((mail) => mail.to === to)!.subject;
    };
    expect(await subjectFor(silent, "silent@x.test")).toMatch(/^Предложение /);
    expect(await subjectFor(english, "english@x.test")).toMatch(/^Quote /);
    await update(english, { preferredLanguage: "ru" });
    expect(await subjectFor(english, "again@x.test")).toMatch(/^Предложение /);
  });
});

describe("what Orbit keeps by itself", () => {
  test("CUS-29: a logged call with its follow-up moves last contact and next follow-up together, a refused one neither", async () => {
    const { ours, as, orgId, create, open } = await world();
    const id = await create();
    const log = (over: object) =>
      as.admin.mutation(api.interactions.create, {
        orgId,
        customerId: id,
        input: { type: "call", subject: "Price", description: "Asked for it", ...over },
      });
    const dueAt = start + 3 * 24 * 60 * minute;
    const bad = log({ interactionDate: start - minute, followUp: { dueAt, ownerId: ours.users.brand } });
    expect(await refusalOf(bad)).toMatchObject({ code: "INVALID_ASSIGNMENT" });
    expect(await open(id)).toMatchObject({ lastContactAt: null, nextFollowUpAt: null });
    await log({ interactionDate: start - minute, followUp: { dueAt } });
    expect(await open(id)).toMatchObject({ lastContactAt: start - minute, nextFollowUpAt: dueAt });
  });

  test("CUS-30: the value begins at 0, is worked out from what was accepted, and cannot be written", async () => {
    const { backend, as, orgId, create, open, update } = await world();
    const id = await create();
    expect((await open(id)).lifetimeValue).toBe(0);
    for (const patch of [{ value: 5 }, { lifetimeValue: 5 }, { totalLifetimeValue: 5 }])
      expect(await refusalOf(update(id, patch)), JSON.stringify(patch)).not.toBeNull();
    expect(await refusalOf(create({ lifetimeValue: 5 }))).not.toBeNull();
    expect((await open(id)).lifetimeValue).toBe(0);
    const quoteId = await as.admin.mutation(api.quotes.create, {
      orgId,
      customerId: id,
      input: {
        subject: "Altai",
        lines: [{ description: "Tour", quantity: 2000, unitPrice: 45_000, taxRate: 0 }],
        validUntil: "2026-04-01",
      },
    });
    await backend.run((ctx) => ctx.db.patch("quotes", quoteId, { status: "accepted", acceptedAt: start }));
    await as.admin.mutation(api.value.refresh, { orgId, customerId: id });
    expect((await open(id)).lifetimeValue).toBe(90_000);
    expect(await as.admin.query(api.value.get, { orgId, customerId: id })).toMatchObject({
      totalRevenue: 90_000,
    });
    await inTenant(backend, orgId, (ctx) => setComputed(ctx, id, { lifetimeValue: -1 }));
    expect((await open(id)).lifetimeValue).toBe(0);
  });

  test("CUS-31: every change stamps when and by whom, and nobody can say otherwise", async () => {
    const { ours, as, orgId, create, row, update } = await world();
    const id = await create({ phone: "+77010000001" }, "sales");
    const made = await row(id);
    const by = (role: "sales" | "admin" | "manager") => `user:${ours.users[role]}`;
    expect(made).toMatchObject({
      createdAt: start,
      updatedAt: start,
      createdBy: by("sales"),
      updatedBy: by("sales"),
    });
    const deeds: (() => Promise<unknown>)[] = [
      ...[
        { name: "Renamed" },
        { phone: "+77010000002" },
        { email: "new@x.test" },
        { notes: "x" },
        { status: "inactive" },
        { type: "business" },
        { address: { city: "Almaty" } },
        { smsConsent: true },
        { preferredLanguage: "ru" },
        { metadata: "{}" },
      ].map((patch) => () => update(id, patch)),
      () => as.admin.mutation(api.customers.setTags, { orgId, customerId: id, tags: ["vip"] }),
      () => as.admin.mutation(api.customers.assign, { orgId, customerId: id, ownerId: ours.users.manager }),
      () => as.admin.mutation(api.customers.deactivate, { orgId, customerId: id, reason: "Moved" }),
      () => as.admin.mutation(api.customers.reactivate, { orgId, customerId: id }),
    ];
    let now = start;
    for (const deed of deeds) {
      vi.setSystemTime((now += minute));
      await deed();
      expect(await row(id)).toMatchObject({
        createdAt: start,
        createdBy: by("sales"),
        updatedAt: now,
        updatedBy: by("admin"),
      });
    }
    for (const patch of [{ updatedAt: 1 }, { updatedBy: "user:x" }, { createdAt: 1 }, { createdBy: "x" }])
      expect(await refusalOf(update(id, patch)), JSON.stringify(patch)).not.toBeNull();
    expect(await row(id)).toMatchObject({ updatedAt: now, createdAt: start });
  });

  test("CUS-52: a change that breaks off anywhere on its way leaves nothing of itself", async () => {
    const free = 1_000_000;
    const limits = { documentsRead: free };
    const backend = newBackend(limits);
    const { as, orgId } = await newOrganization(backend, "ours");
    const { customerId } = await as.admin.mutation(api.customers.create, {
      orgId,
      input: { name: "Before Change", email: "before@x.test", type: "business", tags: ["old"] },
    });
    const everything = async () => {
      limits.documentsRead = free;
      return await backend.run(async (ctx) =>
        JSON.stringify(
          await Promise.all(
            Object.keys(schema.tables).map((table) => ctx.db.query(table as never).collect()),
          ),
        ),
      );
    };
    const before = await everything();
    let broken = 0;
    for (let documentsRead = 1; ; documentsRead++) {
      limits.documentsRead = documentsRead;
      const done = await as.admin
        .mutation(api.customers.update, {
          orgId,
          customerId,
          patch: { name: "After Change", email: "after@x.test", phone: "+77015550101", notes: "x" },
        })
        .then(
          () => true,
          () => false,
        );
      if (done) break;
      broken += 1;
      expect(await everything(), `broken off after ${documentsRead} documents`).toBe(before);
    }
    expect(broken).toBeGreaterThan(10);
    expect(await everything()).not.toBe(before);
  });

  test("SRC-25: a row of the list carries neither notes nor metadata, wishes, address or birthday", async () => {
    const { as, orgId, create } = await world();
    await create({
      notes: "Long words",
      metadata: '{"a":1}',
      address: { line1: "Abay 1", city: "Almaty" },
      dateOfBirth: "1990-01-01",
      preferences: { dietary: ["vegan"] },
    });
    const listed = (await as.admin.query(api.customers.list, { orgId, cursor: null })).page;
    const searched = (await as.admin.query(api.customers.search, { orgId, text: "person" })).rows;
    for (const [one] of [listed, searched]) {
      for (const left of ["notes", "metadata", "preferences", "address", "dateOfBirth", "searchText"])
        expect(one).not.toHaveProperty(left);
      expect(one).toMatchObject({ name: "Person 1", city: "Almaty" });
    }
  });
});
