import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { firstPage, mirrorWorld } from "../mirror/mirror.testkit";
import { codeOf, newOrganization, type Organization } from "../world.testkit";
import { emergencyFlags, flagKeys, flagsOffFor, recommended, type FlagKey } from "./words";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 5, 1, 9) });
});
afterEach(() => {
  vi.useRealTimers();
});

const nobody = { audience: "nobody" as const, userIds: [], teamIds: [] };
const everyone = { audience: "everyone" as const, userIds: [], teamIds: [] };

async function world(stage: Parameters<typeof mirrorWorld>[0] = "bookingsAndReverse") {
  const mirror = await mirrorWorld(stage);
  const { admin, orgId, ours, backend } = mirror;
  const set = (
    key: FlagKey,
    setting: { audience: "everyone" | "some" | "nobody"; userIds: Id<"users">[]; teamIds: Id<"teams">[] },
  ) => admin.mutation(api.flags.set, { orgId, key, ...setting });
  const offFor = async (role: keyof Organization["as"]) =>
    (await ours.as[role].query(api.account.viewer, {}))!.memberships[0]!.flagsOff;
  const list = () => admin.query(api.flags.list, { orgId });
  const told = (entity: string) =>
    backend.run(async (ctx) =>
      (await ctx.db.query("auditLog").collect()).filter((row) => row.entity === entity),
    );
  return { ...mirror, set, offFor, list, told };
}

describe("the flags", () => {
  test("POS-18: there are seven, on for everyone until somebody says otherwise; a switch reaches each member at once", async () => {
    const { list, set, offFor } = await world(null);
    expect((await list()).map(({ key }) => key).toSorted()).toEqual([
      "new-booking-integration",
      "new-customer-creation",
      "new-customer-search",
      "new-customer-system",
      "new-package-integration",
      "pos-transition",
      "use-central-customers",
    ]);
    expect(await offFor("sales")).toEqual([]);
    await set("new-booking-integration", nobody);
    expect(await offFor("sales")).toEqual(["new-booking-integration"]);
    await set("new-booking-integration", everyone);
    expect(await offFor("sales")).toEqual([]);
  });

  test("POS-18: without a broader flag the finer ones are off as well", () => {
    expect(flagsOffFor(new Map([["use-central-customers", nobody]]), "u", null)).toEqual([
      "use-central-customers",
      "new-booking-integration",
      "new-package-integration",
    ]);
    expect(flagsOffFor(new Map([["new-customer-system", nobody]]), "u", null)).toEqual([...flagKeys]);
  });

  test("POS-21: a flag is on for two people and a team, and off for everybody else", async () => {
    const { set, offFor, ours, backend, orgId } = await world();
    const teamId = await backend.run(async (ctx) => {
      const stamps = { createdAt: 1, updatedAt: 1 };
      const team = await ctx.db.insert("teams", { orgId, name: "Pilot", ...stamps });
      for (const member of await ctx.db.query("memberships").collect())
        if (member.userId === ours.users.support)
          await ctx.db.patch("memberships", member._id, { teamId: team });
      return team;
    });
    await set("new-customer-search", {
      audience: "some",
      userIds: [ours.users.sales, ours.users.manager],
      teamIds: [teamId],
    });
    for (const role of ["sales", "manager", "support"] as const) expect(await offFor(role)).toEqual([]);
    for (const role of ["admin", "brand"] as const)
      expect(await offFor(role)).toEqual(["new-customer-search"]);
  });

  test("POS-22: a change is told with its actor; the same setting again is none", async () => {
    const { set, told, ours } = await world();
    await set("pos-transition", nobody);
    await set("pos-transition", nobody);
    expect(await told("featureFlags")).toMatchObject([
      {
        action: "switched",
        actor: `user:${ours.users.admin}`,
        changes: [{ field: "pos-transition", from: "everyone", to: "nobody" }],
      },
    ]);
  });

  test("POS-33: each stage recommends its flags, and following it sets them all", async () => {
    const { list, orgId, admin, offFor, setStage } = await world("buildAndSync");
    expect((await list()).filter(({ isRecommended }) => isRecommended).map(({ key }) => key)).toEqual([
      ...recommended.buildAndSync,
    ]);
    await admin.mutation(api.flags.followStage, { orgId });
    expect(await offFor("sales")).toEqual(flagKeys.filter((key) => !recommended.buildAndSync.includes(key)));
    await setStage("newPos");
    await admin.mutation(api.flags.followStage, { orgId });
    expect(await offFor("sales")).toEqual([]);
  });

  test("only admins switch; people and teams of another organization are none", async () => {
    const { ours, orgId, set, backend, offFor } = await world();
    const theirs = await newOrganization(backend, "theirs");
    for (const role of ["manager", "sales", "support", "brand"] as const)
      expect(
        await codeOf(ours.as[role].mutation(api.flags.set, { orgId, key: "pos-transition", ...nobody })),
      ).toBe("FORBIDDEN");
    const some = { audience: "some" as const, userIds: [theirs.users.sales], teamIds: [] };
    expect(await codeOf(set("pos-transition", some))).toBe("NOT_FOUND");
    await theirs.as.admin.mutation(api.flags.set, {
      orgId: theirs.orgId,
      key: "pos-transition",
      ...nobody,
    });
    expect(await offFor("sales")).toEqual([]);
  });
});

describe("the way back", () => {
  test("POS-26 POS-28: the emergency switches three flags off, pauses the queue and keeps a report; reversed, everything goes on and nothing was lost", async () => {
    const { admin, orgId, bring, set, offFor, status, all, settle, told } = await world();
    await bring({ id: 1, customer_name: "Anna Karlsson", email: "anna@x.test" });
    await set("new-customer-creation", nobody);
    const rollBack = (reason: string) => admin.mutation(api.flags.rollBack, { orgId, feature: null, reason });
    expect(await codeOf(rollBack(" "))).toBe("REASON_REQUIRED");
    const rollbackId = await rollBack("The till stands still");
    expect((await offFor("sales")).toSorted()).toEqual([...emergencyFlags].toSorted());
    expect((await status()).isPaused).toBe(true);
    await bring({ id: 2, customer_name: "Boris Stone", email: "boris@x.test" });
    expect(await all("customers")).toHaveLength(1);
    const reports = async () =>
      (await admin.query(api.flags.rollbacks, { orgId, paginationOpts: firstPage })).page;
    expect(await reports()).toMatchObject([
      {
        kind: "emergency",
        reason: "The till stands still",
        flags: [...emergencyFlags],
        counts: { legacy: 1, new: 1, pending: 0, manual: 0, differences: 0 },
        reversedAt: null,
      },
    ]);
    expect(await told("rollbacks")).toMatchObject([
      { action: "rolledBack", reason: "The till stands still" },
    ]);
    const reverse = () => admin.mutation(api.flags.reverseRollback, { orgId, rollbackId });
    await reverse();
    await settle();
    // As it was before: what was off then is off.
    expect(await offFor("sales")).toEqual(["new-customer-creation"]);
    expect((await status()).isPaused).toBe(false);
    expect(await all("customers")).toHaveLength(2);
    expect((await reports())[0]!.reversedAt).not.toBeNull();
    expect(await codeOf(reverse())).toBe("INVALID_STATUS_CHANGE");
  });

  test("POS-27: a partial one switches off its own flag alone, and the queue goes on", async () => {
    const { admin, orgId, offFor, status } = await world();
    const back = (feature: "customer-creation" | "booking-integration") =>
      admin.mutation(api.flags.rollBack, { orgId, feature, reason: "Too slow" });
    await back("customer-creation");
    expect(await offFor("sales")).toEqual(["new-customer-creation"]);
    await back("booking-integration");
    expect(await offFor("sales")).toEqual(["new-customer-creation", "new-booking-integration"]);
    expect((await status()).isPaused).toBe(false);
  });

  test("without a point of sale there is nothing to go back to", async () => {
    const { admin, orgId } = await world(null);
    expect(await codeOf(admin.mutation(api.flags.rollBack, { orgId, feature: null, reason: "x" }))).toBe(
      "NOT_FOUND",
    );
    expect(await codeOf(admin.mutation(api.flags.followStage, { orgId }))).toBe("NOT_FOUND");
  });
});
