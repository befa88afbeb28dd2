/** PRF: what each operation reads at its worst, held by the transaction limit: more than 200 documents fail a read. */
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { syncCustomerKeys } from "../duplicates/store";
import { tenantWriter } from "../tenancy/tenantDb";
import { newBackend, newOrganization } from "../world.testkit";
import { formatCode } from "./codes";
import { searchTextOf } from "./searchText";

const people = 49;

/** A team of fifty with customers who all share a name, a phone and a tag: every key is crowded, every sort is a tie. */
async function crowd() {
  const limits = { documentsRead: 200 };
  const backend = newBackend(limits);
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  const team = await backend.run(async (ctx) => {
    const settings = (await ctx.db.query("orgSettings").collect())[0]!;
    await ctx.db.patch("orgSettings", settings._id, {
      recordVisibility: "team",
      unassignedPoolVisible: true,
      identityPolicy: { ...settings.identityPolicy, email: "warn", phone: "warn", name: "warn" },
    });
    const teamId = await ctx.db.insert("teams", { orgId, name: "All", createdAt: 1, updatedAt: 1 });
    const sales = (await ctx.db.query("memberships").collect()).find((row) => row.role === "sales")!;
    await ctx.db.patch("memberships", sales._id, { teamId });
    const ids: Id<"users">[] = [ours.users.sales];
    for (let n = 0; n < people; n++) {
      const { _id, _creationTime, ...member } = sales;
      const {
        _id: _ignoredId,
        _creationTime: _ignoredTime,
        ...user
      } = (await ctx.db.get("users", sales.userId))!;
      const userId = await ctx.db.insert("users", { ...user, email: `p${n}@x.test` });
      await ctx.db.insert("memberships", {
        ...member,
        userId,
        teamId,
        name: `P ${n}`,
        email: `p${n}@x.test`,
      });
      ids.push(userId);
    }
    return ids;
  });
  for (let batch = 0; batch < 8; batch++) {
    await backend.run(async (ctx) => {
      for (let n = batch * 100; n < batch * 100 + 100; n++) {
        const facts = {
          name: "Ivan Petrov",
          phoneE164: "+77012345678",
          email: "ivan@x.test",
          customerCode: `X-${n}`,
        };
        const customer = {
          orgId,
          ...formatCode("X-", n),
          slot: undefined,
          ...facts,
          nameSort: "ivan petrov",
          type: "individual" as const,
          status: "active" as const,
          isActive: true,
          customerSource: "Walk In",
          dateJoined: "2026-01-01",
          tags: ["VIP"],
          preferredLanguage: "en" as const,
          smsConsent: false,
          emailConsent: false,
          ownerId: team[n % team.length]!,
          lastContactAt: 0,
          lifetimeValue: 0,
          currency: "USD",
          churnRisk: "low" as const,
          legacyIds: [],
          isSample: false,
          searchText: searchTextOf(facts),
          createdAt: 1,
          updatedAt: 1,
          createdBy: "system:test",
          updatedBy: "system:test",
        };
        const id = await ctx.db.insert("customers", customer);
        const { tags: _, ...rest } = customer;
        const { ownerId, nameSort, createdAt, lastContactAt, lifetimeValue } = rest;
        await ctx.db.insert("customerTags", {
          orgId,
          customerId: id,
          key: "vip",
          tag: "VIP",
          ownerId,
          nameSort,
          createdAt,
          lastContactAt,
          lifetimeValue,
        });
      }
    });
  }
  // Keys through their own writer, a batch of customers at a time: it reads too.
  const ids = await backend.run(async (ctx) =>
    (await ctx.db.query("customers").take(60)).map((row) => row._id),
  );
  for (let at = 0; at < ids.length; at += 10) {
    await backend.run(async (ctx) => {
      for (const id of ids.slice(at, at + 10)) {
        const customer = (await ctx.db.get("customers", id))!;
        await syncCustomerKeys({ db: tenantWriter(ctx.db, orgId) } as never, customer, null);
      }
    });
  }
  return { limits, ours, orgId, first: ids[0]! };
}

test("PRF: at most 200 documents for each read and each new customer and 300 for each change, in a team of fifty where everything is equal", async () => {
  const { limits, ours, orgId, first } = await crowd();
  const { admin, sales } = ours.as;
  for (const caller of [admin, sales]) {
    for (const sort of ["name", "lastContactAt", "lifetimeValue"] as const) {
      let cursor: string | null = null;
      let rows = 0;
      for (let pages = 0; pages < 100; pages++) {
        const page: { page: unknown[]; isDone: boolean; continueCursor: string } = await caller.query(
          api.customers.list,
          { orgId, sort, order: "desc", cursor },
        );
        rows += page.page.length;
        if (page.isDone) break;
        cursor = page.continueCursor;
      }
      expect(rows).toBe(800);
    }
    for (const filters of [
      { tag: "vip" },
      { statuses: ["lead" as const] },
      { owners: ["me"] },
      { isActive: false },
    ]) {
      await caller.query(api.customers.list, { orgId, filters });
      await caller.query(api.customers.count, { orgId, filters });
    }
    for (const text of ["ivan petrov", "ivan@x.test", "+7 701 234 56 78", "X-17", "2345"]) {
      await caller.query(api.customers.search, { orgId, text });
      await caller.query(api.pos.searchCustomers, { orgId, query: text });
    }
    const check = await caller.query(api.customers.checkDuplicates, {
      orgId,
      name: "Ivan Petrov",
      phone: "87012345678",
      secondaryPhone: "87012345679",
      email: "ivan@x.test",
    });
    expect(check.crowded).toContain("name");
    await caller.query(api.customers.get, { orgId, customer: first });
    await caller.query(api.customers.tags, { orgId });
    await caller.query(api.customers.owners, { orgId });
  }
  const made = await sales.mutation(api.customers.create, {
    orgId,
    input: { name: "Ivan Petrov", phone: "87012345678", email: "ivan@x.test", tags: ["vip"] },
  });
  const customerId = made.customerId;
  limits.documentsRead = 300;
  for (let n = 0; n < 30; n++) {
    await sales.mutation(api.customers.update, {
      orgId,
      customerId,
      patch: { name: `Ivan Petrov ${n}`, notes: `${n}` },
    });
  }
  const edit = await sales.mutation(api.customers.update, {
    orgId,
    customerId,
    patch: { phone: "87012345670" },
  });
  const history = await sales.query(api.history.list, {
    orgId,
    customerId,
    paginationOpts: { numItems: 50, cursor: null },
  });
  expect(history.page).toHaveLength(32);
  await sales.mutation(api.history.undo, { orgId, auditId: edit.auditId! });
  await admin.mutation(api.customers.assign, { orgId, customerId, ownerId: null });
  await admin.mutation(api.customers.deactivate, { orgId, customerId, reason: "Done" });
});

test("PRF-01: first page, filtered page, opening, dashboard and duplicate check read at most 200 documents each", async () => {
  // Writing may read more; the limit is drawn in before the reads begin.
  const limits = { documentsRead: 1000 };
  const backend = newBackend(limits);
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  // Through the write path, so that slots, facets, keys and tallies are those of real customers; a facet's bitmap is
  // one document for up to 65,536 customers, so a hundred thousand take two where these take one.
  for (let number = 0; number < 60; number++) {
    await ours.as.admin.mutation(api.customers.create, {
      orgId,
      input: {
        name: `Customer ${number} ${number % 7}`,
        email: `customer${number}@x.test`,
        phone: `+7701000${1000 + number}`,
        type: number % 3 === 0 ? "business" : "individual",
        status: number % 4 === 0 ? "lead" : "active",
        tags: number % 5 === 0 ? ["vip"] : [],
      },
      ...(number % 2 === 0 ? { ownerId: ours.users.sales } : {}),
    });
  }
  limits.documentsRead = 200;
  await expect(
    backend.run(async (ctx) => {
      for (const table of ["customers", "customerIdentities", "auditLog", "timelineEntries"] as const)
        await ctx.db.query(table).collect();
    }),
    "or the limit is not held",
  ).rejects.toThrow("too many documents");
  const opened: string[] = [];
  for (const caller of [ours.as.admin, ours.as.sales]) {
    for (const filters of [
      {},
      { statuses: ["lead" as const] },
      { tag: "vip" },
      { statuses: ["active" as const], types: ["business" as const] },
      { owners: ["me"] },
    ]) {
      const { page } = await caller.query(api.customers.list, { orgId, filters });
      if (page[0] !== undefined) opened.push(page[0]._id);
    }
    await caller.query(api.customers.checkDuplicates, {
      orgId,
      name: "Customer 12 5",
      phone: "+77010001012",
      email: "customer12@x.test",
    });
    await caller.query(api.dashboard.summary, { orgId, now: Date.now() });
    await caller.query(api.dashboard.trend, { orgId, now: Date.now(), period: "months" });
  }
  for (const customer of opened) await ours.as.admin.query(api.customers.get, { orgId, customer });
  expect(opened.length).toBeGreaterThan(6);
});
