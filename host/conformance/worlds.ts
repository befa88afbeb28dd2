// The same functions in two worlds: convex-test, the published model of Convex,
// and this engine. Scenarios say what must hold in both.
import { rmSync } from "node:fs";
import { makeFunctionReference, type UserIdentity } from "convex/server";
import type { Value } from "convex/values";
import { convexTest } from "convex-test";
import type { Identity } from "../contract";
import { callOf, fixtureEngine, ORIGIN, temporaryFolder, unwrap, type Args } from "./calls";
import schema from "./fixture/convex/schema";

/** A caller of the fixture's functions. Failures are thrown, ConvexError with its data. */
export interface World {
  query(path: string, args?: Args): Promise<Value>;
  mutation(path: string, args?: Args): Promise<Value>;
  action(path: string, args?: Args): Promise<Value>;
  fetch(path: string, init: RequestInit): Promise<Response>;
  as(user: { subject: string; issuer: string; [claim: string]: unknown }): World;
  /** Waits until nothing is due any more. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const modules: Record<string, () => Promise<unknown>> = {
  "./convex/_generated/api.js": async () => ({}),
  "./convex/notes.ts": () => import("./fixture/convex/notes"),
  "./convex/values.ts": () => import("./fixture/convex/values"),
  "./convex/nested.ts": () => import("./fixture/convex/nested"),
  "./convex/jobs.ts": () => import("./fixture/convex/jobs"),
  "./convex/system.ts": () => import("./fixture/convex/system"),
  "./convex/http.ts": () => import("./fixture/convex/http"),
  "./convex/nodeActions.ts": () => import("./fixture/convex/nodeActions"),
};

export function convexTestWorld(): Promise<World> {
  const t = convexTest({ schema, modules, transactionLimits: true });
  type Caller = Pick<typeof t, "query" | "mutation" | "action" | "fetch">;
  const world = (caller: Caller): World => ({
    query: (path, args = {}) => caller.query(makeFunctionReference<"query">(path), args),
    mutation: (path, args = {}) => caller.mutation(makeFunctionReference<"mutation">(path), args),
    action: (path, args = {}) => caller.action(makeFunctionReference<"action">(path), args),
    fetch: (path, init) => caller.fetch(path, init),
    as: (user) => world(t.withIdentity(user as Partial<UserIdentity>)),
    async settle() {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await t.finishInProgressScheduledFunctions();
    },
    close: () => Promise.resolve(),
  });
  return Promise.resolve(world(t));
}

export async function engineWorld(): Promise<World> {
  const folder = temporaryFolder();
  const engine = await fixtureEngine(folder);
  const world = (identity: Identity): World => ({
    query: async (path, args) => unwrap(await engine.query(callOf(path, args, identity))),
    mutation: async (path, args) => unwrap(await engine.mutation(callOf(path, args, identity))),
    action: async (path, args) => unwrap(await engine.action(callOf(path, args, identity))),
    async fetch(path, init) {
      const request = new Request(`http://127.0.0.1:4101${path}`, init);
      return (await engine.httpAction(request, identity, ORIGIN)) ?? new Response(null, { status: 404 });
    },
    as: (user) =>
      world({ kind: "user", attributes: { ...user, tokenIdentifier: `${user.issuer}|${user.subject}` } }),
    async settle() {
      await new Promise((resolve) => setTimeout(resolve, 150));
    },
    async close() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
  return world({ kind: "anonymous" });
}
