import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import type { TimelineKind } from "./kinds";

const call = { type: "call", subject: "Price", description: "Asked for the price" };

async function world(limits?: { documentsRead: number }) {
  const given = await newWorld(limits);
  const { org, customerId } = given;
  const { orgId } = org;
  const page = async (
    kind: TimelineKind | null = null,
    id: Id<"customers"> = customerId,
    cursor: string | null = null,
    numItems = 30,
  ) =>
    await org.as.sales.query(api.timeline.list, {
      orgId,
      customerId: id,
      kind,
      paginationOpts: { numItems, cursor },
    });
  const counts = (id: Id<"customers"> = customerId) =>
    org.as.sales.query(api.timeline.counts, { orgId, customerId: id });
  const log = (input: object = {}) =>
    org.as.sales.mutation(api.interactions.create, { orgId, customerId, input: { ...call, ...input } });
  return { ...given, orgId, page, counts, log };
}

/** All of it, over as many pages as it takes. */
async function everything(
  { page }: Awaited<ReturnType<typeof world>>,
  kind: TimelineKind | null,
  id?: Id<"customers">,
) {
  const rows = [];
  let cursor: string | null = null;
  for (;;) {
    const found: Awaited<ReturnType<typeof page>> = await page(kind, id, cursor, 7);
    rows.push(...found.page);
    if (found.isDone) return rows;
    cursor = found.continueCursor;
  }
}

async function expectExactCounts(given: Awaited<ReturnType<typeof world>>, id?: Id<"customers">) {
  const counts = await given.counts(id);
  const all = await everything(given, null, id);
  const seen: Record<string, number> = {};
  for (const { kind } of all) seen[kind] = (seen[kind] ?? 0) + 1;
  expect(seen).toEqual(counts);
  for (const kind of Object.keys(counts)) {
    expect(await everything(given, kind as TimelineKind, id), kind).toHaveLength(counts[kind]!);
  }
}

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 9) }));
afterEach(() => vi.useRealTimers());

describe("timeline", () => {
  test("INT-14: what rooms record stands in one feed, newest first, each thing once", async () => {
    const given = await world();
    const { org, orgId, customerId, log, page } = given;
    vi.advanceTimersByTime(1000);
    await org.as.sales.mutation(api.customers.update, { orgId, customerId, patch: { status: "inactive" } });
    vi.advanceTimersByTime(1000);
    await org.as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Ada", lastName: "Lind" },
    });
    vi.advanceTimersByTime(1000);
    await org.as.sales.mutation(api.leads.create, { orgId, customerId, title: "Spring tour" });
    vi.advanceTimersByTime(1000);
    await log({ followUp: { dueAt: Date.now() + 86_400_000, title: "Call back" } });
    const rows = (await page()).page;
    expect(rows.map(({ kind }) => kind).sort()).toEqual(
      ["call", "followUp", "lead", "contact", "status", "change"].sort(),
    );
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).sort((a, b) => b - a));
    expect(rows.find(({ kind }) => kind === "status")!.history!.changes).toEqual([
      { field: "status", from: "active", to: "inactive" },
    ]);
    expect(rows.find(({ kind }) => kind === "call")!.interaction).toMatchObject({ subject: "Price" });
    expect(rows.find(({ kind }) => kind === "lead")).toMatchObject({ title: "Spring tour" });
    expect(rows.find(({ kind }) => kind === "followUp")).toMatchObject({ title: "Call back" });
    expect(rows.find(({ kind }) => kind === "contact")).toMatchObject({ title: "Ada Lind" });
    await expectExactCounts(given);
  });

  test("INT-23: chips are exact whatever is logged, corrected, withdrawn and brought back", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            deed: fc.constantFrom("log", "correct", "undo", "edit"),
            type: fc.constantFrom("call", "email", "visit"),
            day: fc.integer({ min: 0, max: 40 }),
            which: fc.nat(10),
          }),
          { maxLength: 12 },
        ),
        async (deeds) => {
          const given = await world();
          const { backend, org, orgId, customerId, log } = given;
          for (const { deed, type, day, which } of deeds) {
            vi.advanceTimersByTime(500);
            const interactionDate = Date.now() - day * 86_400_000;
            if (deed === "log") await log({ type, interactionDate });
            if (deed === "edit") {
              await org.as.sales.mutation(api.customers.update, {
                orgId,
                customerId,
                patch: { notes: `n${which}` },
              });
            }
            const rows = await backend.run((ctx) => ctx.db.query("interactions").collect());
            const row = rows[which % Math.max(1, rows.length)];
            if (deed === "correct" && row) {
              await org.as.sales.mutation(api.interactions.update, {
                orgId,
                interactionId: row._id,
                input: { type, interactionDate },
              });
            }
            if (deed === "undo") {
              const audits = await backend.run((ctx) => ctx.db.query("auditLog").order("desc").collect());
              const audit = audits.filter(({ entity }) => entity === "interactions")[which % 4];
              if (audit)
                await org.as.sales
                  .mutation(api.history.undo, { orgId, auditId: audit._id })
                  .catch(() => null);
            }
          }
          await expectExactCounts(given);
          const dates = (await everything(given, "call")).map(({ at }) => at);
          expect(dates).toEqual([...dates].sort((a, b) => b - a));
          const kept = await backend.run((ctx) => ctx.db.query("interactions").collect());
          const talks = (await everything(given, null)).flatMap(({ interaction }) =>
            interaction === null ? [] : [interaction._id],
          );
          expect(talks.sort()).toEqual(kept.map(({ _id }) => _id).sort());
        },
      ),
      { numRuns: 12 },
    );
  });

  test("INT-25: what was told of a merged record's talks is read on the surviving record, also once that is switched off", async () => {
    const given = await world();
    const { backend, org, orgId, customerId, log } = given;
    await log();
    const twin = await newCustomer(org, "sales", { name: "Twin" });
    await org.as.sales.mutation(api.interactions.create, {
      orgId,
      customerId: twin,
      input: { ...call, type: "meeting" },
    });
    await org.as.manager.mutation(api.customers.merge, {
      orgId,
      primaryCustomerId: customerId,
      secondaryCustomerIds: [twin],
      mergeReason: "Same person",
    });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const told = async () =>
      (
        await org.as.sales.query(api.interactions.list, {
          orgId,
          customerId,
          type: null,
          paginationOpts: { numItems: 10, cursor: null },
        })
      ).page
        .map(({ type }) => type)
        .toSorted();
    expect(await given.counts()).toMatchObject({ call: 1, meeting: 1 });
    expect(await told()).toEqual(["call", "meeting"]);
    await expectExactCounts(given);
    await org.as.sales.mutation(api.customers.deactivate, { orgId, customerId, reason: "Moved away" });
    expect(await told()).toEqual(["call", "meeting"]);
    expect(await given.counts()).toMatchObject({ call: 1, meeting: 1 });
  });

  test("INT-24 TEN-08: outside the caller's scope there is no feed", async () => {
    const { org, orgId, other } = await world();
    const theirs = await newCustomer(org, "manager");
    const asked = (as: World["org"]["as"]["sales"], id: string) =>
      refusal(as.query(api.timeline.counts, { orgId, customerId: id }));
    expect(await asked(org.as.sales, theirs)).toBe("OUT_OF_REACH");
    expect(await asked(org.as.brand, theirs)).toBe("FORBIDDEN");
    expect(await asked(other.as.admin, theirs)).toBe("NOT_FOUND");
  });

  test("INT-27: a page of ten thousand entries reads at most 200 documents", async () => {
    const given = await world({ documentsRead: 200 });
    const { backend, orgId, customerId, org, log, page } = given;
    const contactId = await org.as.sales.mutation(api.contacts.create, {
      orgId,
      customerId,
      input: { firstName: "Ada", lastName: "Lind" },
    });
    await log({ contactId });
    const [interaction, entry, counted] = await backend.run(async (ctx) => [
      (await ctx.db.query("interactions").first())!,
      (await ctx.db.query("timelineEntries").order("desc").first())!,
      (await ctx.db.query("timelineCounts").first())!,
    ]);
    for (let batch = 0; batch < 100; batch++) {
      await backend.run(async (ctx) => {
        for (let n = 0; n < 100; n++) {
          const at = interaction.interactionDate - (batch * 100 + n) * 60_000;
          const { _id: _a, _creationTime: _b, ...row } = interaction;
          const id = await ctx.db.insert("interactions", { ...row, interactionDate: at });
          const { _id: _c, _creationTime: _d, ...told } = entry;
          await ctx.db.insert("timelineEntries", { ...told, entityId: id, at });
        }
      });
    }
    await backend.run((ctx) =>
      ctx.db.patch("timelineCounts", counted._id, { counts: { ...counted.counts, call: 10_001 } }),
    );
    const first = await page("call");
    expect(first.page).toHaveLength(30);
    const second = await page("call", customerId, first.continueCursor);
    expect(second.page[0]!.at).toBeLessThanOrEqual(first.page.at(-1)!.at);
    expect(second.page[0]!.interaction).toMatchObject({ contactName: "Ada Lind" });
    expect((await given.counts())["call"]).toBe(10_001);
  });
});

describe("while somebody was away", () => {
  test("INT-24: what others did since the last visit, by kind; own deeds and the first visit say nothing", async () => {
    const { backend, org, orgId, customerId, log } = await world();
    const visit = () => org.as.manager.mutation(api.timeline.visit, { orgId, customerId });
    const away = () => org.as.manager.query(api.timeline.away, { orgId, customerId });
    vi.advanceTimersByTime(1000);
    await visit();
    expect(await away()).toBeNull();
    const firstVisit = Date.now();
    vi.advanceTimersByTime(60 * 60_000);
    await log();
    await log({ type: "email" });
    await org.as.manager.mutation(api.customers.update, { orgId, customerId, patch: { notes: "Mine" } });
    vi.advanceTimersByTime(60 * 60_000);
    await visit();
    expect(await away()).toEqual({
      since: firstVisit,
      counts: { call: 1, email: 1 },
      people: ["ours sales"],
      hasMore: false,
    });
    const row = await backend.run((ctx) => ctx.db.query("customerVisits").first());
    vi.advanceTimersByTime(60_000);
    await visit();
    expect(await backend.run((ctx) => ctx.db.query("customerVisits").first())).toEqual(row);
    vi.advanceTimersByTime(60 * 60_000);
    await visit();
    expect(await away()).toBeNull();
  });
});

describe("the organization's stream", () => {
  test("INT-28: the newest events of what the caller may see; taken away customers leave it", async () => {
    const { org, orgId, customerId, log, other } = await world();
    const hidden = await newCustomer(org, "manager", { name: "Hidden Co" });
    vi.advanceTimersByTime(1000);
    await log();
    const names = async (role: "admin" | "sales" | "manager", as = org) =>
      (await as.as[role].query(api.timeline.recent, { orgId: as.orgId })).map((entry) => entry.customerName);
    expect(await names("admin")).toContain("Hidden Co");
    expect(new Set(await names("sales")).size).toBe(1);
    expect(await names("sales")).not.toContain("Hidden Co");
    expect(await names("admin", other)).toEqual([]);
    const [first] = await org.as.admin.query(api.timeline.recent, { orgId });
    expect(first).toMatchObject({ kind: "call", customerId, interaction: { subject: "Price" } });
    await org.as.admin.mutation(api.customers.assign, {
      orgId,
      customerId,
      ownerId: org.users.manager,
    });
    expect(await names("sales")).toEqual([]);
    await org.as.admin.mutation(api.customers.remove, { orgId, customerId: hidden });
    expect(await names("admin")).not.toContain("Hidden Co");
  });

  test("INT-28: a team of fifty reads at most 250 documents", async () => {
    const { backend, org, orgId } = await world({ documentsRead: 250 });
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
      await ctx.db.patch("orgSettings", settings._id, { recordVisibility: "team" });
      const stamps = { createdAt: 1, updatedAt: 1 };
      const teamId = await ctx.db.insert("teams", { orgId, name: "Crowd", ...stamps } as never);
      const members = (await ctx.db.query("memberships").collect()).filter((one) => one.orgId === orgId);
      const sales = members.find(({ role }) => role === "sales")!;
      await ctx.db.patch("memberships", sales._id, { teamId });
      const { _id: _a, _creationTime: _b, ...mould } = sales;
      for (let n = 0; n < 49; n++) {
        const userId = await ctx.db.insert("users", {
          email: `m${n}@x.test`,
          emailVerified: true,
          name: `Mate ${n}`,
          preferredLanguage: "en",
          preferredCurrency: "USD",
          ...stamps,
        });
        await ctx.db.insert("memberships", { ...mould, teamId, userId, email: `m${n}@x.test` });
        const entry = (await ctx.db.query("timelineEntries").first())!;
        const { _id: _c, _creationTime: _d, ...told } = entry;
        for (let m = 0; m < 3; m++) await ctx.db.insert("timelineEntries", { ...told, ownerId: userId });
      }
    });
    const rows = await org.as.sales.query(api.timeline.recent, { orgId });
    expect(rows).toHaveLength(15);
  });
});
