/** The HTTP API for calling functions: /api/query, /api/mutation, /api/action, /api/function, /api/run/*. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Engine, FunctionCall, Outcome, RequestOrigin } from "../contract";
import type { Verifier } from "../auth/verifier";
import { forCaller } from "../disclosure";
import { decodeTs, encodeTs, type ProtocolError } from "../sync/protocol";
import type { SystemQueries } from "../sync/systemQueries";
import { MAX_FUNCTION_BODY, readJson } from "./body";
import { cleanJson } from "./cleanJson";
import { HttpError, sendJson, sendJsonText } from "./errors";

/** Convex's status for "the function ran and failed". */
const STATUS_FUNCTION_FAILED = 560;

export interface FunctionApiOptions {
  readonly engine: Engine;
  readonly verifier: Verifier;
  readonly systemQueries: SystemQueries;
  readonly isDevelopment: boolean;
}

interface Request {
  readonly call: FunctionCall;
  readonly format: string | undefined;
  readonly ts: bigint | null;
}

type Kind = "query" | "mutation" | "action" | "function";

/** Answers one call; false when the path is none of this API. */
export async function functionApi(
  options: FunctionApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  origin: RequestOrigin,
): Promise<boolean> {
  const path = url.pathname.slice("/api/".length);
  if (path === "query_ts") {
    sendJson(response, 200, { ts: encodeTs(options.engine.latestTs()) });
    return true;
  }
  const kind = kindOf(path);
  if (!kind) return false;
  const body = await readCall(request, url, kind);
  if (path.startsWith("run/")) body["path"] = runIdentifier(path);
  const { identity } = await options.verifier.header(request.headers.authorization);
  const parsed = parseCall(body, identity, origin);
  const outcome = await run(options, kind, parsed);
  send(response, forCaller(outcome, identity, options.isDevelopment), parsed.format);
  return true;
}

function kindOf(path: string): Kind | null {
  if (path === "query_at_ts") return "query";
  if (path === "query" || path === "mutation" || path === "action" || path === "function") return path;
  return path.startsWith("run/") ? "function" : null;
}

/** `run/messages/list` names `messages:list`. */
function runIdentifier(path: string): string {
  const parts = decodeURIComponent(path.slice("run/".length)).split("/");
  const name = parts.pop()!;
  return parts.length === 0 ? name : `${parts.join("/")}:${name}`;
}

async function readCall(request: IncomingMessage, url: URL, kind: Kind): Promise<Record<string, unknown>> {
  if (request.method === "GET" && kind === "query") {
    const args = url.searchParams.get("args") ?? "{}";
    const format = url.searchParams.get("format") ?? undefined;
    return { path: url.searchParams.get("path"), args: parseArgs(args), format };
  }
  if (request.method !== "POST") {
    throw new HttpError(405, "MethodNotAllowed", "Call this address with POST");
  }
  const body = await readJson(request, MAX_FUNCTION_BODY);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HttpError(400, "BadJsonBody", "The request body must be a JSON object");
  }
  return { ...body };
}

function parseArgs(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, "BadJsonBody", "args is not JSON");
  }
}

function parseCall(
  body: Readonly<Record<string, unknown>>,
  identity: FunctionCall["identity"],
  origin: RequestOrigin,
): Request {
  const { path, format, componentPath, ts } = body;
  if (typeof path !== "string" || path === "") {
    throw new HttpError(400, "BadJsonBody", "path must name a function, for example messages:list");
  }
  if (format !== undefined && format !== null && format !== "json" && format !== "convex_encoded_json") {
    throw new HttpError(400, "BadFormat", "format must be json or convex_encoded_json");
  }
  const given = Array.isArray(body["args"]) ? (body["args"][0] ?? {}) : (body["args"] ?? {});
  if (
    typeof given !== "object" ||
    Array.isArray(given) ||
    (Array.isArray(body["args"]) && body["args"].length > 1)
  ) {
    throw new HttpError(400, "BadJsonBody", "args must be one object");
  }
  const component = typeof componentPath === "string" ? componentPath : "";
  if (component !== "" && identity.kind !== "admin") {
    throw new HttpError(403, "Unauthorized", "Only admins can call functions of components directly");
  }
  return {
    call: {
      component,
      path,
      args: JSON.stringify(given),
      identity,
      origin,
      internal: identity.kind === "admin",
    },
    format: typeof format === "string" ? format : undefined,
    ts: typeof ts === "string" ? decode(ts) : null,
  };
}

function decode(ts: string): bigint {
  try {
    return decodeTs(ts);
  } catch (error) {
    throw new HttpError(400, "BadTimestamp", (error as ProtocolError).message);
  }
}

function run(options: FunctionApiOptions, kind: Kind, { call, ts }: Request): Outcome | Promise<Outcome> {
  const { engine } = options;
  if (ts !== null && ts > engine.latestTs()) {
    throw new HttpError(400, "BadTimestamp", "The timestamp lies in the future");
  }
  if (call.internal && call.path.startsWith("_system/")) {
    return options.systemQueries(call.component, call.path, call.args);
  }
  if (kind === "query") return engine.query(call);
  if (kind === "mutation") return engine.mutation(call);
  if (kind === "action") return engine.action(call);
  return engine.anyFunction(call);
}

function send(response: ServerResponse, outcome: Outcome, format: string | undefined): void {
  const clean = (text: string) => (format === "json" ? JSON.stringify(cleanJson(JSON.parse(text))) : text);
  const logLines = JSON.stringify(outcome.logLines);
  if (outcome.ok) {
    const text = `{"status":"success","value":${clean(outcome.value)},"logLines":${logLines}}`;
    return sendJsonText(response, 200, text);
  }
  const data = outcome.errorData === undefined ? "" : `,"errorData":${clean(outcome.errorData)}`;
  sendJsonText(
    response,
    STATUS_FUNCTION_FAILED,
    `{"status":"error","errorMessage":${JSON.stringify(outcome.errorMessage)}${data},"logLines":${logLines}}`,
  );
}
