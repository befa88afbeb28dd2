/** An import as a job: cancelled, paused, lost and set going again, taken back. */
import { describe, expect, test, vi } from "vitest";
import { api, internal } from "../_generated/api";
import { newBackend, newOrganization } from "../world.testkit";
import { stuckAfter } from "../jobs/run";
import { byFakeClock, customersOf, dirty, run, upload } from "./oldRegister.testkit";

byFakeClock();

describe("the job", () => {
  test("IMX-19: cancelled in the middle, it keeps what is done and does no more", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const importId = await upload(org);
    const jobId = await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    await org.as.admin.mutation(api.jobs.cancel, { orgId: org.orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId });
    expect(job.status).toBe("cancelled");
    expect(job.done).toBe(5);
    await expect(org.as.admin.mutation(api.jobs.cancel, { orgId: org.orgId, jobId })).rejects.toThrow(
      "JOB_NOT_RUNNING",
    );
  });

  test("IMX-19: what was cancelled goes on with the rows it had not reached, and so does taking it back", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const importId = await upload(org);
    const goOn = async (who: keyof typeof as = "admin") =>
      await as[who].mutation(api.imports.goOn, { orgId, importId });
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    await as.admin.mutation(api.jobs.cancel, { orgId, jobId });
    vi.setSystemTime(Date.now() + 60_000);
    await expect(goOn("sales")).rejects.toThrow("FORBIDDEN");
    // Before the step that was under way when it was cancelled has come.
    expect(await goOn()).toBe(jobId);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await as.admin.query(api.jobs.get, { orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: dirty.length });
    expect(job.pausedMs).toBeGreaterThanOrEqual(60_000);
    expect(await customersOf(backend, org)).toHaveLength(6);
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");

    const undoId = await as.admin.mutation(api.imports.undo, { orgId, importId });
    await as.admin.mutation(api.jobs.cancel, { orgId, jobId: undoId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await customersOf(backend, org)).toHaveLength(6);
    expect(await goOn()).toBe(undoId);
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const { undo } = await as.admin.query(api.imports.get, { orgId, importId });
    expect(undo).toMatchObject({ status: "done", counts: { removed: 6 } });
    await expect(goOn()).rejects.toThrow("JOB_NOT_RUNNING");
  });

  test("IMX-19: paused in the middle it waits however long, also for the watchdog, and goes on where it stopped", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const importId = await upload(org);
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    vi.advanceTimersByTime(1);
    await backend.finishInProgressScheduledFunctions();
    await as.admin.mutation(api.jobs.pause, { orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    vi.setSystemTime(Date.now() + 26 * 60 * 60 * 1000);
    await backend.mutation(internal.jobs.restartStuck, {});
    await backend.mutation(internal.value.forEachOrganization, { work: "cleanUp", cursor: null });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const waiting = await as.manager.query(api.jobs.get, { orgId, jobId });
    expect(waiting).toMatchObject({ status: "paused", done: 5 });
    expect((await as.admin.query(api.jobs.list, { orgId })).running.map(({ _id }) => _id)).toContain(jobId);
    // It has not ended: neither undone nor mended yet, nor paused twice.
    await expect(as.admin.mutation(api.imports.undo, { orgId, importId })).rejects.toThrow("JOB_NOT_RUNNING");
    await expect(as.admin.mutation(api.jobs.pause, { orgId, jobId })).rejects.toThrow("JOB_NOT_RUNNING");
    await expect(as.sales.mutation(api.jobs.resume, { orgId, jobId })).rejects.toThrow("FORBIDDEN");
    await as.manager.mutation(api.jobs.resume, { orgId, jobId });
    await expect(as.admin.mutation(api.jobs.resume, { orgId, jobId })).rejects.toThrow("JOB_NOT_RUNNING");
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await as.admin.query(api.jobs.get, { orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: dirty.length });
    expect(job.pausedMs).toBeGreaterThan(26 * 60 * 60 * 1000 - 1);
    expect(await customersOf(backend, org)).toHaveLength(6);
  });

  test("IMX-19: paused and resumed before its step came, no row is imported twice; a paused one can be cancelled", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { as, orgId } = org;
    const importId = await upload(org);
    const jobId = await as.admin.mutation(api.imports.start, { orgId, importId });
    await as.admin.mutation(api.jobs.pause, { orgId, jobId });
    await as.admin.mutation(api.jobs.resume, { orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await as.admin.query(api.jobs.get, { orgId, jobId })).toMatchObject({
      status: "done",
      done: dirty.length,
    });
    expect(await customersOf(backend, org)).toHaveLength(6);
    const second = await upload(org);
    const other = await as.admin.mutation(api.imports.start, { orgId, importId: second });
    await as.admin.mutation(api.jobs.pause, { orgId, jobId: other });
    await as.admin.mutation(api.jobs.cancel, { orgId, jobId: other });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await as.admin.query(api.jobs.get, { orgId, jobId: other })).toMatchObject({
      status: "cancelled",
      done: 0,
    });
  });

  test("IMX-19: a job that lost its step is set going again and every row is imported once", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const importId = await upload(org);
    const jobId = await org.as.admin.mutation(api.imports.start, { orgId: org.orgId, importId });
    // A crash: the scheduled step is gone.
    await backend.run(async (ctx) => {
      for (const scheduled of await ctx.db.system.query("_scheduled_functions").collect())
        await ctx.scheduler.cancel(scheduled._id);
    });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    expect((await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId })).done).toBe(0);
    vi.setSystemTime(Date.now() + stuckAfter + 1000);
    const { internal } = await import("../_generated/api");
    await backend.mutation(internal.jobs.restartStuck, {});
    await backend.mutation(internal.jobs.restart, { orgId: org.orgId, jobId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const job = await org.as.admin.query(api.jobs.get, { orgId: org.orgId, jobId });
    expect(job).toMatchObject({ status: "done", done: dirty.length });
    expect((await customersOf(backend, org)).length).toBe(6);
  });

  test("IMX-06: taken back, it removes the untouched customers only, and the file can come again", async () => {
    const backend = newBackend();
    const org = await newOrganization(backend, "acme");
    const { importId } = await run(backend, org);
    const [first] = await customersOf(backend, org);
    await org.as.admin.mutation(api.customers.update, {
      orgId: org.orgId,
      customerId: first!._id,
      patch: { notes: "edited" },
    });
    await org.as.admin.mutation(api.imports.undo, { orgId: org.orgId, importId });
    await backend.finishAllScheduledFunctions(vi.runAllTimers);
    const { undo } = await org.as.admin.query(api.imports.get, { orgId: org.orgId, importId });
    expect(undo).toMatchObject({ status: "done", counts: { removed: 5, kept: 1 } });
    expect((await customersOf(backend, org)).filter(({ status }) => status !== "deleted")).toHaveLength(1);
    await expect(org.as.admin.mutation(api.imports.undo, { orgId: org.orgId, importId })).rejects.toThrow(
      "JOB_NOT_RUNNING",
    );
    const { job } = await run(backend, org);
    expect(job.counts["created"]).toBe(5);
  });
});
