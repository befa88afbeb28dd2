/** A record that an import made is told of once, in the history, until more happens with it. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { importFile } from "../imports/file.testkit";
import { newBackend, newOrganization } from "../world.testkit";
import type { TimelineKind } from "./kinds";

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 9) }));
afterEach(() => vi.useRealTimers());

const hour = 3_600_000;

async function world() {
  const backend = newBackend();
  const { as, orgId } = await newOrganization(backend, "ours");
  const rows = [
    ["Ada Lind", "ada@example.com"],
    ["Bo Lund", "bo@example.com"],
  ];
  await importFile({ as, orgId }, { headings: ["name", "email"], rows });
  await backend.finishAllScheduledFunctions(vi.runAllTimers);
  const customer = await backend.run((ctx) => ctx.db.query("customers").first());
  const customerId = customer!._id;
  const feed = async (kind: TimelineKind | null = null) => {
    const paginationOpts = { numItems: 30, cursor: null };
    return await as.admin.query(api.timeline.list, { orgId, customerId, kind, paginationOpts });
  };
  const log = (interactionDate?: number) =>
    as.admin.mutation(api.interactions.create, {
      orgId,
      customerId,
      input: { type: "call", subject: "Price", description: "Asked", interactionDate },
    });
  const entries = () => backend.run((ctx) => ctx.db.query("timelineEntries").collect());
  const counts = (id: Id<"customers"> = customerId) =>
    as.admin.query(api.timeline.counts, { orgId, customerId: id });
  return { backend, as, orgId, customerId, customer: customer!, feed, log, entries, counts };
}

describe("the feed of an imported record", () => {
  test("INT-23: tells the creation without a row of its own, under its kind and in its count", async () => {
    const { feed, counts, entries } = await world();
    expect(await entries()).toEqual([]);
    const { page, isDone } = await feed();
    expect(isDone).toBe(true);
    expect(page).toMatchObject([{ kind: "change", history: { action: "created", channel: "import" } }]);
    expect(page[0]!.history!.changes).toContainEqual({ field: "email", to: "ada@example.com" });
    expect((await feed("change")).page).toEqual(page);
    expect((await feed("call")).page).toEqual([]);
    expect(await counts()).toEqual({ change: 1 });
  });

  test("INT-14 INT-23: once more is told, each stands once and in the order of time, the chips count what they list", async () => {
    const { feed, counts, entries, log, customer } = await world();
    const [created] = (await feed()).page;
    vi.advanceTimersByTime(hour);
    await log();
    await log(customer.createdAt - 24 * hour);
    const { page } = await feed();
    expect(page.map(({ kind }) => kind)).toEqual(["call", "change", "call"]);
    expect(page[1]).toEqual({ ...created, _id: page[1]!._id });
    expect(await counts()).toEqual({ change: 1, call: 2 });
    expect((await feed("change")).page).toHaveLength(1);
    // The other record is still told of by its history alone.
    expect(await entries()).toHaveLength(3);
  });

  test("a creation that an older Orbit gave a row is not told twice", async () => {
    const { backend, feed, counts, log, customerId, orgId } = await world();
    await backend.run(async (ctx) => {
      const audit = (await ctx.db.query("auditLog").collect()).find((one) => one.customerId === customerId)!;
      const { at, actor, entity, entityId, _id: auditId } = audit;
      await ctx.db.insert("timelineEntries", {
        orgId,
        customerId,
        kind: "change",
        at,
        entity,
        entityId,
        auditId,
        actor,
      });
    });
    expect((await feed()).page).toHaveLength(1);
    await log();
    expect((await feed()).page.map(({ kind }) => kind).sort()).toEqual(["call", "change"]);
    expect(await counts()).toEqual({ change: 1, call: 1 });
  });

  test("INT-24: the creation is no news to whoever opened the record since", async () => {
    const { as, orgId, customerId, log } = await world();
    const visit = () => as.manager.mutation(api.timeline.visit, { orgId, customerId });
    vi.advanceTimersByTime(1000);
    await visit();
    vi.advanceTimersByTime(hour);
    await log();
    vi.advanceTimersByTime(hour);
    await visit();
    const away = await as.manager.query(api.timeline.away, { orgId, customerId });
    expect(away).toMatchObject({ people: ["ours admin"] });
    expect(away!.counts).toEqual({ call: 1 });
  });

  test("INT-28: rows of a file do not push everything else out of the organization's stream", async () => {
    const { as, orgId, log } = await world();
    const recent = async () => (await as.admin.query(api.timeline.recent, { orgId })).map(({ kind }) => kind);
    expect(await recent()).toEqual([]);
    await log();
    expect(await recent()).toEqual(["call"]);
  });
});
