/** Clerk as identity provider: signed webhooks in any order, tokens in both shapes, the nightly comparison. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Webhook } from "svix";
import { api, internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import { orbitError } from "../shared/errors";
import { newBackend, type Backend } from "../world.testkit";
import { organizationClaim, roleFromClerk } from "./claims";

const issuer = "https://clerk.orbit.test";
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
let backend: Backend;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("CLERK_PUBLISHABLE_KEY", "pk_test_b3JiaXQ");
  vi.stubEnv("CLERK_JWT_ISSUER_DOMAIN", issuer);
  vi.stubEnv("CLERK_WEBHOOK_SECRET", secret);
  backend = newBackend();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

let deliveries = 0;
function deliver(type: string, data: object, id = `msg_${String((deliveries += 1))}`, headers = {}) {
  const body = JSON.stringify({ type, data, object: "event" });
  const at = new Date();
  const signed = {
    "svix-id": id,
    "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
    "svix-signature": new Webhook(secret).sign(id, at, body),
    ...headers,
  };
  return backend.fetch("/clerk/webhook", { method: "POST", body, headers: signed });
}

const user = (changes: object = {}) => ({
  id: "user_1",
  first_name: "Aida",
  last_name: "Sultan",
  image_url: "https://img.test/1",
  primary_email_address_id: "idn_1",
  email_addresses: [{ id: "idn_1", email_address: "Aida@Example.com", verification: { status: "verified" } }],
  updated_at: 1000,
  ...changes,
});
const organization = (changes: object = {}) => ({
  id: "org_1",
  name: "Altai Travel",
  slug: "altai-travel",
  updated_at: 1000,
  ...changes,
});
const membership = (changes: object = {}) => ({
  id: "orgmem_1",
  role: "org:admin",
  organization: organization(),
  public_user_data: {
    user_id: "user_1",
    first_name: "Aida",
    last_name: null,
    identifier: "aida@example.com",
  },
  updated_at: 1000,
  ...changes,
});

const rows = async <T extends "users" | "organizations" | "memberships">(table: T): Promise<Doc<T>[]> =>
  (await backend.run((ctx) => ctx.db.query(table).collect())) as Doc<T>[];
const as = (claims: object = {}) =>
  backend.withIdentity({ issuer, subject: "user_1", tokenIdentifier: `${issuer}|user_1`, ...claims });

describe("webhook", () => {
  test("TEN-29 user, organization and membership make a member who may work", async () => {
    expect((await deliver("user.created", user())).status).toBe(200);
    await deliver("organization.created", organization());
    await deliver("organizationMembership.created", membership());
    const viewer = await as().query(api.account.viewer, {});
    expect(viewer).toMatchObject({
      user: { name: "Aida Sultan", email: "aida@example.com", emailVerified: true },
      memberships: [{ slug: "altai-travel", role: "admin" }],
    });
    const { orgId } = viewer!.memberships[0]!;
    expect((await as().query(api.settings.get, { orgId })).name).toBe("Altai Travel");
  });

  test("in any order the end is the same", async () => {
    await deliver("organizationMembership.created", membership());
    await deliver("organization.created", organization({ name: "Altai Travel & Tours", updated_at: 2000 }));
    await deliver("user.created", user());
    expect(await rows("users")).toMatchObject([{ name: "Aida Sultan", email: "aida@example.com" }]);
    expect(await rows("organizations")).toMatchObject([
      { name: "Altai Travel & Tours", slug: "altai-travel" },
    ]);
    expect(await rows("memberships")).toMatchObject([
      { role: "admin", status: "active", name: "Aida Sultan" },
    ]);
  });

  test("a delivery is taken once, older news is ignored", async () => {
    await deliver("user.created", user(), "msg_same");
    await deliver("user.updated", user({ first_name: "Changed", updated_at: 3000 }), "msg_same");
    expect((await rows("users"))[0]!.name).toBe("Aida Sultan");
    await deliver("user.updated", user({ first_name: "Newest", updated_at: 3000 }));
    await deliver("user.updated", user({ first_name: "Older", updated_at: 2000 }));
    expect((await rows("users"))[0]!.name).toBe("Newest Sultan");
  });

  test("what was deleted does not come back with a late creation", async () => {
    await deliver("organizationMembership.deleted", membership());
    await deliver("organizationMembership.created", membership());
    expect(await rows("memberships")).toEqual([]);
    await deliver("user.deleted", { id: "user_2", deleted: true });
    await deliver("user.created", user({ id: "user_2" }));
    expect(await rows("users")).toEqual([]);
    await deliver("organization.deleted", { id: "org_9", deleted: true });
    await deliver("organization.created", organization({ id: "org_9" }));
    expect(await rows("organizations")).toEqual([]);
  });

  test("TEN-29 removal ends access at once, and being added anew gives it back", async () => {
    await deliver("organizationMembership.created", membership());
    const { orgId } = (await as().query(api.account.viewer, {}))!.memberships[0]!;
    await deliver("organizationMembership.deleted", membership());
    await expect(as().query(api.settings.get, { orgId })).rejects.toSatisfy(
      (error) => orbitError(error)?.code === "NOT_FOUND",
    );
    await deliver(
      "organizationMembership.created",
      membership({ id: "orgmem_2", role: "org:sales", updated_at: 9 }),
    );
    expect(await rows("memberships")).toMatchObject([
      { role: "sales", status: "active", externalId: "orgmem_2" },
    ]);
    await deliver("organizationMembership.deleted", membership());
    expect((await rows("memberships"))[0]!.status).toBe("active");
  });

  test("a deleted organization lets nobody in", async () => {
    await deliver("organizationMembership.created", membership());
    await deliver("organization.deleted", { id: "org_1", deleted: true });
    expect((await as().query(api.account.viewer, {}))!.memberships).toEqual([]);
  });

  test("forged, altered and old calls are refused, and nothing is kept", async () => {
    const bad = { "svix-signature": "v1,Zm9yZ2Vk" };
    expect((await deliver("user.created", user(), "msg_f", bad)).status).toBe(400);
    expect((await deliver("user.created", user(), "msg_f", { "svix-timestamp": "1600000000" })).status).toBe(
      400,
    );
    expect((await deliver("user.created", user(), "msg_f", { "svix-id": "msg_other" })).status).toBe(400);
    vi.stubEnv("CLERK_WEBHOOK_SECRET", "");
    expect((await deliver("user.created", user())).status).toBe(404);
    expect(await rows("users")).toEqual([]);
  });

  test("events we do not keep are taken and ignored", async () => {
    expect((await deliver("session.created", { id: "sess_1" })).status).toBe(200);
  });
});

describe("first call before any webhook", () => {
  test.each([
    ["version 2", { o: { id: "org_1", slg: "altai-travel", rol: "admin" } }],
    ["version 1", { org_id: "org_1", org_slug: "altai-travel", org_role: "org:admin" }],
  ])("a %s token makes person, organization and membership", async (_name, claims) => {
    const me = as({ email: "aida@example.com", emailVerified: true, name: "Aida", ...claims });
    expect(await me.query(api.account.viewer, {})).toBeNull();
    await me.action(api.account.arrive, {});
    await me.action(api.account.arrive, {});
    expect((await me.query(api.account.viewer, {}))?.memberships).toMatchObject([
      { slug: "altai-travel", role: "admin" },
    ]);
    await deliver("organizationMembership.created", membership());
    await deliver("organization.created", organization());
    expect(await rows("memberships")).toHaveLength(1);
    expect((await rows("organizations"))[0]!.name).toBe("Altai Travel");
  });

  test("a stale token does not bring a removed member back", async () => {
    await deliver("organizationMembership.created", membership());
    await deliver("organizationMembership.deleted", membership());
    const me = as({ o: { id: "org_1", rol: "admin" } });
    await me.action(api.account.arrive, {});
    expect((await me.query(api.account.viewer, {}))!.memberships).toEqual([]);
  });

  test("a former local account is taken over only with a verified address", async () => {
    await backend.run((ctx) =>
      ctx.db.insert("users", {
        email: "aida@example.com",
        emailVerified: true,
        name: "Old",
        preferredLanguage: "ru",
        preferredCurrency: "KZT",
        createdAt: 1,
        updatedAt: 1,
      }),
    );
    await backend
      .withIdentity({
        issuer,
        subject: "user_x",
        tokenIdentifier: `${issuer}|user_x`,
        email: "aida@example.com",
      })
      .action(api.account.arrive, {});
    expect((await rows("users")).map(({ tokenIdentifier }) => tokenIdentifier)).toEqual([
      undefined,
      `${issuer}|user_x`,
    ]);
    await deliver("user.created", user());
    expect((await rows("users"))[0]).toMatchObject({
      tokenIdentifier: `${issuer}|user_1`,
      preferredLanguage: "ru",
    });
  });

  test("a generic OIDC provider needs no webhook", async () => {
    vi.stubEnv("CLERK_PUBLISHABLE_KEY", "");
    vi.stubEnv("OIDC_ISSUER", "https://id.test");
    vi.stubEnv("OIDC_CLIENT_ID", "orbit");
    const me = backend.withIdentity({
      issuer: "https://id.test",
      subject: "7",
      email: "b@x.test",
      name: "Berik",
    });
    await me.action(api.account.arrive, {});
    await me.action(api.account.arrive, {});
    expect((await me.query(api.account.viewer, {}))?.user.name).toBe("Berik");
    expect(await rows("users")).toHaveLength(1);
    await expect(backend.action(api.account.arrive, {})).rejects.toThrow();
  });
});

describe("nightly comparison", () => {
  /** Answers exactly the calls it knows, with the key it knows; anything else fails the test. */
  function clerkHas(state: { users: object[]; organizations: object[]; members: Record<string, object[]> }) {
    vi.stubEnv("CLERK_SECRET_KEY", "sk_test_1");
    vi.stubGlobal("fetch", (input: string, init?: RequestInit) => {
      const url = new URL(input);
      expect(url.origin).toBe("https://api.clerk.com");
      expect(new Headers(init?.headers).get("authorization")).toBe("Bearer sk_test_1");
      const list = (all: object[]) => {
        const offset = Number(url.searchParams.get("offset") ?? 0);
        const wanted = url.searchParams.get("user_id");
        const found = all.filter(
          (item) =>
            wanted === null ||
            (item as { public_user_data: { user_id: string } }).public_user_data.user_id === wanted,
        );
        return found.slice(offset, offset + Number(url.searchParams.get("limit")));
      };
      const answer = (body: unknown, status = 200) => Promise.resolve(Response.json(body, { status }));
      const path = url.pathname;
      if (path === "/v1/users") return answer(list(state.users));
      if (path === "/v1/organizations") {
        return answer({ data: list(state.organizations), total_count: state.organizations.length });
      }
      const [, org, members] = /^\/v1\/organizations\/(\w+)(\/memberships)?$/.exec(path) ?? [];
      if (org === undefined) throw new Error(`Unexpected call: ${path}`);
      const known = state.organizations.find(({ id }: { id?: string }) => id === org);
      if (known === undefined) return answer({ errors: [] }, 404);
      if (members === undefined) return answer(known);
      const all = state.members[org] ?? [];
      return answer({ data: list(all), total_count: all.length });
    });
  }
  const run = async () => {
    await backend.action(internal.clerk.reconcile, {});
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
  };

  test("adds what a lost webhook would have brought, over several pages", async () => {
    const people = Array.from({ length: 130 }, (_, n) => ({
      id: `user_${String(n)}`,
      name: `P${String(n)}`,
    }));
    clerkHas({
      users: people.map(({ id, name }) =>
        user({ id, first_name: name, last_name: null, email_addresses: [], primary_email_address_id: null }),
      ),
      organizations: [organization()],
      members: {
        org_1: people.map(({ id, name }, n) =>
          membership({
            id: `orgmem_${String(n)}`,
            role: n === 0 ? "org:admin" : "org:member",
            public_user_data: { user_id: id, first_name: name, last_name: null, identifier: null },
          }),
        ),
      },
    });
    await run();
    const members = await rows("memberships");
    expect(members).toHaveLength(130);
    expect(members.filter(({ role }) => role === "sales")).toHaveLength(129);
  });

  test("removes who is gone and closes organizations that are gone, and nobody else", async () => {
    await deliver("organizationMembership.created", membership());
    await deliver(
      "organizationMembership.created",
      membership({
        id: "orgmem_2",
        role: "org:sales",
        public_user_data: { user_id: "user_2", first_name: "Gone", last_name: null, identifier: "g@x.test" },
      }),
    );
    await deliver("organization.created", organization({ id: "org_2", name: "Closed", slug: "closed" }));
    clerkHas({ users: [user()], organizations: [organization()], members: { org_1: [membership()] } });
    await run();
    expect((await rows("memberships")).map(({ name, status }) => [name, status])).toEqual([
      ["Aida Sultan", "active"],
      ["Gone", "deactivated"],
    ]);
    expect((await rows("organizations")).map(({ status }) => status)).toEqual(["active", "deleted"]);
  });

  test("does nothing without a secret key", async () => {
    vi.stubGlobal("fetch", () => expect.unreachable());
    await run();
  });
});

test("claims and roles are read in one place", () => {
  const identity = (claims: object) => ({ issuer, subject: "u", tokenIdentifier: "t", ...claims });
  expect(organizationClaim(identity({ o: { id: "o1", rol: "manager" } }))).toMatchObject({
    externalId: "o1",
    role: "manager",
  });
  expect(organizationClaim(identity({ org_id: "o1", org_role: "org:manager" }))).toMatchObject({
    role: "manager",
  });
  expect(organizationClaim(identity({}))).toBeNull();
  expect(
    ["org:admin", "manager", "org:agent", "org:member", "org:unknown"].map((role) =>
      roleFromClerk(role, null),
    ),
  ).toEqual(["admin", "manager", "sales", "sales", "sales"]);
  expect(roleFromClerk("org:member", "support")).toBe("support");
  expect(roleFromClerk("org:member", "admin")).toBe("sales");
});
