/** The endpoints of the official CLI: push, environment, logs. All need the admin key. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { Engine, PreparedApp, SchemaProblem } from "../contract";
import { AuthenticationError } from "../auth/errors";
import type { Verifier } from "../auth/verifier";
import { readJson } from "../http/body";
import { HttpError, sendJson } from "../http/errors";
import { componentTree, definitionsByPath } from "./definitions";
import { componentDiffs } from "./diff";
import { checkVariableChanges } from "./environment";
import { logStreamEntry } from "./logs";
import { stagedEvaluations } from "./staged";
import type { Uploads } from "./uploads";

/** Convex's bundle limit is 32 MiB; source maps come on top. */
const MAX_PUSH_BYTES = 256 * 1024 * 1024;
const LOG_POLL_MS = 20_000;
/** How often the CLI hears how far a schema change is. */
const SCHEMA_POLL_MS = 2_000;
/** Prepared pushes that were never finished; the oldest are forgotten. */
const MAX_PENDING = 4;

type Body = Readonly<Record<string, unknown>>;

export interface AdminOptions {
  readonly engine: Engine;
  readonly verifier: Verifier;
  readonly cloudUrl: string;
  readonly siteUrl: string;
  readonly uploads: Uploads;
  readonly dataDirectory: string;
}

export type AdminRoutes = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;

/** Answers the CLI's addresses; the returned function is false for any other path. */
export function createAdminRoutes(options: AdminOptions): AdminRoutes {
  const { engine } = options;
  const pending = new Map<string, PreparedApp>();
  /** Row checks and index fills under way; each ends in an answer, never in a rejection. */
  const stagings = new Map<string, Promise<object>>();

  const posts: Readonly<Record<string, (body: Body) => Promise<unknown>>> = {
    "/api/get_config_hashes": async () => ({
      config: { functions: "convex/", authInfo: [] },
      moduleHashes: [],
      nodeDependencies: [],
      udfServerVersion: "1.0.0",
    }),
    "/api/deploy2/evaluate_schema": async () => ({
      componentSchemaEvaluations: stagedEvaluations(engine),
      newComponentDefinitions: [],
    }),
    "/api/deploy2/evaluate_push": async () => ({ schemaChange: schemaChange("") }),
    "/api/deploy2/start_push": startPush,
    "/api/deploy2/wait_for_schema": waitForSchema,
    "/api/deploy2/finish_push": finishPush,
    "/api/deploy2/report_push_completed": async () => ({}),
    "/api/update_environment_variables": updateVariables,
    "/api/import/start_upload": async () => options.uploads.start(),
    "/api/import/finish_upload": async (body) => ({
      importId: await engine.startImport(await options.uploads.finish(body)),
    }),
    "/api/perform_import": async (body) => {
      if (await engine.performImport(String(body["importId"]))) return null;
      throw new HttpError(400, "InvalidImport", "This import does not wait for a confirmation.");
    },
    "/api/orbit/backup": backup,
  };

  async function startPush(body: Body): Promise<unknown> {
    const prepared = await refuseOnError("StartPushFailed", () =>
      engine.prepare({ kind: "pushed", request: body }),
    );
    const id = randomUUID();
    pending.set(id, prepared);
    for (const oldest of [...pending.keys()].slice(0, -MAX_PENDING)) {
      pending.delete(oldest);
      stagings.delete(oldest);
    }
    return {
      environmentVariables: {},
      externalDepsId: null,
      componentDefinitionPackages: {},
      appAuth: [],
      analysis: definitionsByPath(prepared.analysis),
      app: componentTree(prepared.analysis),
      schemaChange: schemaChange(id),
    };
  }

  /** Answers at once when all is ready, and how far it is after a while. */
  async function waitForSchema(body: Body): Promise<unknown> {
    const id = pushId(body["schemaChange"]);
    const prepared = find(id);
    if (body["dryRun"] === true) return { type: "complete" };
    let staging = stagings.get(id);
    if (staging === undefined) {
      staging = engine
        .stage(prepared)
        .then(schemaAnswer, (error: Error) => new HttpError(400, "PushFailed", error.message));
      stagings.set(id, staging);
    }
    const answer = await Promise.race([staging, delay(SCHEMA_POLL_MS, null, { ref: false })]);
    if (answer === null) return { type: "inProgress", components: engine.stagingProgress() };
    stagings.delete(id);
    if (answer instanceof HttpError) throw answer;
    return answer;
  }

  async function finishPush(body: Body): Promise<unknown> {
    const id = pushId((body["startPush"] as { schemaChange?: unknown } | null)?.schemaChange);
    const prepared = find(id);
    const before = engine.analysis();
    if (body["dryRun"] !== true) await refuseOnError("FinishPushFailed", () => engine.deploy(prepared));
    pending.delete(id);
    return {
      authDiff: { added: [], removed: [] },
      definitionDiffs: {},
      componentDiffs: componentDiffs(before, prepared.analysis),
    };
  }

  function find(id: string): PreparedApp {
    const prepared = pending.get(id);
    if (prepared) return prepared;
    throw new HttpError(400, "RaceDetected", "This push is no longer known to the host. Push again.");
  }

  async function updateVariables(body: Body): Promise<unknown> {
    const changes = checkVariableChanges(body, new Set(engine.environment.list().keys()));
    await engine.environment.update(changes);
    return null;
  }

  async function logs(url: URL): Promise<unknown> {
    const cursor = Number(url.searchParams.get("cursor")) || 0;
    // The first poll only finds out where the log ends.
    const read = await engine.logs(cursor, cursor === 0 ? 0 : LOG_POLL_MS);
    return { entries: read.entries.map(logStreamEntry), newCursor: read.cursor };
  }

  /** Into a scratch folder that `npm run backup` made in the data folder, and nowhere else. */
  async function backup(body: Body): Promise<unknown> {
    const name = String(body["directory"] ?? "");
    if (!/^backup-\w+$/.test(name))
      throw new HttpError(400, "BadDirectory", "directory must be a backup-… folder");
    await engine.backup(path.join(options.dataDirectory, name));
    return {};
  }

  async function requireAdmin(request: IncomingMessage): Promise<void> {
    const { identity } = await options.verifier.header(request.headers.authorization);
    if (identity.kind === "admin") return;
    throw new AuthenticationError("BadDeployKey", "The provided deploy key was invalid for this deployment");
  }

  return async (request, response, url) => {
    const post = posts[url.pathname];
    if (post && request.method === "POST") {
      // First the key: only its holder may make the host read a body of this size.
      await requireAdmin(request);
      sendJson(response, 200, await post(await readObject(request, MAX_PUSH_BYTES)));
      return true;
    }
    if (url.pathname === "/api/stream_function_logs") {
      await requireAdmin(request);
      sendJson(response, 200, await logs(url));
      return true;
    }
    if (url.pathname === "/api/v1/get_canonical_urls") {
      await requireAdmin(request);
      sendJson(response, 200, { convexCloudUrl: options.cloudUrl, convexSiteUrl: options.siteUrl });
      return true;
    }
    if (url.pathname === "/api/import/upload_part" && request.method === "POST") {
      await requireAdmin(request);
      sendJson(response, 200, await options.uploads.part(request, url));
      return true;
    }
    if (url.pathname.startsWith("/api/export/")) {
      await requireAdmin(request);
      await exported(request, response, url);
      return true;
    }
    return false;
  };

  async function exported(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname === "/api/export/request/zip" && request.method === "POST") {
      if (!(await engine.startExport(url.searchParams.get("includeStorage") === "true"))) {
        throw new HttpError(400, "ExportInProgress", "An export is in progress. Wait until it has finished.");
      }
      return sendJson(response, 200, {});
    }
    const [, ts] = /^\/api\/export\/zip\/(\d+)$/.exec(url.pathname) ?? [];
    const file = ts ? await engine.exportFile(ts) : null;
    if (file) {
      response.setHeader("Content-Type", "application/zip");
      response.setHeader("Content-Disposition", `attachment; filename=snapshot_${ts}.zip`);
      return pipeline(createReadStream(file), response);
    }
    throw new HttpError(404, "ExportNotFound", "This export is no longer kept. Start a new one.");
  }
}

async function readObject(request: IncomingMessage, limit: number): Promise<Body> {
  // Some requests of the CLI have no body.
  if (request.headers["content-length"] === "0") return {};
  const body = await readJson(request, limit);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Body;
  throw new HttpError(400, "BadJsonBody", "The request body must be a JSON object");
}

/** The CLI hands this back unread; it carries the name of the prepared push. */
function schemaChange(id: string) {
  return { allocatedComponentIds: {}, schemaIds: { push: id }, indexDiffs: {} };
}

function pushId(change: unknown): string {
  const id = (change as { schemaIds?: { push?: unknown } } | null | undefined)?.schemaIds?.push;
  return typeof id === "string" ? id : "";
}

function schemaAnswer(problem: SchemaProblem | null): object {
  if (problem === null) return { type: "complete" };
  const { error, component, table } = problem;
  return { type: "failed", error, componentPath: component, tableName: table };
}

/** What is wrong with pushed code is the pusher's to read: status 400 makes the CLI print it and stop. */
async function refuseOnError<T>(code: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new HttpError(400, code, error instanceof Error ? error.message : String(error));
  }
}
