// Scheduled functions: when they run, as whom, how often, and what is known of them.
import type { Value } from "convex/values";
import { beforeEach, expect, it } from "vitest";
import { eventually } from "./eventually";
import { inBothWorlds, onEngine, type World } from "./worlds";

function helpers(current: () => World) {
  let name = "";
  let made = 0;
  beforeEach(() => {
    name = `job${made++}`;
  });
  return {
    name: () => name,
    schedule: async (path: string, args: Record<string, Value> = {}) =>
      String(await current().mutation(path, { name, ...args })),
    ran: () => current().query("jobs:rows", { name }),
    row: async (id: string) => (await current().query("jobs:row", { id })) as Record<string, Value>,
  };
}

inBothWorlds("once", (current) => {
  const { name, schedule, ran, row } = helpers(current);

  it("SC-11 a row tells the function, its arguments, its time and its state", async () => {
    const before = Date.now();
    const id = await schedule("jobs:soon", { delay: 3_600_000 });
    const waiting = await row(id);
    expect(waiting).toMatchObject({ args: [{ name: name(), fail: false }], state: { kind: "pending" } });
    expect(waiting["name"]).toMatch(/^jobs(\.js)?:run$/);
    expect(Number(waiting["scheduledTime"])).toBeGreaterThanOrEqual(before + 3_600_000 - 1);
    expect(Number(waiting["scheduledTime"])).toBeLessThan(before + 3_600_000 + 60_000);
    expect("completedTime" in waiting).toBe(false);
    await current().mutation("jobs:cancel", { id });
    expect((await row(id))["state"]).toEqual({ kind: "canceled" });
  });

  it("SC-11 a moment that is past already means now", async () => {
    const id = await schedule("jobs:at", { timestamp: Date.now() - 60_000 });
    await current().settle();
    expect(await ran()).toBe(1);
    expect((await row(id))["state"]).toEqual({ kind: "success" });
  });

  it("SC-11 a function that schedules itself goes on to its end", async () => {
    await current().mutation("jobs:countDown", { name: name(), left: 5 });
    for (let i = 0; i < 5; i++) await current().settle();
    expect(await ran()).toBe(5);
  });

  it("SC-11 scheduling belongs to the transaction: what fails schedules nothing", async () => {
    await expect(schedule("jobs:scheduleAndFail")).rejects.toThrow(/after scheduling/);
    const id = await schedule("jobs:scheduleAndCancel");
    await current().settle();
    expect(await ran()).toBe(0);
    expect(await current().query("jobs:state", { id })).toBe("canceled");
  });

  it("SC-11 RT-26 a scheduled function is nobody's, and knows which job it is", async () => {
    const ada = current().as({ subject: "ada", issuer: "https://id.example" });
    const id = String(await ada.mutation("jobs:soonReport", { name: name() }));
    await current().settle();
    const reports = (await current().query("jobs:reports")) as { name: string }[];
    expect(reports.filter((report) => report.name === name())).toEqual([
      { name: name(), who: null, scheduledFunctionId: id },
    ]);
  });

  it("SC-2 SC-4 an action that fails is not tried again, and what it did stays", async () => {
    const id = await schedule("jobs:soonFailingAction");
    await current().settle();
    await current().settle();
    expect(await ran()).toBe(1);
    expect((await row(id))["state"]).toMatchObject({ kind: "failed" });
  });

  it.each(["missing", "negative", "never", "pending"])(
    "SC-12 what cannot be scheduled is refused: %s",
    async (how) => {
      if (how === "missing" && current().name === "convex-test") return; // It looks for the function when it is due.
      await expect(current().mutation("jobs:wrong", { how })).rejects.toThrow();
    },
  );

  it("RT-15 a mutation schedules at most 1,000 functions", async () => {
    await expect(current().mutation("jobs:many", { count: 1_001 })).rejects.toThrow(/1000/);
  });
});

onEngine("once", (current) => {
  const { name, schedule, ran, row } = helpers(current);

  it("SC-11 a finished row says when, and a failed one why", async () => {
    const good = await schedule("jobs:soon");
    const bad = await schedule("jobs:soon", { fail: true });
    const before = Date.now();
    await current().settle();
    expect(await row(good)).toMatchObject({ state: { kind: "success" } });
    expect(Number((await row(good))["completedTime"])).toBeGreaterThanOrEqual(before - 60_000);
    expect(await row(bad)).toMatchObject({
      state: { kind: "failed", error: expect.stringContaining("job failed on purpose") },
    });
  });

  it("SC-3 cancelling what has run changes nothing; what runs is not stopped but stays cancelled", async () => {
    const done = await schedule("jobs:soon");
    await current().settle();
    await current().mutation("jobs:cancel", { id: done });
    expect(await current().query("jobs:state", { id: done })).toBe("success");
    const running = await schedule("jobs:soonHeld");
    const state = () => current().query("jobs:state", { id: running });
    await eventually(async () => expect(await state()).toBe("inProgress"));
    await current().mutation("jobs:cancel", { id: running });
    expect(await state()).toBe("canceled");
    expect(await ran()).toBe(1);
    await current().mutation("jobs:soon", { name: `${name()} let go` });
    await eventually(async () => expect(await ran()).toBe(2));
    await current().settle();
    expect(await state()).toBe("canceled");
  });

  it("SC-12 the refusals name what is wrong", async () => {
    const refusal = (how: string) => current().mutation("jobs:wrong", { how });
    await expect(refusal("query")).rejects.toThrow(/jobs:rows.*query/);
    await expect(refusal("missing")).rejects.toThrow("Could not find function for 'jobs:nothing'");
    await expect(current().mutation("jobs:many", { count: 1_001 })).rejects.toThrow(
      "Too many functions scheduled by this mutation (limit: 1000)",
    );
  });
});
