/** Invitations from both sides. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { useLocalAccounts } from "./accounts/keys.testkit";
import { localIssuer } from "./tenancy/membership";
import { codeOf, newBackend, newOrganization, type Backend, type Organization } from "./world.testkit";

let backend: Backend;
let org: Organization;
let neighbour: Organization;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  await useLocalAccounts();
  backend = newBackend();
  org = await newOrganization(backend, "altay");
  neighbour = await newOrganization(backend, "bolat");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
const invite = (input: Partial<(typeof api.invitations.create)["_args"]> = {}) =>
  org.as.admin.mutation(api.invitations.create, { orgId: org.orgId, email: null, role: "sales", ...input });
const tokenOf = (link: string) => new URL(link).searchParams.get("token")!;
const pending = async () =>
  (
    await org.as.admin.query(api.invitations.list, {
      orgId: org.orgId,
      paginationOpts: { numItems: 20, cursor: null },
    })
  ).page;

/** Somebody with an account and no organization. */
async function newcomer(name = "dana") {
  const userId = await backend.run((ctx) =>
    ctx.db.insert("users", {
      email: `${name}@example.com`,
      emailVerified: false,
      name,
      preferredLanguage: "en",
      preferredCurrency: "USD",
      createdAt: 1,
      updatedAt: 1,
    }),
  );
  return backend.withIdentity({ issuer: localIssuer, subject: userId });
}

describe("by link", () => {
  test("TEN-06 a link shows where it leads, and joins with role and team; agent is sales", async () => {
    const teamId = await org.as.admin.mutation(api.teams.create, { orgId: org.orgId, name: "North" });
    const { link } = await invite({ role: "agent", teamId });
    const token = tokenOf(link);
    expect(await backend.query(api.invitations.preview, { token })).toMatchObject({
      organization: "altay",
      role: "sales",
      email: null,
      invitedBy: "altay admin",
    });
    const dana = await newcomer();
    expect(await dana.mutation(api.invitations.accept, { token })).toEqual({
      orgId: org.orgId,
      slug: "altay",
    });
    expect((await dana.query(api.account.viewer, {}))?.memberships).toMatchObject([
      {
        slug: "altay",
        role: "sales",
        teamId,
        permissions: { "customers:update": "own", "members:manage": "none" },
      },
    ]);
    expect(await pending()).toEqual([]);
  });

  test("works once", async () => {
    const token = tokenOf((await invite()).link);
    await (await newcomer()).mutation(api.invitations.accept, { token });
    const second = (await newcomer("erlan")).mutation(api.invitations.accept, { token });
    expect(await codeOf(second)).toBe("LINK_EXPIRED");
    expect(await backend.query(api.invitations.preview, { token })).toBeNull();
  });

  test("LINK_EXPIRED after seven days, after it was withdrawn, after it was renewed, and for garbage", async () => {
    const dana = await newcomer();
    const accept = (link: string) => codeOf(dana.mutation(api.invitations.accept, { token: tokenOf(link) }));
    const old = await invite();
    const renewed = await org.as.admin.mutation(api.invitations.renew, {
      orgId: org.orgId,
      invitationId: old.invitationId,
    });
    expect(await accept(old.link)).toBe("LINK_EXPIRED");
    later(7 * 86_400_000 + 1);
    expect(await accept(renewed.link)).toBe("LINK_EXPIRED");
    const withdrawn = await invite();
    await org.as.admin.mutation(api.invitations.revoke, {
      orgId: org.orgId,
      invitationId: withdrawn.invitationId,
    });
    expect(await accept(withdrawn.link)).toBe("LINK_EXPIRED");
    expect(await codeOf(dana.mutation(api.invitations.accept, { token: "garbage" }))).toBe("LINK_EXPIRED");
  });

  test("ALREADY_MEMBER keeps the link for somebody else; a stranger must sign in first", async () => {
    const token = tokenOf((await invite()).link);
    expect(await codeOf(org.as.sales.mutation(api.invitations.accept, { token }))).toBe("ALREADY_MEMBER");
    expect(await codeOf(backend.mutation(api.invitations.accept, { token }))).toBe("UNAUTHENTICATED");
    await (await newcomer()).mutation(api.invitations.accept, { token });
  });

  test("brings a deactivated member back with the invited role", async () => {
    const member = await backend.run((ctx) =>
      ctx.db
        .query("memberships")
        .withIndex("by_userId", (q) => q.eq("orgId", org.orgId).eq("userId", org.users.sales))
        .unique(),
    );
    await org.as.admin.mutation(api.members.deactivate, { orgId: org.orgId, membershipId: member!._id });
    const token = tokenOf((await invite({ role: "manager" })).link);
    await org.as.sales.mutation(api.invitations.accept, { token });
    const viewer = await org.as.sales.query(api.account.viewer, {});
    expect(viewer?.memberships.map(({ role }) => role)).toEqual(["manager"]);
  });
});

describe("by mail", () => {
  test("the mail stands in the outbox with the full text and the link, held without a provider", async () => {
    const { link } = await invite({ email: " Dana@Example.com ", role: "support" });
    const mails = await backend.run((ctx) => ctx.db.query("outbox").collect());
    expect(mails).toMatchObject([
      { to: "dana@example.com", kind: "invitation", status: "held", link, orgId: org.orgId },
    ]);
    expect(mails[0]!.text).toContain(link);
    expect(mails[0]!.subject).toBe("altay admin invites you to altay on Orbit");
    expect(await backend.query(api.invitations.preview, { token: tokenOf(link) })).toMatchObject({
      email: "dana@example.com",
    });
  });

  test("a second invitation to the same address replaces the first", async () => {
    const first = await invite({ email: "dana@example.com", role: "admin" });
    await invite({ email: "DANA@example.com", role: "sales" });
    expect((await pending()).map(({ role }) => role)).toEqual(["sales"]);
    const accept = (await newcomer()).mutation(api.invitations.accept, { token: tokenOf(first.link) });
    expect(await codeOf(accept)).toBe("LINK_EXPIRED");
  });

  test("refuses members, broken addresses and foreign teams", async () => {
    expect(await codeOf(invite({ email: "sales@altay.test" }))).toBe("ALREADY_MEMBER");
    expect(await codeOf(invite({ email: "nobody" }))).toBe("VALIDATION_ERROR");
    const teamId = await neighbour.as.admin.mutation(api.teams.create, { orgId: neighbour.orgId, name: "x" });
    expect(await codeOf(invite({ teamId }))).toBe("NOT_FOUND");
    expect(await pending()).toEqual([]);
  });
});

test("TEN-30 only admins invite, see and withdraw invitations; a neighbour's is not found", async () => {
  const { invitationId } = await invite();
  for (const as of [org.as.manager, org.as.sales, org.as.support, org.as.brand]) {
    expect(
      await codeOf(as.mutation(api.invitations.create, { orgId: org.orgId, email: null, role: "admin" })),
    ).toBe("FORBIDDEN");
    expect(await codeOf(as.mutation(api.invitations.revoke, { orgId: org.orgId, invitationId }))).toBe(
      "FORBIDDEN",
    );
  }
  const foreign = { orgId: neighbour.orgId, invitationId: invitationId as Id<"invitations"> };
  expect(await codeOf(neighbour.as.admin.mutation(api.invitations.revoke, foreign))).toBe("NOT_FOUND");
  expect(await codeOf(neighbour.as.admin.mutation(api.invitations.renew, foreign))).toBe("NOT_FOUND");
});

test("TEN-29 Clerk's deployments invite in Clerk", async () => {
  vi.stubEnv("CLERK_PUBLISHABLE_KEY", "pk_test_x");
  expect(await codeOf(invite())).toBe("IDENTITY_DISABLED");
});
