/** Bulk changes from the door to the last row: results, rights, cancelling, undo. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";
import type { Deed } from "./deeds";

let backend: Backend;
let ours: Organization;
let orgId: Id<"organizations">;

beforeEach(async () => {
  vi.useFakeTimers();
  backend = newBackend();
  ours = await newOrganization(backend, "ours");
  orgId = ours.orgId;
});
afterEach(() => vi.useRealTimers());

const settle = async () => await backend.finishAllScheduledFunctions(vi.runAllTimers);

async function create(count: number, fields: (n: number) => object = () => ({})) {
  const ids: Id<"customers">[] = [];
  for (let n = 0; n < count; n++) {
    const { ownerId, ...input } = { ownerId: null, ...fields(n) };
    const { customerId } = await ours.as.admin.mutation(api.customers.create, {
      orgId,
      ownerId: ownerId as Id<"users"> | null,
      input: {
        name: `Person ${String(n).padStart(3, "0")}`,
        phone: `+7701000${String(n).padStart(4, "0")}`,
        ...input,
      },
    });
    ids.push(customerId);
  }
  return ids;
}

type Caller = keyof Organization["as"];
async function onRows(role: Caller, customerIds: string[], deed: Deed) {
  const jobId = await ours.as[role].mutation(api.bulk.start, {
    orgId,
    target: { kind: "rows", customerIds },
    deed,
  });
  await settle();
  return jobId;
}
const customers = async () => await backend.run(async (ctx) => await ctx.db.query("customers").collect());
const auditOf = async (action: string) =>
  (await backend.run(async (ctx) => await ctx.db.query("auditLog").collect())).filter(
    (entry) => entry.action === action,
  );
async function results(role: Caller, jobId: Id<"jobs">) {
  const page = await ours.as[role].query(api.bulk.rows, {
    orgId,
    jobId,
    paginationOpts: { numItems: 100, cursor: null },
  });
  return page.page.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome} ${reason}`));
}

describe("named rows", () => {
  test("SRC-16: owner, status and source of fifty customers, with a result and a history entry for each", async () => {
    const ids = await create(50);
    const deeds: Deed[] = [
      { kind: "assign", ownerId: ours.users.sales },
      { kind: "update", field: "status", value: "inactive" },
      { kind: "update", field: "customerSource", value: "Referral" },
    ];
    for (const deed of deeds) {
      const jobId = await onRows("manager", ids, deed);
      const { job } = await ours.as.manager.query(api.bulk.get, { orgId, jobId });
      expect(job).toMatchObject({ status: "done", total: 50, done: 50, counts: { changed: 50 } });
      expect(await results("manager", jobId)).toEqual(ids.map(() => "changed"));
    }
    for (const row of await customers()) {
      expect(row).toMatchObject({
        ownerId: ours.users.sales,
        status: "inactive",
        customerSource: "Referral",
        updatedBy: `user:${ours.users.manager}`,
      });
    }
    expect(await auditOf("assigned")).toHaveLength(50);
    expect(await auditOf("updated")).toHaveLength(100);
    const counts = await ours.as.admin.query(api.customers.count, {
      orgId,
      filters: { owners: [ours.users.sales], statuses: ["inactive"] },
    });
    expect(counts).toBe(50);
  });

  test("SRC-17: a tag is added once to twenty rows and taken away again", async () => {
    const ids = await create(20, (n) => (n % 2 === 0 ? { tags: ["Spring", "old"] } : { tags: ["old"] }));
    const added = await onRows("support", ids, { kind: "addTags", tags: ["spring"] });
    expect(await results("support", added)).toEqual(
      ids.map((_, n) => (n % 2 === 0 ? "unchanged" : "changed")),
    );
    for (const row of await customers()) expect([...row.tags].sort()).toEqual(["Spring", "old"]);
    expect(await auditOf("tagged")).toHaveLength(10);
    await onRows("support", ids, { kind: "removeTags", tags: ["SPRING"] });
    for (const row of await customers()) expect(row.tags).toEqual(["old"]);
    expect(await auditOf("tagged")).toHaveLength(30);
  });

  test("SRC-16: what one may not change is skipped with the reason, and everything else is done", async () => {
    const ids = await create(4, (n) => (n < 2 ? { ownerId: ours.users.sales } : {}));
    const jobId = await onRows("sales", ids, { kind: "update", field: "status", value: "churned" });
    expect(await results("sales", jobId)).toEqual([
      "changed",
      "changed",
      "skipped OUT_OF_REACH",
      "skipped OUT_OF_REACH",
    ]);
    const page = await ours.as.sales.query(api.bulk.rows, {
      orgId,
      jobId,
      outcome: "skipped",
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.page.map(({ name }) => name)).toEqual([null, null]);
    // An illegal move is one row's trouble, not the job's.
    await ours.as.admin.mutation(api.customers.deactivate, { orgId, customerId: ids[0]!, reason: "Gone" });
    const second = await onRows("admin", ids, { kind: "update", field: "status", value: "active" });
    expect(await results("admin", second)).toEqual([
      "skipped INVALID_STATUS_CHANGE",
      "changed",
      "unchanged",
      "unchanged",
    ]);
  });

  test("SRC-16: refused as a whole: no right at all, no reason, no tag, too many rows, a stranger's job", async () => {
    const ids = await create(1);
    const start = (role: Caller, deed: Deed, customerIds: string[] = ids) =>
      ours.as[role].mutation(api.bulk.start, { orgId, target: { kind: "rows", customerIds }, deed });
    await expect(start("sales", { kind: "assign", ownerId: null })).rejects.toThrow("FORBIDDEN");
    await expect(start("support", { kind: "deactivate", reason: "x" })).rejects.toThrow("FORBIDDEN");
    await expect(start("brand", { kind: "addTags", tags: ["x"] })).rejects.toThrow("FORBIDDEN");
    await expect(start("admin", { kind: "deactivate", reason: "  " })).rejects.toThrow("REASON_REQUIRED");
    await expect(start("admin", { kind: "addTags", tags: [] })).rejects.toThrow("VALIDATION_ERROR");
    const many = Array.from({ length: 1001 }, (_, n) => `${n}`);
    await expect(start("admin", { kind: "reactivate" }, many)).rejects.toThrow("LIMIT_EXCEEDED");
    const jobId = await start("admin", { kind: "addTags", tags: ["x"] });
    await expect(ours.as.sales.query(api.bulk.get, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
    await expect(ours.as.sales.mutation(api.bulk.undo, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
    await expect(ours.as.sales.mutation(api.bulk.cancel, { orgId, jobId })).rejects.toThrow("NOT_FOUND");
  });
});

describe("everything a filter finds", () => {
  test("160 rows in the background, those not one's own skipped and reported, exceptions left alone", async () => {
    const ids = await create(160, (n) => ({
      ...(n % 3 === 0 ? { ownerId: ours.users.sales } : {}),
      status: n % 2 === 0 ? "lead" : "active",
    }));
    await backend.run(async (ctx) => {
      const settings = (await ctx.db.query("orgSettings").collect())[0]!;
      await ctx.db.patch("orgSettings", settings._id, { recordVisibility: "org" });
    });
    const jobId = await ours.as.sales.mutation(api.bulk.start, {
      orgId,
      target: { kind: "everything", filters: { statuses: ["lead"] }, except: [ids[0]!] },
      deed: { kind: "update", field: "status", value: "active" },
    });
    await settle();
    const { job } = await ours.as.sales.query(api.bulk.get, { orgId, jobId });
    // 80 leads, one taken out by hand; 27 of all leads are one's own. The deed empties the filter under its feet.
    expect(job).toMatchObject({
      status: "done",
      total: 79,
      done: 79,
      counts: { changed: 26, skipped: 53 },
    });
    const left = (await customers()).filter((row) => row.status === "lead");
    expect(left).toHaveLength(54);
    expect((await ours.as.sales.query(api.jobs.mine, { orgId })).finished.map(({ _id }) => _id)).toEqual([
      jobId,
    ]);
    expect((await ours.as.support.query(api.jobs.mine, { orgId })).finished).toEqual([]);
  });

  test("cancelled after a step, it stops; undo takes back what was done, but for rows changed since", async () => {
    const ids = await create(45);
    const jobId = await ours.as.admin.mutation(api.bulk.start, {
      orgId,
      target: { kind: "everything", filters: {} },
      deed: { kind: "addTags", tags: ["wave"] },
    });
    // Collecting, then one batch.
    for (let steps = 0; steps < 2; steps++) {
      vi.runOnlyPendingTimers();
      await backend.finishInProgressScheduledFunctions();
    }
    await ours.as.admin.mutation(api.bulk.cancel, { orgId, jobId });
    await settle();
    const cancelled = await ours.as.admin.query(api.bulk.get, { orgId, jobId });
    expect(cancelled.job).toMatchObject({ status: "cancelled", done: 20, counts: { changed: 20 } });
    expect(cancelled.undoableUntil).not.toBeNull();
    await ours.as.admin.mutation(api.customers.setTags, {
      orgId,
      customerId: ids[3]!,
      tags: ["wave", "mine"],
    });
    const undoJobId = await ours.as.admin.mutation(api.bulk.undo, { orgId, jobId });
    await expect(ours.as.admin.mutation(api.bulk.undo, { orgId, jobId })).rejects.toThrow("JOB_NOT_RUNNING");
    await settle();
    const { undo, undoableUntil } = await ours.as.admin.query(api.bulk.get, { orgId, jobId });
    expect(undo).toMatchObject({ _id: undoJobId, status: "done", counts: { undone: 19, kept: 1 } });
    expect(undoableUntil).toBeNull();
    const tagged = (await customers()).filter((row) => row.tags.length > 0);
    expect(tagged.map((row) => [row._id, row.tags])).toEqual([[ids[3], ["wave", "mine"]]]);
    const kept = await ours.as.admin.query(api.bulk.rows, {
      orgId,
      jobId,
      outcome: "kept",
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(kept.page).toMatchObject([{ customerId: ids[3], reason: "UNDO_CONFLICT" }]);
  });

  test("somebody who has left meanwhile changes nothing any more", async () => {
    await create(3);
    const jobId = await ours.as.manager.mutation(api.bulk.start, {
      orgId,
      target: { kind: "rows", customerIds: (await customers()).map((row) => row._id) },
      deed: { kind: "deactivate", reason: "Cleaning up" },
    });
    await backend.run(async (ctx) => {
      const members = await ctx.db.query("memberships").collect();
      const manager = members.find((row) => row.role === "manager")!;
      await ctx.db.patch("memberships", manager._id, { status: "deactivated" });
    });
    await settle();
    expect(await results("admin", jobId)).toEqual(Array.from({ length: 3 }, () => "skipped FORBIDDEN"));
    expect((await customers()).every((row) => row.isActive)).toBe(true);
  });
});
