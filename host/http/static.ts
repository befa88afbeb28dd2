/** Serves the built app, the widgets and the public pages; the last step of the router. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError, sendJson } from "./errors";
import { contentSecurityPolicy, setPageHeaders } from "./security";
import { staticFolder, type StaticFile, type StaticFolder } from "./staticFolder";

const IMMUTABLE = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";
const LOADER = "public, max-age=300, stale-while-revalidate=86400";
/** A content hash in the name, as Vite and the widget build write it: name-Abc12_-9.js */
const HASHED = /[-.](?=[\w-]*[0-9A-Z])[\w-]{8,10}\.(js|css|woff2|map)$/;

export interface StaticOptions {
  /** Built app, with index.html. */
  readonly appDirectory: string;
  /** Built widgets, served under /v1/. */
  readonly widgetsDirectory: string;
  /** Files served as they are; the demo page lives here. */
  readonly publicDirectory: string;
  readonly clerkPublishableKey: string;
}

export type StaticHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

export function createStaticHandler(options: StaticOptions): StaticHandler {
  const app = staticFolder(options.appDirectory);
  const widgets = staticFolder(options.widgetsDirectory);
  const publicFiles = staticFolder(options.publicDirectory);
  const policy = contentSecurityPolicy(options.clerkPublishableKey);
  const indexPolicy = { etag: "", policy };

  /** The app's page, with leave for the scripts that its build wrote into it. */
  async function sendIndex(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const index = await app.read("/index.html", encodings(request));
    if (!index) return false;
    if (indexPolicy.etag !== index.etag) {
      const page = await app.read("/index.html", undefined);
      indexPolicy.policy = contentSecurityPolicy(options.clerkPublishableKey, page?.body.toString());
      indexPolicy.etag = index.etag;
    }
    setPageHeaders(response, indexPolicy.policy);
    send(request, response, index, REVALIDATE);
    return true;
  }

  return async (request, response, url) => {
    const { pathname } = url;
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw new HttpError(404, "NotFound", `Nothing answers ${request.method} ${pathname}`);
    }
    if (pathname === "/config.json") {
      // Empty means "the origin this page came from", so that one build serves anywhere.
      return sendJson(response, 200, { convexUrl: "", siteUrl: "" });
    }
    if (pathname === "/v1" || pathname.startsWith("/v1/")) {
      return serveWidget(widgets, request, response, pathname.slice("/v1/".length));
    }
    if (/^\/(index\.html)?$/.test(pathname) && (await sendIndex(request, response))) return;
    setPageHeaders(response, policy);
    const found = await find([app, publicFiles], pathname, request);
    if (found)
      return send(request, response, found, pathname.startsWith("/assets/") ? IMMUTABLE : REVALIDATE);
    if (isNavigation(request, pathname) && (await sendIndex(request, response))) return;
    throw new HttpError(404, "NotFound", `There is nothing at ${pathname}`);
  };
}

async function find(
  folders: readonly StaticFolder[],
  pathname: string,
  request: IncomingMessage,
): Promise<StaticFile | null> {
  const candidates = pathname.endsWith("/") ? [`${pathname}index.html`] : [pathname];
  for (const folder of folders) {
    for (const candidate of candidates) {
      const file = await folder.read(candidate, encodings(request));
      if (file) return file;
    }
  }
  return null;
}

/** A browser opening a page of the app, as opposed to a script asking for something that is not there. */
function isNavigation(request: IncomingMessage, pathname: string): boolean {
  if (/^\/(api|v1)(\/|$)/.test(pathname) || /\.\w{1,5}$/.test(pathname)) return false;
  const accept = request.headers.accept ?? "*/*";
  return accept.includes("text/html") || accept.includes("*/*");
}

/** Widgets run on other people's pages: any origin may load them, no one may sniff their type. */
async function serveWidget(
  widgets: StaticFolder,
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
): Promise<void> {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  response.setHeader("X-Content-Type-Options", "nosniff");
  const file = await widgets.read(name, encodings(request));
  if (!file) throw new HttpError(404, "NotFound", `There is no widget file ${name}`);
  send(request, response, file, HASHED.test(name) ? IMMUTABLE : LOADER);
}

function encodings(request: IncomingMessage): string | undefined {
  const accept = request.headers["accept-encoding"];
  return Array.isArray(accept) ? accept.join(",") : accept;
}

function send(request: IncomingMessage, response: ServerResponse, file: StaticFile, cache: string): void {
  response.setHeader("Cache-Control", cache);
  response.setHeader("ETag", file.etag);
  response.setHeader("Vary", "Accept-Encoding");
  if (request.headers["if-none-match"] === file.etag) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader("Content-Type", file.contentType);
  if (file.encoding !== "identity") response.setHeader("Content-Encoding", file.encoding);
  response.setHeader("Content-Length", file.body.length);
  response.end(request.method === "HEAD" ? undefined : file.body);
}
