/** Which way a list of two conditions goes, and how much it looks at before it goes. */
import type { WithoutSystemFields } from "convex/server";
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { recountStep, startRecount } from "../tallies/recount";
import { inTenant } from "../tallies/tenant.testkit";
import { newBackend, newOrganization, type Organization } from "../world.testkit";

type Given = Partial<WithoutSystemFields<Doc<"customers">>>;

/** So many customers, filed by a recount; later a call may read so many documents. */
async function filled(
  count: number,
  documentsRead: number,
  given: (n: number, organization: Organization) => Given,
): Promise<Organization> {
  const limits = { documentsRead: 1_000_000 };
  const backend = newBackend(limits);
  const organization = await newOrganization(backend, "ours");
  const { orgId } = organization;
  for (let start = 0; start < count; start += 100) {
    await backend.run(async (ctx) => {
      for (let n = start; n < start + 100; n++) {
        const name = `Customer ${String(n).padStart(4, "0")}`;
        await ctx.db.insert("customers", {
          orgId,
          customerCode: `C-${n}`,
          codeNumber: n,
          slot: n,
          name,
          nameSort: name.toLowerCase(),
          status: "active",
          isActive: true,
          type: "individual",
          customerSource: "Walk In",
          dateJoined: "2026-01-01",
          tags: [],
          preferredLanguage: "en",
          smsConsent: false,
          emailConsent: false,
          lastContactAt: 0,
          lifetimeValue: 0,
          currency: "USD",
          churnRisk: "low",
          legacyIds: [],
          isSample: false,
          searchText: "",
          createdAt: n + 1,
          updatedAt: 1,
          createdBy: "system:test",
          updatedBy: "system:test",
          ...given(n, organization),
        });
      }
    });
  }
  await inTenant(backend, orgId, (ctx) => startRecount(ctx));
  while ((await inTenant(backend, orgId, (ctx) => recountStep(ctx))) === "more");
  limits.documentsRead = documentsRead;
  return organization;
}

/** The codes of all pages, newest first, and how many were on the first. */
async function newestFirst({ orgId, users, as }: Organization): Promise<{ codes: string[]; first: number }> {
  const filters = { statuses: ["active" as const], owners: [users.manager as string] };
  const codes: string[] = [];
  let first = 0;
  let cursor: string | null = null;
  for (let pages = 0; pages < 100; pages++) {
    const page: { page: { customerCode: string }[]; isDone: boolean; continueCursor: string } =
      await as.admin.query(api.customers.list, { orgId, filters, sort: "createdAt", order: "desc", cursor });
    if (pages === 0) first = page.page.length;
    codes.push(...page.page.map(({ customerCode }) => customerCode));
    if (page.isDone) break;
    cursor = page.continueCursor;
  }
  return { codes, first };
}

const codesOf = (count: number, isWanted: (n: number) => boolean) =>
  Array.from({ length: count }, (_, n) => n)
    .filter(isWanted)
    .map((n) => `C-${n}`)
    .toReversed();

test("the first page is more than half full although hundreds who match only one of two conditions come before it", async () => {
  const older = 400;
  // Too many of the older are active to be fetched one by one; two hundred are new, active and nobody's.
  const isActive = (n: number) => n >= older || n % 5 < 2;
  const organization = await filled(600, 200, (n, { users }) => ({
    status: isActive(n) ? "active" : "lead",
    ...(n < older ? { ownerId: users.manager } : {}),
  }));
  const { codes, first } = await newestFirst(organization);
  expect(first).toBeGreaterThan(25);
  expect(codes).toEqual(codesOf(older, isActive));
});

/** Fifty rows and the one behind them, a row of facets for each condition, and what every call reads. */
const mostRead = 68;

test("what matches often enough in the first block is not looked for in the others before the page is read", async () => {
  const count = 600;
  const slotStep = 3_000;
  // Some twenty to a block match: as many in each of twenty-eight are more than a page could fetch and sort.
  const organization = await filled(count, mostRead, (n, { users }) => ({
    slot: n * slotStep,
    ownerId: users.manager,
  }));
  const { codes, first } = await newestFirst(organization);
  expect(first).toBe(50);
  expect(codes).toEqual(codesOf(count, () => true));
});

/** The caller (4), fifty rows and the one behind them. */
const ofOneIndex = 55;

test.each(["name", "lastContactAt"] as const)(
  "PRF-20 W2: fifty of one owner and status by %s read nobody of the owner's other statuses",
  async (sort) => {
    const count = 900;
    const isActive = (n: number) => n % 4 === 0;
    const { orgId, users, as } = await filled(count, ofOneIndex, (n, organization) => ({
      status: isActive(n) ? "active" : "lead",
      lastContactAt: n % 3 === 0 ? 0 : 1_000 + n,
      ownerId: n % 2 === 0 ? organization.users.admin : organization.users.manager,
    }));
    const found: string[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 100; pages++) {
      const page: { page: { customerCode: string }[]; isDone: boolean; continueCursor: string } =
        await as.admin.query(api.customers.list, {
          orgId,
          filters: { statuses: ["active"], owners: ["me"] },
          sort,
          // The place where a page ends is read again.
          numItems: 45,
          cursor,
        });
      found.push(...page.page.map(({ customerCode }) => customerCode));
      if (page.isDone) break;
      expect(page.page).toHaveLength(45);
      cursor = page.continueCursor;
    }
    const wanted = codesOf(count, (n) => isActive(n) && n % 2 === 0).toReversed();
    expect(found.toSorted()).toEqual(wanted.toSorted());
    if (sort === "name") expect(found).toEqual(wanted);

    const first = await as.admin.query(api.customers.list, {
      orgId,
      filters: { statuses: ["active"], owners: ["me"] },
      sort,
    });
    expect(first.page).toHaveLength(50);
    // Of several owners and statuses the ranges are merged.
    const both = await as.admin.query(api.customers.list, {
      orgId,
      filters: { statuses: ["active", "lead"], owners: [users.admin, users.manager] },
      sort,
      numItems: 12,
    });
    const all = await as.admin.query(api.customers.list, { orgId, sort, numItems: 12 });
    expect(both.page.map(({ customerCode }) => customerCode)).toEqual(
      all.page.map(({ customerCode }) => customerCode),
    );
  },
);
