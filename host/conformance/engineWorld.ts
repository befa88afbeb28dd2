// What tests of the engine alone share: the fixture on an engine in a fresh folder, before each test.
import { rmSync } from "node:fs";
import type { Value } from "convex/values";
import { afterEach, beforeEach, vi } from "vitest";
import type { LocalEngine, SessionTransition } from "../contract";
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, fixtureEngine, temporaryFolder, unwrap, type Args } from "./calls";
import { PATIENCE_MS } from "./eventually";

export interface EngineWorld {
  /** The present one; another after `reopen`. */
  readonly engine: LocalEngine;
  readonly folder: string;
  /** Closes the engine and opens another on the same folder, to which it is so many milliseconds later. */
  reopen(closedMs?: number): Promise<void>;
  query(path: string, args?: Args): Promise<Value>;
  mutation(path: string, args?: Args): Promise<Value>;
}

export function engineWorld(): EngineWorld {
  const { now } = Date;
  let aheadMs = 0;
  let folder: string;
  let engine: LocalEngine;
  beforeEach(async () => {
    aheadMs = 0;
    folder = temporaryFolder();
    engine = await fixtureEngine(folder);
  });
  afterEach(async () => {
    await engine.close();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get engine() {
      return engine;
    },
    get folder() {
      return folder;
    },
    async reopen(laterMs = 0) {
      await engine.close();
      aheadMs += laterMs;
      vi.spyOn(Date, "now").mockImplementation(() => now() + aheadMs);
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
    const limit = Date.now() + PATIENCE_MS;
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
