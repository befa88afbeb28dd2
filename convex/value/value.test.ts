import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newCustomer, newWorld, refusal, type World } from "../engagement.testkit";
import { dayMs } from "../shared/days";

/** Makes `count` customers that were silent for `days` and never computed. */
async function silentCustomers({ backend, org }: World, count: number, days: number): Promise<void> {
  await backend.run(async (ctx) => {
    const [template] = await ctx.db
      .query("customers")
      .withIndex("by_createdAt", (q) => q.eq("orgId", org.orgId))
      .take(1);
    const { _id, _creationTime, ...fields } = template!;
    for (let index = 0; index < count; index += 1) {
      const at = Date.now() - days * dayMs;
      await ctx.db.insert("customers", {
        ...fields,
        customerCode: `S-${index}`,
        name: `Silent ${index}`,
        nameSort: `silent ${index}`,
        lastContactAt: at,
        createdAt: at - index,
      });
    }
  });
}

describe("recompute", () => {
  test("CLV-01, CLV-08, CLV-10, LED-17: a run passes everybody of every organization, and names the reasons", async () => {
    vi.useFakeTimers();
    const world = await newWorld();
    const { backend, org, other } = world;
    await silentCustomers(world, 130, 200);
    const theirs = await newCustomer(other);
    await backend.mutation(internal.value.forEachOrganization, { work: "recompute", cursor: null });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.useRealTimers();
    const { rows, scores, silent, jobs } = await backend.run(async (ctx) => ({
      rows: await ctx.db
        .query("customerValues")
        .withIndex("by_customer", (q) => q.eq("orgId", org.orgId))
        .collect(),
      scores: await ctx.db
        .query("leadScores")
        .withIndex("by_customer", (q) => q.eq("orgId", org.orgId))
        .collect(),
      silent: await ctx.db
        .query("customers")
        .withIndex("by_code", (q) => q.eq("orgId", org.orgId).eq("customerCode", "S-7"))
        .unique(),
      jobs: await ctx.db
        .query("jobs")
        .withIndex("by_kind", (q) => q.eq("orgId", org.orgId).eq("kind", "recompute"))
        .collect(),
    }));
    expect(rows).toHaveLength(131);
    expect(new Set(rows.map(({ customerId }) => customerId)).size).toBe(131);
    for (const row of rows)
      expect(row).toMatchObject({
        totalRevenue: expect.any(Number),
        totalOrders: expect.any(Number),
        averageOrderValue: expect.any(Number),
        predictedValue: expect.any(Number),
        churnRisk: expect.stringMatching(/^(low|medium|high)$/),
        lastCalculated: expect.any(Number),
      });
    expect(scores).toHaveLength(131);
    expect(silent!.churnRisk).toBe("high");
    expect(rows.find((row) => row.customerId === silent!._id)!.churnReasons).toMatchObject([
      { reason: "silent", effect: "raises", fact: 200 },
    ]);
    expect(jobs).toMatchObject([{ status: "done", done: 131, counts: { recomputed: 131 } }]);
    const score = await other.as.admin.query(api.scores.get, { orgId: other.orgId, customerId: theirs });
    expect(score).not.toBeNull();
  });

  test("CLV-10: a step that is lost or run twice neither skips nor repeats; the run goes on from its cursor", async () => {
    vi.useFakeTimers();
    const world = await newWorld();
    const { backend, org } = world;
    await silentCustomers(world, 100, 90);
    const jobId = await org.as.manager.mutation(api.value.recompute, { orgId: org.orgId });
    expect(await org.as.admin.mutation(api.value.recompute, { orgId: org.orgId })).toBe(jobId);
    const step = (number: number) =>
      backend.mutation(internal.value.step, { orgId: org.orgId, jobId, step: number, startedBy: "test" });
    await step(0);
    await step(0);
    const job = () => backend.run((ctx) => ctx.db.get("jobs", jobId));
    expect((await job())!.done).toBe(20);
    // What was scheduled is lost, as after a crash before the write; the watchdog's call is the next one.
    for (let next = 1; next <= 5; next += 1) await step(next);
    expect(await job()).toMatchObject({ status: "done", done: 101 });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.useRealTimers();
    expect(await job()).toMatchObject({ done: 101 });
  });

  test("CLV-10: nothing to change, nothing written to the customer", async () => {
    const world = await newWorld();
    const { backend, org, customerId } = world;
    const refresh = () => org.as.sales.mutation(api.value.refresh, { orgId: org.orgId, customerId });
    await refresh();
    const audit = () =>
      backend.run((ctx) =>
        ctx.db
          .query("auditLog")
          .withIndex("by_customer", (q) => q.eq("orgId", org.orgId).eq("customerId", customerId))
          .collect(),
      );
    const before = {
      customer: await backend.run((ctx) => ctx.db.get("customers", customerId)),
      audit: await audit(),
    };
    await refresh();
    expect(await backend.run((ctx) => ctx.db.get("customers", customerId))).toEqual(before.customer);
    expect(await audit()).toEqual(before.audit);
  });

  test("CLV-24: sales may not recompute everybody; a hidden customer cannot be read or refreshed", async () => {
    const { org } = await newWorld();
    const { orgId, as } = org;
    const hidden = await newCustomer(org, "manager");
    expect(await refusal(as.sales.mutation(api.value.recompute, { orgId }))).toBe("FORBIDDEN");
    expect(await refusal(as.sales.mutation(api.value.refresh, { orgId, customerId: hidden }))).toBe(
      "OUT_OF_REACH",
    );
    expect(await refusal(as.sales.query(api.value.get, { orgId, customerId: hidden }))).toBe("OUT_OF_REACH");
    expect(await refusal(as.sales.query(api.scores.get, { orgId, customerId: hidden }))).toBe("OUT_OF_REACH");
    expect(await refusal(as.brand.query(api.scores.get, { orgId, customerId: hidden }))).toBe("FORBIDDEN");
  });

  test("LED-18: other weights, other scores after the recompute they start", async () => {
    vi.useFakeTimers();
    const { org, backend, customerId } = await newWorld();
    const { orgId, as } = org;
    await as.sales.mutation(api.value.refresh, { orgId, customerId });
    const score = async () => (await as.sales.query(api.scores.get, { orgId, customerId }))!.score;
    const before = await score();
    const set = (role: "sales" | "manager", weights: Record<string, number>) =>
      as[role].mutation(api.scores.setWeights, { orgId, weights });
    expect(await refusal(set("sales", { recency: 1 }))).toBe("FORBIDDEN");
    expect(await refusal(set("manager", { moon: 1 }))).toBe("VALIDATION_ERROR");
    expect(await refusal(set("manager", { recency: 101 }))).toBe("VALIDATION_ERROR");
    await set("manager", { recency: 0, engagement: 0, quotes: 0, completeness: 100 });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.useRealTimers();
    expect(await score()).toBeGreaterThan(before);
    expect(await as.sales.query(api.scores.weights, { orgId })).toMatchObject({
      completeness: 100,
      consent: 5,
    });
  });

  test("CLV-11, LED-17: one customer's refresh reads at most 200 documents", async () => {
    const { org, backend, customerId } = await newWorld({ documentsRead: 200 });
    const { orgId, users } = org;
    await backend.run(async (ctx) => {
      const stamps = { createdAt: 1, updatedAt: 1, createdBy: "x" };
      for (let index = 0; index < 400; index += 1) {
        await ctx.db.insert("interactions", {
          orgId,
          customerId,
          type: "call",
          subject: "s",
          description: "d",
          interactionDate: Date.now() - index * 1000,
          successful: true,
          assignedTo: users.sales,
          requiresFollowUp: false,
          automatic: false,
          ...stamps,
          updatedBy: "x",
        });
        await ctx.db.insert("followUps", {
          orgId,
          customerId,
          title: "t",
          dueAt: Date.now() - 5 * dayMs,
          ownerId: users.sales,
          status: "open",
          snoozes: 0,
          ...stamps,
        });
      }
    });
    await org.as.sales.mutation(api.value.refresh, { orgId, customerId });
    const value = await org.as.sales.query(api.value.get, { orgId, customerId });
    expect(value!.churnReasons).toContainEqual({ reason: "missedFollowUps", fact: 10, effect: "raises" });
  });
});
