/** Who may offer, sell and see packages. */
import { describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal } from "../engagement.testkit";
import { dayMs } from "../shared/days";
import { roles, type Role } from "../tenancy/permissions";
import { atNoon, now, outcome, page, speaking } from "./packages.testkit";

atNoon();

describe("who may", () => {
  const may: Record<Role, [manage: boolean, sell: boolean, use: boolean, cancel: boolean]> = {
    admin: [true, true, true, true],
    manager: [true, true, true, true],
    sales: [false, true, true, false],
    support: [false, false, true, false],
    brand: [false, false, false, false],
  };
  test.each(roles)("SEC: %s does with packages what the role allows and no more", async (role) => {
    const world = await newWorld();
    const { offer, sell, use, cancel } = speaking(world);
    const packageId = await offer();
    const sold = await sell(packageId);
    const [manages, sells, uses, cancels] = may[role];
    const is = async (call: Promise<unknown>) => (await outcome(call)) === null;
    expect(await is(offer({ name: "Another" }, role))).toBe(manages);
    expect(await is(sell(packageId, {}, { role }))).toBe(sells);
    expect(await is(use(sold, role))).toBe(uses);
    expect(await is(cancel(sold, role))).toBe(cancels);
  });

  test("sales sees what is offered, not how much of it others sold", async () => {
    const { offer, sell, catalogue, as, orgId } = speaking(await newWorld());
    await as.admin.mutation(api.settings.update, { orgId, changes: { recordVisibility: "assigned" } });
    await sell(await offer());
    expect(await catalogue(false, "sales")).toMatchObject([
      { name: "Ten massages", sold: null, takings: [] },
    ]);
    expect(await catalogue(false, "support")).toMatchObject([{ sold: { active: 1 } }]);
    expect(await outcome(catalogue(false, "brand"))).toBe("FORBIDDEN");
  });

  test("sales sees buyers of its own customers alone, and sells to no customer of somebody else", async () => {
    const world = await newWorld();
    const { offer, sell, as, orgId, customerId } = speaking(world);
    await as.admin.mutation(api.settings.update, { orgId, changes: { recordVisibility: "assigned" } });
    const packageId = await offer();
    const elses = await newCustomer(world.org, "manager");
    await as.manager.mutation(api.customers.assign, {
      orgId,
      customerId: elses,
      ownerId: world.org.users.manager,
    } as never);
    await sell(packageId, {}, { of: elses });
    await sell(packageId);
    const seen = (owner: Id<"users"> | "everybody") =>
      as.sales.query(api.packages.buyers, { orgId, packageId, owner, paginationOpts: page });
    expect((await seen(world.org.users.sales)).page.map((row) => row.customerId)).toEqual([customerId]);
    expect(await refusal(seen("everybody"))).toBe("FORBIDDEN");
    expect(await refusal(seen(world.org.users.manager))).toBe("FORBIDDEN");
    expect(await refusal(sell(packageId, {}, { of: elses, role: "sales" }))).toBe("OUT_OF_REACH");
  });

  test("another organization's package, customer and sold package are not there", async () => {
    const world = await newWorld();
    const { offer, sell, orgId } = speaking(world);
    const packageId = await offer();
    const sold = await sell(packageId);
    const { other } = world;
    const theirs = await newCustomer(other, "admin");
    const calls = [
      other.as.admin.mutation(api.packages.sell, {
        orgId: other.orgId,
        customerId: theirs,
        packageId,
        input: {},
      }),
      other.as.admin.query(api.packages.get, { orgId: other.orgId, packageId }),
      other.as.admin.query(api.packages.sold, { orgId: other.orgId, customerPackageId: sold }),
      other.as.admin.mutation(api.packages.useSession, { orgId: other.orgId, customerPackageId: sold }),
      other.as.admin.mutation(api.packages.cancel, { orgId: other.orgId, customerPackageId: sold }),
      other.as.admin.query(api.packages.catalogue, { orgId, isArchived: false, paginationOpts: page }),
    ];
    for (const call of calls) expect(await refusal(call)).toBe("NOT_FOUND");
  });

  test("TEN-32: switched off, and where transactions are, nothing is sold; what is there goes on ending", async () => {
    const world = await newWorld();
    const { offer, sell, as, orgId, hour, backend } = speaking(world);
    const packageId = await offer({ validDays: 1 });
    await sell(packageId);
    const base = { quotes: true, leads: true, tours: true, pos: true };
    for (const off of [{ packages: false }, { transactions: false }]) {
      await as.admin.mutation(api.settings.update, { orgId, changes: { modules: { ...base, ...off } } });
      expect(await refusal(sell(packageId))).toBe("MODULE_OFF");
    }
    vi.setSystemTime(now + dayMs);
    await hour();
    const [row] = await backend.run((ctx) => ctx.db.query("customerPackages").collect());
    expect(row).toMatchObject({ status: "expired" });
    await as.admin.mutation(api.settings.update, { orgId, changes: { modules: base } });
    await sell(packageId);
  });
});
