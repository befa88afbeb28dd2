/** Two colleagues add the same person at the same time. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newWorld, refusal } from "../engagement.testkit";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 9) }));
afterEach(() => void vi.useRealTimers());

async function world() {
  const { backend, org, other } = await newWorld();
  const { orgId, as } = org;
  return {
    backend,
    org,
    other,
    tell: (role: "sales" | "manager" | "support", typed: object) =>
      as[role].mutation(api.presence.tellDraft, { orgId, ...typed }),
    alike: (role: "sales" | "manager" | "support", typed: object) =>
      as[role].query(api.presence.draftsAlike, { orgId, ...typed }),
    rows: () => backend.run((ctx) => ctx.db.query("customerDrafts").collect()),
  };
}

test("DUP-01: a colleague's open draft with the same phone, e-mail or name is told, by whom and by what, and nobody's own", async () => {
  const { tell, alike } = await world();
  await tell("sales", { name: "Ann Lee", phone: "+7 (701) 234-56-78", email: "Ann@X.test" });
  expect(await alike("manager", { phone: "8 701 234 56 78" })).toEqual({
    drafts: [{ userName: "ours sales", same: ["phone"] }],
    importing: null,
  });
  expect((await alike("manager", { email: "ann@x.TEST", name: "Lee Ann" })).drafts).toEqual([
    { userName: "ours sales", same: ["email", "name"] },
  ]);
  expect((await alike("manager", { name: "Ann", email: "other@x.test" })).drafts).toEqual([]);
  expect((await alike("sales", { email: "ann@x.test" })).drafts).toEqual([]);
});

test("a draft that is emptied, closed or silent is forgotten; what says nothing new is not written again", async () => {
  const { backend, org, tell, alike, rows } = await world();
  const ann = { email: "ann@x.test" };
  await tell("sales", ann);
  const [first] = await rows();
  vi.advanceTimersByTime(5000);
  await tell("sales", ann);
  expect(await rows()).toEqual([first]);
  await tell("sales", { name: "An" });
  expect(await rows()).toEqual([]);
  await tell("sales", ann);
  await org.as.sales.mutation(api.presence.closeDraft, { orgId: org.orgId });
  expect((await alike("manager", ann)).drafts).toEqual([]);
  await tell("sales", ann);
  vi.advanceTimersByTime(60_000);
  await backend.mutation(internal.presence.sweep, {});
  expect(await rows()).toEqual([]);
});

test("drafts stay in their organization, and are not for brand users", async () => {
  const { org, other, tell } = await world();
  await tell("sales", { email: "ann@x.test" });
  const theirs = await other.as.manager.query(api.presence.draftsAlike, {
    orgId: other.orgId,
    email: "ann@x.test",
  });
  expect(theirs.drafts).toEqual([]);
  expect(
    await refusal(org.as.brand.query(api.presence.draftsAlike, { orgId: org.orgId, email: "a@x.test" })),
  ).toBe("FORBIDDEN");
});

test("a running import is told with the rows still to come, a finished one is not", async () => {
  const { backend, org, alike } = await world();
  const jobId = await backend.run(async (ctx) => {
    const now = Date.now();
    return await ctx.db.insert("jobs", {
      orgId: org.orgId,
      kind: "import",
      title: "people.csv",
      status: "running",
      total: 100,
      done: 30,
      counts: {},
      createdBy: "x",
      createdByName: "x",
      createdAt: now,
      updatedAt: now,
    } as never);
  });
  expect((await alike("sales", { email: "a@x.test" })).importing).toEqual({ left: 70 });
  await backend.run((ctx) => ctx.db.patch("jobs", jobId, { status: "done" } as never));
  expect((await alike("sales", { email: "a@x.test" })).importing).toBeNull();
});
