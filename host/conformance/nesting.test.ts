// Programs of nested mutations, some of which fail, against a model that copies the whole world.
import fc from "fast-check";
import { expect, it } from "vitest";
import { inBothWorlds } from "./worlds";

interface Program {
  readonly steps: readonly Step[];
  readonly fails: boolean;
}
type Step =
  | { readonly set: string; readonly value: number }
  | { readonly remove: string }
  | { readonly schedule: string }
  | { readonly look: true }
  | ({ readonly caught: boolean } & Program);

const RUNS = 60;
const SEED = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);
const name = fc.constantFrom("a", "b", "c");

const { program } = fc.letrec<{ program: Program; step: Step }>((tie) => ({
  program: fc.record({
    steps: fc.array(tie("step"), { maxLength: 5 }),
    fails: fc.boolean(),
  }),
  step: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ set: name, value: fc.integer({ min: 0, max: 9 }) }),
    fc.record({ remove: name }),
    fc.record({ schedule: name }),
    fc.constant({ look: true as const }),
    fc.tuple(fc.boolean(), tie("program")).map(([caught, inner]) => ({ caught, ...inner })),
  ),
}));

/** Rows by name, and the names of what was scheduled. */
interface State {
  readonly rows: Map<string, number>;
  readonly scheduled: string[];
}

const FAILED = new Error("failed");

/** What the program sees, and the state after it; throws FAILED and leaves the given state alone. */
function model({ steps, fails }: Program, before: State): { seen: unknown[]; after: State } {
  let state: State = { rows: new Map(before.rows), scheduled: [...before.scheduled] };
  const seen: unknown[] = [];
  for (const step of steps) {
    if ("set" in step) state.rows.set(step.set, step.value);
    else if ("remove" in step) state.rows.delete(step.remove);
    else if ("schedule" in step) state.scheduled.push(step.schedule);
    else if ("look" in step) seen.push([...state.rows].sort(([a], [b]) => (a < b ? -1 : 1)));
    else {
      try {
        const inner = model(step, state);
        seen.push(inner.seen);
        state = inner.after;
      } catch (error) {
        if (!step.caught) throw error;
        seen.push("failed");
      }
    }
  }
  if (fails) throw FAILED;
  return { seen, after: state };
}

inBothWorlds("once", (current) => {
  it("TX-1 TX-2 SC-11 whatever is nested and fails: reads, rows and scheduled functions are those of what did not", async () => {
    await fc.assert(
      fc.asyncProperty(program, async (asked) => {
        const world = current();
        await world.mutation("tree:clear");
        const jobsBefore = ((await world.query("tree:jobs")) as { states: string[] }).states.length;
        const empty: State = { rows: new Map(), scheduled: [] };
        let expected: ReturnType<typeof model> | null = null;
        try {
          expected = model(asked, empty);
        } catch {
          // It fails as a whole: nothing of it may be left.
        }
        const run = world.mutation("tree:run", asked as never);
        if (expected === null) await expect(run).rejects.toThrow();
        else expect(await run).toEqual(expected.seen);
        const { rows, scheduled } = expected?.after ?? empty;
        expect(await world.query("tree:all")).toEqual([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
        await world.settle();
        const { ran, states } = (await world.query("tree:jobs")) as { ran: string[]; states: string[] };
        expect(ran.sort()).toEqual(scheduled.toSorted());
        // What was rolled back has left no row either.
        expect(states.slice(jobsBefore)).toEqual(scheduled.map(() => "success"));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
