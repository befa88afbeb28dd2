/** Lists of two conditions where the one that fewer customers have holds none of those that come first. */
import { expect, test } from "vitest";
import { api } from "../_generated/api";
import { recountStep, startRecount } from "../tallies/recount";
import { inTenant } from "../tallies/tenant.testkit";
import { newBackend, newOrganization } from "../world.testkit";

const older = 400;
/** Active, and nobody's. */
const imported = 200;
const pageLength = 50;

/** Too many are active and have the owner to be fetched one by one. */
const isActive = (n: number) => n >= older || n % 5 < 2;

test("the first page is more than half full although hundreds who match only one of two conditions come before it", async () => {
  const limits = { documentsRead: 1_000_000 };
  const backend = newBackend(limits);
  const { orgId, users, as } = await newOrganization(backend, "ours");
  for (let start = 0; start < older + imported; start += 100) {
    await backend.run(async (ctx) => {
      for (let n = start; n < start + 100; n++) {
        const isOlder = n < older;
        const name = `Customer ${String(n).padStart(4, "0")}`;
        await ctx.db.insert("customers", {
          orgId,
          customerCode: `C-${n}`,
          codeNumber: n,
          slot: n,
          name,
          nameSort: name.toLowerCase(),
          // Fewer are active than have the owner, so that this is the shorter way.
          status: isActive(n) ? "active" : "lead",
          isActive: true,
          type: "individual",
          ...(isOlder ? { ownerId: users.manager } : {}),
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
        });
      }
    });
  }
  await inTenant(backend, orgId, (ctx) => startRecount(ctx));
  while ((await inTenant(backend, orgId, (ctx) => recountStep(ctx))) === "more");
  limits.documentsRead = 200;

  const filters = { statuses: ["active" as const], owners: [users.manager as string] };
  const wanted = Array.from({ length: older }, (_, n) => n)
    .filter(isActive)
    .map((n) => `C-${n}`)
    .toReversed();
  const found: string[] = [];
  let cursor: string | null = null;
  for (let pages = 0; pages < older; pages++) {
    const page: { page: { customerCode: string }[]; isDone: boolean; continueCursor: string } =
      await as.admin.query(api.customers.list, { orgId, filters, sort: "createdAt", order: "desc", cursor });
    if (pages === 0) expect(page.page.length).toBeGreaterThan(pageLength / 2);
    found.push(...page.page.map(({ customerCode }) => customerCode));
    if (page.isDone) break;
    cursor = page.continueCursor;
  }
  expect(found).toEqual(wanted);
});
