// Calling the fixture on an engine.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ConvexError, convexToJson, jsonToConvex, type Value } from "convex/values";
import type { EngineOptions, LocalEngine, FunctionCall, Identity, Outcome } from "../contract";
import { createEngine } from "../engine";

export type Args = Record<string, Value | undefined>;

export const FIXTURE = fileURLToPath(new URL("fixture/convex", import.meta.url));

export const ORIGIN = { ip: null, userAgent: null };

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "orbit-engine-"));
}

export const ENGINE_OPTIONS = {
  systemEnvironment: { CONVEX_CLOUD_URL: "http://127.0.0.1:4100", CONVEX_SITE_URL: "http://127.0.0.1:4101" },
  instanceSecret: "00".repeat(32),
};

/** An engine with the fixture deployed, on a fresh folder. */
export async function fixtureEngine(
  dataDirectory = temporaryFolder(),
  directory = FIXTURE,
  options: Partial<EngineOptions> = {},
): Promise<LocalEngine> {
  const engine = await createEngine({ dataDirectory, ...ENGINE_OPTIONS, ...options });
  await engine.deploy(await engine.prepare({ kind: "folder", directory }));
  return engine;
}

export function callOf(
  path: string,
  args: Args = {},
  identity: Identity = { kind: "anonymous" },
): FunctionCall {
  return { component: "", path, args: JSON.stringify(convexToJson(args as Value)), identity, origin: ORIGIN };
}

/** The value of an outcome; throws as a client would. */
export function unwrap(outcome: Outcome): Value {
  if (outcome.ok) return jsonToConvex(JSON.parse(outcome.value));
  if (outcome.errorData === undefined) throw new Error(outcome.errorMessage);
  const error = new ConvexError(jsonToConvex(JSON.parse(outcome.errorData)));
  error.message = outcome.errorMessage;
  throw error;
}
