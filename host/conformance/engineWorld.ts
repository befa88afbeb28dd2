// What tests of the engine alone share: the fixture on an engine in a fresh folder, before each test.
import { rmSync } from "node:fs";
import type { Value } from "convex/values";
import { afterEach, beforeEach } from "vitest";
import type { LocalEngine, SessionTransition } from "../contract";
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, fixtureEngine, temporaryFolder, unwrap, type Args } from "./calls";

export interface EngineWorld {
  /** The present one; another after `reopen`. */
  readonly engine: LocalEngine;
  readonly folder: string;
  /** Closes the engine and opens another on the same folder, `closedMs` later. */
  reopen(closedMs?: number): Promise<void>;
  query(path: string, args?: Args): Promise<Value>;
  mutation(path: string, args?: Args): Promise<Value>;
}

export function engineWorld(): EngineWorld {
  let folder: string;
  let engine: LocalEngine;
  beforeEach(async () => {
    folder = temporaryFolder();
    engine = await fixtureEngine(folder);
  });
  afterEach(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get engine() {
      return engine;
    },
    get folder() {
      return folder;
    },
    async reopen(closedMs = 0) {
      await engine.close();
      await later(closedMs);
      engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
    },
    query: async (path, args = {}) => unwrap(await engine.query(callOf(path, args))),
    mutation: async (path, args = {}) => unwrap(await engine.mutation(callOf(path, args))),
  };
}

export const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Collects transitions and waits for the next one that satisfies a condition. */
export function listen({ engine }: EngineWorld) {
  const seen: SessionTransition[] = [];
  let wake = (): void => undefined;
  const session = engine.openSession((transition) => {
    seen.push(transition);
    wake();
  });
  const until = async (done: (seen: SessionTransition[]) => boolean): Promise<void> => {
    const limit = Date.now() + 5_000;
    while (!done(seen)) {
      if (Date.now() > limit) throw new Error("the expected transition did not come");
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 50);
      });
    }
  };
  return { session, seen, until };
}
