/**
 * Every public function, called by a stranger, by a neighbour and by each role.
 * Nothing here names a function: the list is read from the doors, the arguments
 * from their validators, the expected answer from permissions.ts.
 *
 * To see it bite, break one net and run it:
 *  - in tenantDb.ts, let Reader.find return the row without comparing orgId;
 *  - in functions.ts, drop the FORBIDDEN line of `admit`;
 *  - in membership.ts, do not look at `member.status`;
 *  - in a door, replace orgQuery by a raw query: the first test names it.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { audienceOf, type Audience } from "../functions";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import { call, everything, isRegistered, published, type Answer } from "./doors.testkit";
import { fillOrganization, snapshot, type Filled, type ValidatorJson } from "./fill.testkit";
import { reachOf, roles, type Role } from "./permissions";

const ofKind = (kind: Audience["kind"]) =>
  published.filter(({ audience }) => audience?.kind === kind).map((found) => [found.name, found] as const);

let backend: Backend;
let ours: Organization;
let theirs: Organization;
let ourRows: Filled;
let theirRows: Filled;

beforeAll(async () => {
  backend = newBackend();
  ours = await newOrganization(backend, "ours");
  theirs = await newOrganization(backend, "theirs");
  ourRows = await fillOrganization(backend, ours, "OURS-secret-7391");
  theirRows = await fillOrganization(backend, theirs, "THEIRS-secret-4402");
});

function expectSealed(answer: Answer, rows: Filled, given: ReadonlySet<string> = new Set()) {
  if (!answer.ok) return;
  expect(answer.value).not.toContain(rows.marker);
  for (const [table, id] of rows.ids) {
    if (!given.has(id)) expect(answer.value, `an id of ${table}`).not.toContain(id);
  }
}

test("TEN-14 every function of every door was made by a builder with an audience", () => {
  expect(published.length).toBeGreaterThan(20);
  const raw = everything
    .filter(({ value }) => audienceOf(value) === null)
    .map(({ door, name }) => `${door}:${name}`);
  expect(raw).toEqual([]);
});

test("VAL-28 every function of every door, the internal ones too, says which arguments it takes", () => {
  const unsaid = everything.filter(({ value }) => {
    const args = JSON.parse(value.exportArgs()) as ValidatorJson;
    return args.type !== "object";
  });
  expect(unsaid.map(({ door, name }) => `${door}:${name}`)).toEqual([]);
});

test("TEN-14 rooms publish nothing: functions are exported from doors only", () => {
  const rooms = import.meta.glob<Record<string, unknown>>(
    ["../*/**/*.ts", "!../**/*.test.ts", "!../**/*.testkit.ts", "!../_generated/**"],
    { eager: true },
  );
  const leaks = Object.entries(rooms).flatMap(([file, exports]) =>
    Object.entries(exports)
      .filter(([, value]) => isRegistered(value) && value.isPublic === true)
      .map(([name]) => `${file}:${name}`),
  );
  expect(leaks).toEqual([]);
});

/** Every use of the raw database, with the reason why no organization is known there. A new use is written down here or it fails. */
const rawUses: Record<string, { reason: string; names: string[] }> = {
  credentials: {
    reason: "signing in, before any organization is known",
    names: [
      "beginPasswordChange",
      "beginSignIn",
      "beginSignUp",
      "checkReset",
      "close",
      "completeSignIn",
      "confirmEmail",
      "createAccount",
      "exchange",
      "finishPasswordChange",
      "finishReset",
      "startReset",
      "sweep",
    ],
  },
  clerk: {
    reason: "the identity provider's news of people and organizations",
    names: ["activeMembers", "apply", "arrive", "receive", "remove", "scheduleOrganizations"],
  },
  outbox: {
    reason: "account mails belong to no organization; the provider's reports are matched by mail id",
    names: ["announcePlatform", "claimPlatform", "report", "settlePlatform", "sweep"],
  },
  channels: {
    reason:
      "a provider's call leads to its organization by token or address; cron: finds tries that were lost",
    names: ["behindToken", "mailReceiver", "sweep"],
  },
  files: { reason: "cron: stored files belong to no organization until a row names them", names: ["sweep"] },
  presence: { reason: "cron: forgets heartbeats that stopped", names: ["sweep"] },
  jobs: { reason: "cron: finds jobs that a crash left running", names: ["restartStuck"] },
  search: { reason: "cron: finds organizations that an older Orbit wrote", names: ["upgradeAll"] },
  value: { reason: "cron fan-out", names: ["forEachOrganization"] },
  mirror: { reason: "cron: finds synchronizations with a point of sale that run", names: ["sweep"] },
  rest: {
    reason: "a key leads to its organization; answers kept for repeated requests are forgotten",
    names: ["admit", "sweep"],
  },
  portal: { reason: "a link's token leads to its organization", names: ["resolve"] },
  widgets: {
    reason: "a form's key leads to its organization; clean-up of what has expired",
    names: ["findByKey", "forget"],
  },
  sampleData: {
    reason: "the seed command names an organization by its address",
    names: ["organizationBySlug"],
  },
};

test("TEN-01 the raw database is used nowhere but where this list says", () => {
  const used = everything
    .filter(({ value }) => audienceOf(value)?.kind === "system")
    .map(({ door, name }) => `${door}:${name}`)
    .sort();
  const listed = Object.entries(rawUses).flatMap(([door, { names }]) =>
    names.map((name) => `${door}:${name}`),
  );
  expect(used).toEqual(listed.sort());
});

describe("a stranger", () => {
  test.each([...ofKind("org"), ...ofKind("account")])("TEN-18 is turned away from %s", async (_, found) => {
    const answer = await call(backend, found, ours.orgId, ourRows);
    expect(answer).toEqual({ ok: false, code: "UNAUTHENTICATED" });
  });

  test.each([...ofKind("public"), ...ofKind("widget")].filter(([, found]) => found.kind !== "action"))(
    "TEN-18 learns nothing of an organization from %s",
    async (_, found) => {
      expectSealed(await call(backend, found, ours.orgId, ourRows), ourRows);
    },
  );
});

describe("a neighbour", () => {
  test.each(ofKind("org"))("TEN-01 finds no organization of ours in %s", async (_, found) => {
    const before = await snapshot(backend, ours.orgId);
    const answer = await call(theirs.as.admin, found, ours.orgId, ourRows);
    expect(answer).toEqual({ ok: false, code: "NOT_FOUND" });
    expect(await snapshot(backend, ours.orgId)).toEqual(before);
  });

  test.each(ofKind("org"))(
    "TEN-01 reaches no row of ours through their own organization in %s",
    async (_, found) => {
      const before = await snapshot(backend, ours.orgId);
      const answer = await call(theirs.as.admin, found, theirs.orgId, ourRows);
      expectSealed(answer, ourRows);
      if (!answer.ok) expect(answer.code, "another tenant's row is never FORBIDDEN").not.toBe("FORBIDDEN");
      expect(await snapshot(backend, ours.orgId)).toEqual(before);
    },
  );
});

describe("a deactivated member", () => {
  test.each(ofKind("org"))("TEN-22 is a stranger to %s", async (_, found) => {
    const former = await newOrganization(backend, `former-${found.name}`);
    await backend.run(async (ctx) => {
      const row = (await ctx.db.query("memberships").collect()).find(
        ({ orgId, role }) => orgId === former.orgId && role === "admin",
      );
      await ctx.db.patch("memberships", row!._id, { status: "deactivated" });
    });
    const rows = {
      ids: new Map<string, string>([...ourRows.ids, ["organizations", former.orgId]]),
      marker: "x",
    };
    expect(await call(former.as.admin, found, former.orgId, rows)).toEqual({ ok: false, code: "NOT_FOUND" });
  });
});

describe.each(roles)("role %s", (role: Role) => {
  test.each(ofKind("org"))("TEN-14 is answered by %s as permissions.ts says", async (_, found) => {
    const audience = found.audience as Extract<Audience, { kind: "org" }>;
    const reach = reachOf(role, audience.permission);
    const answer = await call(theirs.as[role], found, theirs.orgId, theirRows);
    if (reach === "none") {
      expect(answer).toEqual({ ok: false, code: "FORBIDDEN" });
      return;
    }
    if (reach === "all" && !answer.ok) expect(answer.code).not.toBe("FORBIDDEN");
    if (!answer.ok) {
      expect(answer.code).not.toBe("UNAUTHENTICATED");
      expect(answer.code, "a refusal has a code of ours").not.toMatch(/^unexpected/);
    }
    // The generated customer belongs to the admin: a role with a narrower reach must not see it.
    if (found.kind === "query" && (reach === "own" || reach === "visible" || reach === "linked")) {
      expectSealed(answer, {
        ids: new Map([["customers", theirRows.ids.get("customers")!]]),
        marker: theirRows.marker,
      });
    }
  });
});
