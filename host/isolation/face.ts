// The Engine's members, each as a call to the thread that has the database: what is made
// again on a new thread, and what its caller is told when it cannot be.
import { randomUUID } from "node:crypto";
import type {
  AppAnalysis,
  AuthProvider,
  Engine,
  EngineOptions,
  EngineStats,
  FunctionCall,
  MutationOutcome,
  Outcome,
  PreparedApp,
  QueryOutcome,
  RequestKey,
  StoredFile,
} from "../contract";
import { NO_DURATIONS } from "../histogram";
import { canonicalPath } from "../runtime/application";
import { fingerprintOf } from "../runtime/progress";
import { IsolatedEngine, type IsolationLimits } from "./isolatedEngine";
import type { RequestParts, ResponseParts } from "./thread";

const NO_STATS: EngineStats = {
  functions: [],
  queuedMutations: 0,
  runningJobs: 0,
  commits: NO_DURATIONS,
  committedMutations: 0,
  storeBytes: 0,
  heapBytes: 0,
  sessions: 0,
  watchedQueries: 0,
};

/** Like createEngine, in a thread of its own. Rejects as it does. */
export async function createIsolatedEngine(
  options: EngineOptions,
  limits: Partial<IsolationLimits> = {},
): Promise<Engine> {
  const isolated = new IsolatedEngine(options, limits);
  await isolated.started;
  return engineFace(isolated);
}

function engineFace(own: IsolatedEngine): Engine {
  let lastStats = NO_STATS;
  /**
   * For mutations that come without a key: whoever made the thread end, its caller is told what became of it, because
   * it is asked for again and applied once.
   */
  const ownSession = `host ${randomUUID()}`;
  let ownRequests = 0;
  const fingerprint = (call: FunctionCall) => () =>
    fingerprintOf(call.component, canonicalPath(call.path), call.args, call.identity);
  const failed = (text: string): Outcome & { ok: false } => {
    const accident = randomUUID().replaceAll("-", "").slice(0, 16);
    console.error(`[Request ID: ${accident}] ${text}`);
    return { ok: false, errorMessage: text, logLines: [], accident };
  };
  const transient = (text: string, isCulprit: boolean) =>
    failed(isCulprit ? text : "Transient error while executing action: the database was started anew.");
  const toPrepared = ({ id, analysis }: { id: number; analysis: AppAnalysis }): PreparedApp =>
    new RemotelyPrepared(id, analysis);
  const engine: Engine = {
    query: (call) =>
      own.call<QueryOutcome>("query", [call], {
        fingerprint: fingerprint(call),
        retries: true,
        ended: (text) => ({ ...failed(text), journal: null, ts: own.latestTs }),
      }),
    mutation: (call, key: RequestKey = { sessionId: ownSession, requestId: ownRequests++ }) =>
      own.call<MutationOutcome>("mutation", [call, key], {
        fingerprint: fingerprint(call),
        // Under its key it is applied once, however often it is made.
        retries: true,
        ended: (text, isCulprit) => ({
          ...failed(isCulprit ? text : `${text}; it is not known whether this mutation was applied`),
          ts: null,
        }),
      }),
    action: (call) =>
      own.call<Outcome>("action", [call], { fingerprint: fingerprint(call), ended: transient }),
    anyFunction: (call) => {
      const kind = kindOf(own.mirror.analysis as AppAnalysis, call);
      if (kind === "Query") return engine.query(call);
      if (kind === "Mutation") return engine.mutation(call);
      return own.call<Outcome>("anyFunction", [call], { fingerprint: fingerprint(call), ended: transient });
    },
    httpAction: async (request, identity, origin) => {
      const { pathname } = new URL(request.url);
      const body = request.body === null ? null : await request.arrayBuffer();
      const parts: RequestParts = {
        url: request.url,
        method: request.method,
        headers: [...request.headers.entries()],
        body,
      };
      const response = await own.call<ResponseParts | null>("httpAction", [parts, identity, origin], {
        fingerprint: () => fingerprintOf("", `${request.method} ${pathname}`, "", identity),
      });
      return response === null ? null : toResponse(response);
    },
    openSession: (onTransition) => own.openSession(onTransition),
    latestTs: () => own.latestTs,
    environment: {
      list: () => own.mirror.variables,
      update: (changes) => own.call("updateEnvironment", [changes]),
      onChange: (listener) => {
        own.listeners.add(listener);
        return () => own.listeners.delete(listener);
      },
    },
    authProviders: () => {
      const { value, error } = own.mirror.providers;
      if (error !== null) throw new Error(error);
      return value as readonly AuthProvider[];
    },
    files: {
      store: (component, body, contentType, sha256) =>
        own.call("store", [component, body, contentType, sha256], { transfer: body }),
      redeemUploadToken: (token) => own.call("redeemUploadToken", [token]),
      open: (uuid, range) => own.call<StoredFile | null>("open", [uuid, range], { retries: true }),
    },
    analysis: () => own.mirror.analysis as AppAnalysis,
    componentPaths: () => own.mirror.componentPaths,
    tables: (component) => own.ask("tables", [component]),
    tablePage: (component, table, options) => own.ask("tablePage", [component, table, options]),
    prepare: async (source) => toPrepared(await own.call("prepare", [source])),
    startExport: (includeStorage) => own.call("startExport", [includeStorage]),
    exportFile: (ts) => own.call("exportFile", [ts]),
    startImport: (upload) => own.call("startImport", [upload]),
    performImport: (id) => own.call("performImport", [id]),
    transferState: (what, id) => own.ask("transferState", [what, id]),
    stage: async (app) => {
      if (!(app instanceof RemotelyPrepared)) throw new Error("stage() needs what prepare() returned.");
      return await own.call("stage", [app.id]);
    },
    stagingProgress: () => own.ask("stagingProgress", []),
    stagedValidators: () => own.ask("stagedValidators", []),
    deploy: async (app) => {
      if (!(app instanceof RemotelyPrepared)) throw new Error("deploy() needs what prepare() returned.");
      await own.call("deploy", [app.id]);
      own.forgetRefusals();
    },
    logs: (cursor, waitMs, which) =>
      own.call("logs", [cursor, waitMs, which], { ended: () => ({ entries: [], cursor: 0 }) }),
    stats: () => {
      try {
        lastStats = own.ask<EngineStats>("stats", []);
      } catch {
        // Metrics must answer when the thread does not: they show what was known last.
      }
      return { ...lastStats, sessions: own.sessions.size };
    },
    jwks: () => own.mirror.jwks,
    backup: (directory) => own.call("backup", [directory]),
    close: () => own.close(),
  };
  return engine;
}

/** Undefined when there is no such function; the engine has the words for that. */
function kindOf({ components }: AppAnalysis, { component, path }: FunctionCall) {
  const wanted = canonicalPath(path);
  const modules = components.find((known) => known.path === component)?.modules ?? [];
  for (const module of modules)
    for (const { name, udfType } of module.functions)
      if (canonicalPath(`${module.path}:${name}`) === wanted) return udfType;
  return undefined;
}

class RemotelyPrepared implements PreparedApp {
  constructor(
    readonly id: number,
    readonly analysis: AppAnalysis,
  ) {}
}

function toResponse({ status, statusText, headers, body }: ResponseParts): Response {
  const hasBody = ![101, 204, 205, 304].includes(status);
  return new Response(hasBody ? body : null, {
    status,
    statusText,
    headers: headers.map(([k, v]) => [k, v]),
  });
}
