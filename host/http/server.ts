/** The HTTP server: one router for the API, the app's own routes and the static files. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Engine, RequestOrigin } from "../contract";
import { isIP } from "node:net";
import type { Verifier } from "../auth/verifier";
import { fileRoutes } from "../files/routes";
import type { AdminRoutes } from "../push/routes";
import type { SyncServer } from "../sync/socket";
import type { SystemQueries } from "../sync/systemQueries";
import { cors } from "./cors";
import { echo } from "./echo";
import { AuthenticationError } from "../auth/errors";
import { HttpError, sendError, sendJson } from "./errors";
import { functionApi } from "./functions";
import type { Guard } from "./guard";
import { httpAction } from "./httpActions";
import { metricsText } from "./metrics";
import type { StaticHandler } from "./static";

const HEADERS_TIMEOUT_MS = 20_000;
const REQUEST_TIMEOUT_MS = 150_000;
const KEEP_ALIVE_MS = 65_000;

export interface ServerOptions {
  readonly engine: Engine;
  readonly verifier: Verifier;
  readonly systemQueries: SystemQueries;
  readonly sync: SyncServer;
  readonly adminRoutes: AdminRoutes;
  readonly staticFiles: StaticHandler;
  readonly guard: Guard;
  readonly siteUrl: string;
  /** Version of the product, as /healthz and /version report it. */
  readonly version: string;
  readonly instanceName: string;
  /** Callers may see log lines and the texts of uncaught errors. */
  readonly isDevelopment: boolean;
}

/**
 * Everything on one port: client API and socket, HTTP actions, files, app, widgets.
 * Listens before the rest is ready, so that a busy port is known at once; requests
 * wait until it is.
 */
export function createMainServer(ready: Promise<ServerOptions>, trustedProxies: number): Server {
  const server = listen(trustedProxies, async (request, response, url, origin) => {
    const options = await ready;
    if (url.pathname === "/healthz")
      return sendJson(response, 200, { status: "ok", version: options.version });
    options.guard.request(origin, request.headers.authorization !== undefined);
    try {
      await route(options, request, response, url, origin);
    } catch (error) {
      if (error instanceof AuthenticationError) options.guard.refused(origin);
      throw error;
    }
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    void ready.then((options) => {
      if (options.sync.upgrade(request, socket, head, originOf(request, trustedProxies))) return;
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
  });
  return server;
}

async function route(
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  origin: RequestOrigin,
): Promise<void> {
  if (url.pathname === "/version") return sendText(response, options.version);
  if (url.pathname === "/instance_name") return sendText(response, options.instanceName);
  if (url.pathname === "/echo" && request.method === "POST") return echo(request, response);
  if (url.pathname === "/metrics") return metrics(options, request, response);
  if (url.pathname.startsWith("/api/")) {
    if (isClientApi(url.pathname) && cors(request, response)) return;
    if (await fileRoutes(options.engine, request, response, url)) return;
    if (await options.adminRoutes(request, response, url)) return;
    if (await functionApi(options, request, response, url, origin)) return;
  }
  if (await httpAction(options, request, response, url, origin)) return;
  if (url.pathname.startsWith("/api/")) throw notFound(url);
  if (url.pathname.startsWith("/.well-known/") && wellKnown(options, response, url)) return;
  await options.staticFiles(request, response, url);
}

/** HTTP actions alone, on a port of their own, as Convex offers them. */
export function createSiteServer(
  options: Pick<ServerOptions, "engine" | "verifier" | "siteUrl" | "guard">,
  trustedProxies: number,
): Server {
  return listen(trustedProxies, async (request, response, url, origin) => {
    options.guard.request(origin, false);
    if (await httpAction(options, request, response, url, origin)) return;
    response.statusCode = 404;
    response.end("No matching routes found");
  });
}

/**
 * For the holder of the admin key. A host without a public address also answers this
 * machine; behind a reverse proxy every caller would look like this machine.
 */
async function metrics(
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const peer = request.socket.remoteAddress ?? "";
  const loopback = /^(::ffff:)?127\.0\.0\.1$|^::1$/;
  const local = loopback.test(peer) && loopback.test(new URL(options.siteUrl).hostname.replace(/[[\]]/g, ""));
  const { identity } = await options.verifier.header(request.headers.authorization);
  if (!local && identity.kind !== "admin") {
    throw new HttpError(403, "Unauthorized", "Metrics need the admin key: Authorization: Convex <key>");
  }
  sendText(response, metricsText(options.engine.stats(), options.sync.connections()));
}

/** Where others find the keys of tokens made by `ctx.auth.signJwt`; the app's own routes go first. */
function wellKnown(options: ServerOptions, response: ServerResponse, url: URL): boolean {
  const jwks = "/.well-known/jwks.json";
  if (url.pathname === jwks) sendJson(response, 200, options.engine.jwks());
  else if (url.pathname === "/.well-known/openid-configuration") {
    sendJson(response, 200, { issuer: options.siteUrl, jwks_uri: options.siteUrl + jwks });
  } else return false;
  return true;
}

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  origin: RequestOrigin,
) => Promise<void>;

function listen(trustedProxies: number, handler: Handler): Server {
  const listener: RequestListener = (request, response) => {
    response.on("error", () => response.destroy());
    answer(handler, request, response, originOf(request, trustedProxies)).catch((error: unknown) =>
      sendError(response, error),
    );
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on("clientError", (_error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    else socket.destroy();
  });
  return server;
}

async function answer(
  handler: Handler,
  request: IncomingMessage,
  response: ServerResponse,
  origin: RequestOrigin,
): Promise<void> {
  let url: URL;
  try {
    // Only path and query are the client's to choose; the origin is a placeholder.
    url = new URL(`http://host${request.url?.startsWith("/") ? request.url : "/"}`);
  } catch {
    throw new HttpError(400, "BadRequest", "The address is malformed");
  }
  await handler(request, response, url, origin);
}

function isClientApi(pathname: string): boolean {
  return /^\/api\/(query|mutation|action|function|query_ts|query_at_ts|run\/.*|storage\/.*)$/.test(pathname);
}

function notFound(url: URL): HttpError {
  return new HttpError(404, "NotFound", `There is no API at ${url.pathname}`);
}

function sendText(response: ServerResponse, text: string): void {
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.end(text);
}

/**
 * Who is calling. Each of the `trustedProxies` in front appends the address it was
 * called from, so the caller is that many entries from the right; what stands further
 * left the caller may have written. Without a valid entry there: the socket's address.
 */
export function originOf(request: IncomingMessage, trustedProxies: number): RequestOrigin {
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, "") ?? null;
  const entries = String(request.headers["x-forwarded-for"] ?? "").split(",");
  const forwarded = trustedProxies === 0 ? "" : (entries[entries.length - trustedProxies] ?? "").trim();
  return {
    ip: isIP(forwarded) ? forwarded : peer,
    userAgent: request.headers["user-agent"] ?? null,
  };
}
