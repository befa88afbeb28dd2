// The same functions in two worlds: convex-test, the published model of Convex,
// and this engine. Scenarios say what must hold in both.
import { rmSync } from "node:fs";
import {
  makeFunctionReference,
  type GenericSchema,
  type SchemaDefinition,
  type UserIdentity,
} from "convex/server";
import type { Value } from "convex/values";
import { convexTest, type TestConvex } from "convex-test";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import type { Identity, LocalEngine } from "../contract";
import { callOf, FIXTURE, fixtureEngine, ORIGIN, temporaryFolder, unwrap, type Args } from "./calls";
import { eventually } from "./eventually";
import schema from "./fixture/convex/schema";

/** A caller of the fixture's functions. Failures are thrown, ConvexError with its data. */
export interface World {
  /** What only one of the two models is told apart by this. */
  readonly name: "convex-test" | "engine";
  query(path: string, args?: Args): Promise<Value>;
  mutation(path: string, args?: Args): Promise<Value>;
  action(path: string, args?: Args): Promise<Value>;
  fetch(path: string, init: RequestInit): Promise<Response>;
  as(user: { subject: string; issuer: string; [claim: string]: unknown }): World;
  /** Waits until nothing is due any more. */
  settle(): Promise<void>;
  setVariable(name: string, value: string): Promise<void>;
  close(): Promise<void>;
  /** In the engine's world. */
  readonly engine?: LocalEngine;
}

type AnySchema = SchemaDefinition<GenericSchema, boolean>;

/** A `convex/` folder, as each of the two worlds wants to be given it. */
export interface Fixture {
  readonly directory: string;
  readonly schema: AnySchema;
  /** Its modules by path, as `import.meta.glob` names them; `_generated` is added. */
  readonly modules: Record<string, () => Promise<unknown>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Mounts components; the engine reads convex.config.ts instead. */
  register?(t: TestConvex<AnySchema>): void;
}

const BASIC: Fixture = {
  directory: FIXTURE,
  schema,
  modules: import.meta.glob("./fixture/convex/*.ts"),
};

/** convex-test finds the root of the modules by this file. */
export function withGenerated(
  modules: Record<string, () => Promise<unknown>>,
): Record<string, () => Promise<unknown>> {
  const [first = ""] = Object.keys(modules).sort((a, b) => a.split("/").length - b.split("/").length);
  const root = first.slice(0, first.lastIndexOf("/") + 1);
  return { ...modules, [`${root}_generated/api.js`]: async () => ({}) };
}

type Fresh = "each test" | "once";
type Open = (fixture: Fixture) => Promise<World>;

/**
 * Runs the same tests on convex-test and on the engine. `fresh` says how often a world is made: tests that
 * leave nothing behind for each other may share one, which makes room for many cases.
 */
export function inBothWorlds(fresh: Fresh, tests: (world: () => World) => void, fixture = BASIC): void {
  inWorld("convex-test", convexTestWorld, fresh, tests, fixture);
  inWorld("engine", engineWorld, fresh, tests, fixture);
}

/** For what convex-test leaves out or models loosely: the same tests, on the engine alone. */
export function onEngine(fresh: Fresh, tests: (world: () => World) => void, fixture = BASIC): void {
  inWorld("engine", engineWorld, fresh, tests, fixture);
}

function inWorld(
  name: string,
  open: Open,
  fresh: Fresh,
  tests: (world: () => World) => void,
  fixture: Fixture,
): void {
  describe(`on ${name}`, () => {
    let world: World;
    const [before, after] = fresh === "once" ? [beforeAll, afterAll] : [beforeEach, afterEach];
    before(async () => {
      world = await open(fixture);
      for (const [name, value] of Object.entries(fixture.variables ?? {}))
        await world.setVariable(name, value);
    });
    after(async () => {
      await world.close();
    });
    tests(() => world);
  });
}

function convexTestWorld(fixture: Fixture): Promise<World> {
  const t = convexTest({
    schema: fixture.schema,
    modules: withGenerated(fixture.modules),
    transactionLimits: true,
  });
  fixture.register?.(t);
  const variables: string[] = [];
  type Caller = Pick<typeof t, "query" | "mutation" | "action" | "fetch">;
  const world = (caller: Caller): World => ({
    name: "convex-test",
    query: (path, args = {}) => caller.query(makeFunctionReference<"query">(path), args),
    mutation: (path, args = {}) => caller.mutation(makeFunctionReference<"mutation">(path), args),
    action: (path, args = {}) => caller.action(makeFunctionReference<"action">(path), args),
    fetch: (path, init) => caller.fetch(path, init),
    as: (user) => world(t.withIdentity(user as Partial<UserIdentity>)),
    async settle() {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await t.finishInProgressScheduledFunctions();
    },
    // Functions read this process's own variables there.
    setVariable(name, value) {
      variables.push(name);
      process.env[name] = value;
      return Promise.resolve();
    },
    close() {
      for (const name of variables) delete process.env[name];
      return Promise.resolve();
    },
  });
  return Promise.resolve(world(t));
}

const IDLE_MS = 120;
/** A job due within this time is waited for: a loaded machine may take longer than IDLE_MS to get here. */
const SOON_MS = 1_000;

async function engineWorld(fixture: Fixture): Promise<World> {
  const folder = temporaryFolder();
  const engine = await fixtureEngine(folder, fixture.directory);
  const world = (identity: Identity): World => ({
    name: "engine",
    engine,
    query: async (path, args) => unwrap(await engine.query(callOf(path, args, identity))),
    mutation: async (path, args) => unwrap(await engine.mutation(callOf(path, args, identity))),
    action: async (path, args) => unwrap(await engine.action(callOf(path, args, identity))),
    async fetch(path, init) {
      const request = new Request(`http://127.0.0.1:4101${path}`, init);
      return (await engine.httpAction(request, identity, ORIGIN)) ?? new Response(null, { status: 404 });
    },
    as: (user) =>
      world({ kind: "user", attributes: { ...user, tokenIdentifier: `${user.issuer}|${user.subject}` } }),
    settle: () => settled(engine),
    setVariable: (name, value) => engine.environment.update([{ name, value }]),
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return world({ kind: "anonymous" });
}

/** A moment for what is due in a moment, and then until no job is waiting or running, however slow the machine. */
async function settled(engine: LocalEngine): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  await eventually(() => {
    if (engine.componentPaths().some((path) => hasWork(engine, path)))
      throw new Error("scheduled functions do not come to an end");
  });
}

function hasWork(engine: LocalEngine, component: string): boolean {
  const { documents } = engine.tablePage(component, "_scheduled_functions", {
    cursor: null,
    limit: 1_000,
    order: "desc",
  });
  return documents.some((text) => {
    const { state, scheduledTime } = JSON.parse(text) as { state: { kind: string }; scheduledTime: number };
    return state.kind === "inProgress" || (state.kind === "pending" && scheduledTime <= Date.now() + SOON_MS);
  });
}
