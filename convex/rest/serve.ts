/**
 * The REST endpoint: `/api/...` and the alias `/api/crm/...` (C22). Checks run
 * cheapest first: route, credentials, rate, body; the route itself runs in one
 * transaction (run.ts). Callers are known by the token they send, never by a
 * cookie, so any origin may call (API-45).
 */
import type { HttpRouter } from "convex/server";
import { hashBytes, hashToken } from "../accounts/secrets";
import { internal } from "../_generated/api";
import type { ActionCtx } from "../_generated/server";
import { httpAction } from "../functions";
import { fail, orbitError, type OrbitError } from "../shared/errors";
import type { ApiCaller } from "../tenancy/apiCaller";
import type { Admission } from "./admit";
import { includedRoute } from "./describe";
import { errorBody, unexpectedBody } from "./errorBody";
import { apiPrefix, matchRoute, type Match } from "./match";
import { openApi } from "./openApi";
import { picked } from "./outward";
import { routes } from "./registry";
import type { ListPage } from "./route";
import { nameOf, type Carried } from "./run";

export function mountApi(http: HttpRouter): void {
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
    http.route({ pathPrefix: apiPrefix, method, handler: httpAction(serve) });
  }
}

type Found = Extract<Match, { found: true }>;

const largestBodyBytes = 1024 * 1024;
const usualLimit = 25;
/** Calls that one page may take where few of the rows looked at match. */
const mostCalls = 40;
const documentPath = `${apiPrefix}openapi.json`;

async function serve(ctx: ActionCtx, request: Request): Promise<Response> {
  const now = Date.now();
  const headers = new Headers({
    ...openToAll,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  try {
    return await answer(ctx, request, now, headers);
  } catch (error) {
    const known = orbitError(error);
    if (known !== null) return refusal(known, now, headers);
    console.error(error);
    return json(500, JSON.stringify(unexpectedBody(now)), headers);
  }
}

const openToAll = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers":
    "ETag, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Idempotent-Replayed",
};

async function answer(ctx: ActionCtx, request: Request, now: number, headers: Headers): Promise<Response> {
  const url = new URL(request.url);
  if (request.method === "GET" && url.pathname === documentPath) {
    const language = url.searchParams.get("language") === "ru" ? "ru" : "en";
    return json(200, JSON.stringify(openApi(url.origin, language)), headers);
  }
  const match = matchRoute(routes, request.method, url.pathname);
  if (!match.found) {
    if (match.allowed.length === 0) fail({ code: "NOT_FOUND", entity: "routes" });
    headers.set("Allow", [...match.allowed, "OPTIONS"].join(", "));
    if (request.method === "OPTIONS") return preflight(match.allowed, headers);
    fail({ code: "METHOD_NOT_ALLOWED", allowed: match.allowed });
  }
  const caller = await callerOf(ctx, request);
  const { ip } = await ctx.meta.getRequestMetadata();
  const admission = await ctx.runMutation(internal.rest.admit, { caller, ip: ip || null, now });
  tellRate(admission, headers);
  if (admission.refusal !== null) fail(admission.refusal);
  const carried: Carried = {
    params: match.params,
    query: Object.fromEntries(url.searchParams),
    dialect: match.dialect,
    page: { cursor: null, numItems: usualLimit },
  };
  if (match.route.takesFile === true)
    return await upload(ctx, request, { match, caller, now, carried }, headers);
  const text = request.method === "GET" ? "" : await bodyOf(request);
  if (text !== "") carried.body = parsed(text);
  if (match.route.kind === "write")
    return await change(ctx, request, { match, caller, now, carried, text }, headers);
  return await read(ctx, request, { match, caller, now, carried }, headers);
}

interface Call {
  match: Found;
  caller: ApiCaller;
  now: number;
  carried: Carried;
}

async function change(
  ctx: ActionCtx,
  request: Request,
  call: Call & { text: string },
  headers: Headers,
): Promise<Response> {
  return told(await written(ctx, request, { ...call, content: call.text }), headers);
}

/** Keeps the file first, because a transaction cannot; a request that comes to nothing takes it away again. */
async function upload(ctx: ActionCtx, request: Request, call: Call, headers: Headers): Promise<Response> {
  const { match, caller, now, carried } = call;
  const asked = { route: nameOf(match.route), request: JSON.stringify(carried) };
  const { limit } = await ctx.runQuery(internal.rest.beforeUpload, { caller, now, at: now, ...asked });
  const tooLarge = (size: number) => size > limit && fail({ code: "PAYLOAD_TOO_LARGE", limitBytes: limit });
  tooLarge(Number(request.headers.get("content-length") ?? 0));
  const blob = await request.blob();
  tooLarge(blob.size);
  if (blob.size === 0) {
    const message = "Send the file as the body.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "", rule: "required", message }] });
  }
  const storageId = await ctx.storage.store(blob);
  let isKept = false;
  try {
    const file = { storageId, size: blob.size };
    const content = await hashBytes(await blob.arrayBuffer());
    const reply = await written(ctx, request, { ...call, carried: { ...carried, file }, content });
    isKept = !reply.isReplayed;
    return told(reply, headers);
  } finally {
    if (!isKept) await ctx.storage.delete(storageId);
  }
}

type Written = Awaited<ReturnType<typeof written>>;

function told(reply: Written, headers: Headers): Response {
  if (reply.isReplayed) headers.set("Idempotent-Replayed", "true");
  return json(reply.status, reply.body, headers);
}

async function written(
  ctx: ActionCtx,
  request: Request,
  { match, caller, now, carried, content }: Call & { content: string },
) {
  const key = request.method === "POST" ? request.headers.get("idempotency-key") : null;
  if (key !== null && (key.length === 0 || key.length > 255)) {
    const message = "Send an Idempotency-Key of 1 to 255 characters.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "Idempotency-Key", rule: "tooLong", message }] });
  }
  const { pathname, search } = new URL(request.url);
  return await ctx.runMutation(internal.rest.write, {
    caller,
    now,
    route: nameOf(match.route),
    request: JSON.stringify(carried),
    idempotency:
      key === null
        ? null
        : { key, fingerprint: await hashToken(`${request.method} ${pathname}${search}\n${content}`) },
  });
}

async function read(ctx: ActionCtx, request: Request, call: Call, headers: Headers): Promise<Response> {
  const { route } = call.match;
  const fields = call.carried.query["fields"]?.split(",").map((name) => name.trim());
  const body =
    route.list === undefined
      ? await single(ctx, call, fields)
      : route.isBare === true
        ? await bareList(ctx, request, call, headers)
        : await list(ctx, call, fields);
  const text = JSON.stringify(body);
  if (request.method !== "GET") return json(200, text, headers);
  const tag = `W/"${(await hashToken(text)).slice(0, 27)}"`;
  headers.set("ETag", tag);
  headers.set("Cache-Control", "private, no-cache");
  const known = request.headers
    .get("if-none-match")
    ?.split(",")
    .map((each) => each.trim());
  if (known?.includes(tag)) return new Response(null, { status: 304, headers });
  return json(200, text, headers);
}

/** The thing itself is read first: it judges what the address asks for. */
async function single(ctx: ActionCtx, call: Call, fields: readonly string[] | undefined): Promise<unknown> {
  const body = picked(JSON.parse(await one(ctx, call)), fields);
  const sections = fields === undefined ? await sectionsOf(ctx, call) : {};
  const related = await relatedOf(ctx, call);
  if (related === null && Object.keys(sections).length === 0) return body;
  return { ...(body as object), ...sections, ...(related === null ? {} : { related }) };
}

/** Rows of each list named in `include`; the whole list has an address of its own. */
const includedRows = 10;

/** Each in a transaction of its own, with the rights it needs by itself. */
async function relatedOf(ctx: ActionCtx, call: Call): Promise<Record<string, unknown> | null> {
  const { match, carried } = call;
  const given = carried.query["include"];
  if (match.route.includes === undefined || given === undefined || given === "") return null;
  const names = [...new Set(given.split(",").map((name) => name.trim()))];
  const parts = await Promise.all(
    names.map(
      async (name) => [includedRoute(match.route, name).list, await beginning(ctx, call, name)] as const,
    ),
  );
  return Object.fromEntries(parts);
}

/** What the older dialect has always said with the thing itself, as far as the caller may read it. */
async function sectionsOf(ctx: ActionCtx, call: Call): Promise<Record<string, unknown>> {
  const { route, dialect } = call.match;
  if (dialect !== "crm") return {};
  const parts = await Promise.all(
    Object.entries(route.sections ?? {}).map(async ([key, name]) => {
      try {
        return [[key, await beginning(ctx, call, name)]] as const;
      } catch (error) {
        if (orbitError(error)?.code === "FORBIDDEN") return [];
        throw error;
      }
    }),
  );
  return Object.fromEntries(parts.flat());
}

async function beginning(ctx: ActionCtx, call: Call, name: string): Promise<readonly unknown[]> {
  const { match, carried } = call;
  const route = includedRoute(match.route, name);
  const below = { ...carried, query: {}, page: { cursor: null, numItems: includedRows } };
  const text = await one(ctx, { ...call, match: { ...match, route }, carried: below });
  return (JSON.parse(text) as ListPage).items;
}

async function one(
  ctx: ActionCtx,
  { match, caller, now, carried }: Call,
  part: "main" | "total" | "beside" = "main",
) {
  const request = JSON.stringify(carried);
  return await ctx.runQuery(internal.rest.read, {
    caller,
    now,
    at: now,
    route: nameOf(match.route),
    request,
    part,
  });
}

/** The rows alone, as older programs expect them. */
async function bareList(ctx: ActionCtx, request: Request, call: Call, headers: Headers): Promise<unknown> {
  const { carried } = call;
  const body: Record<string, unknown> = await list(ctx, call, undefined);
  const { nextCursor } = body["pagination"] as { nextCursor: string | null };
  if (nextCursor !== null) {
    const next = new URL(request.url);
    next.search = new URLSearchParams({ ...carried.query, cursor: nextCursor }).toString();
    next.searchParams.delete("page");
    headers.set("Link", `<${next.href}>; rel="next"`);
  }
  return body[call.match.route.list!];
}

/** A page by number goes through the pages before it; by `cursor` it costs the same anywhere (SRC-13). */
async function list(ctx: ActionCtx, call: Call, fields: readonly string[] | undefined) {
  const { route } = call.match;
  const { query } = call.carried;
  const limit = wholeOr(query["limit"], Math.min(usualLimit, route.largestPage ?? usualLimit));
  const current = query["cursor"] ? null : wholeOr(query["page"], 1);
  const hasTotal = route.kind === "read" && route.total !== undefined;
  const hasBeside = route.kind === "read" && route.beside !== undefined;
  // All at once, so that none is left alone when another is refused.
  const [{ items, cursor }, total, beside] = await Promise.all([
    gather(ctx, call, limit, current ?? 1),
    hasTotal ? one(ctx, call, "total").then((text) => JSON.parse(text) as number | null) : null,
    hasBeside ? one(ctx, call, "beside").then((text) => JSON.parse(text) as object) : {},
  ]);
  const parts = Object.entries(route.parts ?? {}).map(([key, isPart]) => [
    key,
    items.filter((item) => isPart(item as never)).map((item) => picked(item, fields)),
  ]);
  return {
    [route.list!]: items.map((item) => picked(item, fields)),
    ...Object.fromEntries(parts),
    pagination: {
      total,
      pages: total === null ? null : Math.ceil(total / limit),
      current,
      limit,
      nextCursor: cursor,
    },
    ...beside,
  };
}

/** Fills the page asked for; what many filters leave out makes for several short pages underneath. */
async function gather(ctx: ActionCtx, call: Call, limit: number, wanted: number) {
  const most = call.match.route.largestPage ?? limit;
  let cursor: string | null = call.carried.query["cursor"] || null;
  let left = mostCalls;
  let items: unknown[] = [];
  for (let turn = 1; turn <= wanted; turn++) {
    items = [];
    do {
      const page = { cursor, numItems: Math.min(limit, most) - items.length };
      const found = JSON.parse(await one(ctx, { ...call, carried: { ...call.carried, page } })) as ListPage;
      items.push(...found.items);
      cursor = found.nextCursor;
    } while (cursor !== null && items.length < Math.min(limit, most) && --left > 0);
    // The list has fewer pages than were asked for.
    if (cursor === null && turn < wanted) return { items: [], cursor };
  }
  return { items, cursor };
}

/** What is no number is refused by the route's shape. */
function wholeOr(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Math.max(1, Number(text)) : otherwise;
}

async function callerOf(ctx: ActionCtx, request: Request): Promise<ApiCaller> {
  const header = request.headers.get("authorization");
  const token = /^bearer\s+(\S+)$/i.exec(header ?? "")?.[1] ?? request.headers.get("x-api-key");
  if (token?.startsWith("orbit_")) return { kind: "key", hash: await hashToken(token) };
  if ((await ctx.auth.getUserIdentity()) === null && token !== null && token !== undefined) {
    // Neither a key nor a valid token of a person: counted as a try like a wrong key.
    return { kind: "key", hash: await hashToken(token) };
  }
  return { kind: "person", organization: request.headers.get("x-organization") };
}

async function bodyOf(request: Request): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > largestBodyBytes) fail({ code: "PAYLOAD_TOO_LARGE", limitBytes: largestBodyBytes });
  const text = await request.text();
  if (text.length > largestBodyBytes) fail({ code: "PAYLOAD_TOO_LARGE", limitBytes: largestBodyBytes });
  const type = request.headers.get("content-type") ?? "application/json";
  if (text !== "" && !/^application\/(json|[\w.]+\+json)\b|^text\/plain\b/i.test(type)) {
    const message = "Send the body as application/json.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "", rule: "contentType", message }] });
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = "The body is not JSON.";
    return fail({ code: "VALIDATION_ERROR", issues: [{ path: "", rule: "invalidJson", message }] });
  }
}

function tellRate({ rate, refusal: refused }: Admission, headers: Headers): void {
  if (refused?.code === "RATE_LIMITED")
    headers.set("Retry-After", String(Math.ceil(refused.retryAfterMs / 1000)));
  if (rate === null) return;
  headers.set("RateLimit-Limit", String(rate.limit));
  headers.set("RateLimit-Remaining", String(rate.remaining));
  headers.set("RateLimit-Reset", String(Math.ceil(rate.resetMs / 1000)));
}

function preflight(allowed: readonly string[], headers: Headers): Response {
  headers.set("Access-Control-Allow-Methods", allowed.join(", "));
  headers.set(
    "Access-Control-Allow-Headers",
    "authorization, content-type, idempotency-key, if-none-match, x-api-key, x-organization",
  );
  headers.set("Access-Control-Max-Age", "86400");
  headers.delete("Cache-Control");
  return new Response(null, { status: 204, headers });
}

function refusal(error: OrbitError, now: number, headers: Headers): Response {
  const { status, body } = errorBody(error, now);
  if (status === 401) headers.set("WWW-Authenticate", "Bearer");
  headers.delete("ETag");
  return json(status, JSON.stringify(body), headers);
}

function json(status: number, text: string, headers: Headers): Response {
  headers.set("Content-Type", "application/json; charset=utf-8");
  return new Response(text, { status, headers });
}
