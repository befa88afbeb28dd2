/** Members, roles, teams and the handover of work. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Doc, Id } from "./_generated/dataModel";
import { useLocalAccounts } from "./accounts/keys.testkit";
import { codeOf, newBackend, newOrganization, type Backend, type Organization } from "./world.testkit";

let backend: Backend;
let org: Organization;
let neighbour: Organization;

beforeEach(async () => {
  vi.useFakeTimers();
  await useLocalAccounts();
  backend = newBackend();
  org = await newOrganization(backend, "altay");
  neighbour = await newOrganization(backend, "bolat");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const finishJobs = () => backend.finishAllScheduledFunctions(vi.runAllTimers);
const orgId = () => org.orgId;

async function membershipOf(userId: Id<"users">, of = org): Promise<Doc<"memberships">> {
  return (await backend.run((ctx) =>
    ctx.db
      .query("memberships")
      .withIndex("by_userId", (q) => q.eq("orgId", of.orgId).eq("userId", userId))
      .unique(),
  ))!;
}

/** Another active member with this role. */
async function addMember(role: Doc<"memberships">["role"], name: string): Promise<Id<"users">> {
  return await backend.run(async (ctx) => {
    const stamps = { createdAt: 1, updatedAt: 1 };
    const person = { name, email: `${name}@altay.test` };
    const userId = await ctx.db.insert("users", {
      ...person,
      ...stamps,
      emailVerified: true,
      preferredLanguage: "en",
      preferredCurrency: "USD",
    });
    const orgId = org.orgId;
    await ctx.db.insert("memberships", {
      orgId,
      userId,
      role,
      status: "active",
      ...person,
      ...stamps,
      joinedAt: 1,
    });
    return userId;
  });
}

/** `n` customers and one follow-up on the first, all of the sales person. */
async function giveWork(n: number): Promise<void> {
  for (let i = 0; i < n; i += 1) {
    const name = `Customer ${String(i)}`;
    const { customerId } = await org.as.sales.mutation(api.customers.create, {
      orgId: orgId(),
      input: { name, email: `c${String(i)}@example.com` },
    });
    if (i === 0) {
      await org.as.sales.mutation(api.followUps.create, {
        orgId: orgId(),
        customerId,
        input: { title: "Call back", dueAt: Date.now() + 60_000 },
      });
    }
  }
}

async function ownersOfCustomers(): Promise<(Id<"users"> | undefined)[]> {
  return (await backend.run((ctx) => ctx.db.query("customers").collect())).map(({ ownerId }) => ownerId);
}

describe("roster", () => {
  test("TEN-30 lists members by name to staff, nothing to brand users, strangers and neighbours", async () => {
    const list = (as: Organization["as"]["admin"]) =>
      as.query(api.members.list, { orgId: orgId(), status: "active" });
    expect((await list(org.as.sales)).map(({ role }) => role).sort()).toEqual([
      "admin",
      "brand",
      "manager",
      "sales",
      "support",
    ]);
    expect(await codeOf(list(org.as.brand))).toBe("FORBIDDEN");
    expect(await codeOf(list(neighbour.as.admin))).toBe("NOT_FOUND");
    expect(await codeOf(list(backend as never))).toBe("UNAUTHENTICATED");
  });

  test("TEN-30 only admins manage members and teams", async () => {
    const { _id: membershipId } = await membershipOf(org.users.support);
    for (const as of [org.as.manager, org.as.sales, org.as.support, org.as.brand]) {
      expect(await codeOf(as.mutation(api.members.deactivate, { orgId: orgId(), membershipId }))).toBe(
        "FORBIDDEN",
      );
      expect(await codeOf(as.mutation(api.teams.create, { orgId: orgId(), name: "x" }))).toBe("FORBIDDEN");
      expect(await codeOf(as.mutation(api.members.createResetLink, { orgId: orgId(), membershipId }))).toBe(
        "FORBIDDEN",
      );
    }
  });

  test("TEN-01 a membership of another organization is not found", async () => {
    const { _id: membershipId } = await membershipOf(neighbour.users.sales, neighbour);
    const args = { orgId: orgId(), membershipId };
    expect(await codeOf(org.as.admin.mutation(api.members.deactivate, args))).toBe("NOT_FOUND");
    expect(await codeOf(org.as.admin.mutation(api.members.setRole, { ...args, role: "admin" }))).toBe(
      "NOT_FOUND",
    );
    expect(await codeOf(org.as.admin.query(api.members.workload, args))).toBe("NOT_FOUND");
    expect(await codeOf(org.as.admin.mutation(api.members.createResetLink, args))).toBe("NOT_FOUND");
  });
});

describe("roles", () => {
  test("LAST_ADMIN: the only admin can neither step down nor be deactivated", async () => {
    const { _id: membershipId } = await membershipOf(org.users.admin);
    const args = { orgId: orgId(), membershipId };
    expect(await codeOf(org.as.admin.mutation(api.members.setRole, { ...args, role: "sales" }))).toBe(
      "LAST_ADMIN",
    );
    expect(await codeOf(org.as.admin.mutation(api.members.deactivate, args))).toBe("LAST_ADMIN");
    const { _id: other } = await membershipOf(org.users.manager);
    await org.as.admin.mutation(api.members.setRole, { orgId: orgId(), membershipId: other, role: "admin" });
    await org.as.admin.mutation(api.members.setRole, { ...args, role: "sales" });
    expect(await codeOf(org.as.admin.mutation(api.teams.create, { orgId: orgId(), name: "x" }))).toBe(
      "FORBIDDEN",
    );
  });

  test("TEN-22 a role that owns nothing hands its customers over", async () => {
    await giveWork(1);
    const { _id: membershipId } = await membershipOf(org.users.sales);
    const change = (successorId?: Id<"users"> | null) =>
      org.as.admin.mutation(api.members.setRole, {
        orgId: orgId(),
        membershipId,
        role: "support",
        ...(successorId === undefined ? {} : { successorId }),
      });
    expect(await codeOf(change())).toBe("SUCCESSOR_REQUIRED");
    expect((await membershipOf(org.users.sales)).role).toBe("sales");
    await change(org.users.manager);
    await finishJobs();
    expect(await ownersOfCustomers()).toEqual([org.users.manager]);
  });

  test("TEN-10 a brand user keeps the customers linked to them, and loses the links with the role", async () => {
    await giveWork(1);
    const [customer] = await backend.run((ctx) => ctx.db.query("customers").collect());
    const { _id: membershipId } = await membershipOf(org.users.brand);
    const args = { orgId: orgId(), membershipId };
    await org.as.admin.mutation(api.members.setRole, {
      ...args,
      role: "brand",
      linkedCustomerIds: [customer!._id],
    });
    expect((await membershipOf(org.users.brand)).linkedCustomerIds).toEqual([customer!._id]);
    await org.as.admin.mutation(api.members.setRole, { ...args, role: "sales" });
    expect((await membershipOf(org.users.brand)).linkedCustomerIds).toBeUndefined();
  });
});

describe("deactivation (TEN-22)", () => {
  test("hands customers and follow-ups to the successor, each with its history, and ends access at once", async () => {
    await giveWork(3);
    const { _id: membershipId } = await membershipOf(org.users.sales);
    const args = { orgId: orgId(), membershipId };
    expect(await org.as.admin.query(api.members.workload, args)).toEqual({
      customers: 3,
      openLeads: 0,
      openFollowUps: 1,
    });
    expect(await codeOf(org.as.admin.mutation(api.members.deactivate, args))).toBe("SUCCESSOR_REQUIRED");
    const successorId = await addMember("sales", "dana");
    const jobId = await org.as.admin.mutation(api.members.deactivate, { ...args, successorId });
    expect(await codeOf(org.as.sales.query(api.members.list, { orgId: orgId(), status: "active" }))).toBe(
      "NOT_FOUND",
    );
    expect((await org.as.sales.query(api.account.viewer, {}))?.memberships).toEqual([]);
    await finishJobs();
    expect(await ownersOfCustomers()).toEqual([successorId, successorId, successorId]);
    const followUps = await backend.run((ctx) => ctx.db.query("followUps").collect());
    expect(followUps.map(({ ownerId }) => ownerId)).toEqual([successorId]);
    const job = await backend.run((ctx) => ctx.db.get("jobs", jobId!));
    expect(job).toMatchObject({ status: "done", done: 4, total: 4, counts: { customers: 3, followUps: 1 } });
    const history = await backend.run((ctx) => ctx.db.query("auditLog").collect());
    const moved = history.filter(({ entity, action }) => entity === "customers" && action === "assigned");
    expect(moved.map(({ actor }) => actor)).toEqual(Array<string>(3).fill(`job:${jobId!}`));
  });

  test("to the pool: customers are nobody's, follow-ups go to whoever decided", async () => {
    await giveWork(45);
    const { _id: membershipId } = await membershipOf(org.users.sales);
    await org.as.admin.mutation(api.members.deactivate, { orgId: orgId(), membershipId, successorId: null });
    await finishJobs();
    expect(new Set(await ownersOfCustomers())).toEqual(new Set([undefined]));
    const followUps = await backend.run((ctx) => ctx.db.query("followUps").collect());
    expect(followUps.map(({ ownerId }) => ownerId)).toEqual([org.users.admin]);
  });

  test("refuses successors who cannot own: strangers, brand users, the leaver", async () => {
    await giveWork(1);
    const { _id: membershipId } = await membershipOf(org.users.sales);
    for (const successorId of [neighbour.users.sales, org.users.brand, org.users.support, org.users.sales]) {
      const work = org.as.admin.mutation(api.members.deactivate, {
        orgId: orgId(),
        membershipId,
        successorId,
      });
      expect(await codeOf(work)).toBe("INVALID_ASSIGNMENT");
    }
    expect((await membershipOf(org.users.sales)).status).toBe("active");
  });

  test("access can be given back", async () => {
    const { _id: membershipId } = await membershipOf(org.users.sales);
    await org.as.admin.mutation(api.members.deactivate, { orgId: orgId(), membershipId });
    await org.as.admin.mutation(api.members.reactivate, { orgId: orgId(), membershipId });
    expect(await org.as.sales.query(api.members.list, { orgId: orgId(), status: "active" })).toHaveLength(5);
  });
});

describe("teams", () => {
  test("are created, renamed and removed; names are unique; members stay", async () => {
    const teamId = await org.as.admin.mutation(api.teams.create, { orgId: orgId(), name: "North" });
    const again = org.as.admin.mutation(api.teams.create, { orgId: orgId(), name: " north " });
    expect(await codeOf(again)).toBe("VALIDATION_ERROR");
    await org.as.admin.mutation(api.teams.rename, { orgId: orgId(), teamId, name: "South" });
    const { _id: membershipId } = await membershipOf(org.users.sales);
    await org.as.admin.mutation(api.members.putInTeam, { orgId: orgId(), membershipId, teamId });
    expect((await membershipOf(org.users.sales)).teamId).toBe(teamId);
    await org.as.admin.mutation(api.teams.remove, { orgId: orgId(), teamId });
    expect((await membershipOf(org.users.sales)).teamId).toBeUndefined();
    expect(await org.as.sales.query(api.teams.list, { orgId: orgId() })).toEqual([]);
  });

  test("a team of another organization cannot be used", async () => {
    const teamId = await neighbour.as.admin.mutation(api.teams.create, {
      orgId: neighbour.orgId,
      name: "North",
    });
    const { _id: membershipId } = await membershipOf(org.users.sales);
    const put = org.as.admin.mutation(api.members.putInTeam, { orgId: orgId(), membershipId, teamId });
    expect(await codeOf(put)).toBe("NOT_FOUND");
    expect(await codeOf(org.as.admin.mutation(api.teams.remove, { orgId: orgId(), teamId }))).toBe(
      "NOT_FOUND",
    );
  });

  test("hold at most fifty people, as many as row scope reads", async () => {
    const teamId = await org.as.admin.mutation(api.teams.create, { orgId: orgId(), name: "North" });
    for (let n = 0; n < 50; n += 1) {
      const { _id } = await membershipOf(await addMember("sales", `p${String(n)}`));
      await org.as.admin.mutation(api.members.putInTeam, { orgId: orgId(), membershipId: _id, teamId });
    }
    const { _id: membershipId } = await membershipOf(org.users.sales);
    const put = org.as.admin.mutation(api.members.putInTeam, { orgId: orgId(), membershipId, teamId });
    expect(await codeOf(put)).toBe("LIMIT_EXCEEDED");
  });

  test("TEN-21 a territory is kept and cleared", async () => {
    const { _id: membershipId } = await membershipOf(org.users.sales);
    const set = (territory: string) =>
      org.as.admin.mutation(api.members.setMemberTerritory, { orgId: orgId(), membershipId, territory });
    await set("Almaty");
    expect((await membershipOf(org.users.sales)).territory).toBe("Almaty");
    await set("");
    expect((await membershipOf(org.users.sales)).territory).toBeUndefined();
    expect(await codeOf(set("x".repeat(61)))).toBe("VALIDATION_ERROR");
  });
});

describe("reset link from an administrator", () => {
  test("resets a member of this organization alone, and is told in the history", async () => {
    const { _id: membershipId } = await membershipOf(org.users.sales);
    const { link } = await org.as.admin.mutation(api.members.createResetLink, {
      orgId: orgId(),
      membershipId,
    });
    const token = new URL(link).searchParams.get("token")!;
    await backend.action(api.signIn.resetPassword, { token, password: "quiet-lantern-92" });
    await backend.action(api.signIn.signIn, { email: "sales@altay.test", password: "quiet-lantern-92" });
    const history = await backend.run((ctx) => ctx.db.query("auditLog").collect());
    expect(history.map(({ action }) => action)).toContain("resetLinkCreated");
  });

  test("is refused for somebody who also belongs elsewhere: it would open the other organization", async () => {
    const { _id: membershipId } = await membershipOf(org.users.sales);
    await backend.run((ctx) =>
      ctx.db.insert("memberships", {
        orgId: neighbour.orgId,
        userId: org.users.sales,
        role: "admin",
        status: "active",
        name: "s",
        email: "sales@altay.test",
        joinedAt: 1,
        createdAt: 1,
        updatedAt: 1,
      }),
    );
    const make = org.as.admin.mutation(api.members.createResetLink, { orgId: orgId(), membershipId });
    expect(await codeOf(make)).toBe("FORBIDDEN");
  });
});
