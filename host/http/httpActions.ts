/** Bridges Node's HTTP to the app's own routes (convex/http.ts) and back. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Engine, RequestOrigin } from "../contract";
import { AuthenticationError } from "../auth/errors";
import type { Verifier } from "../auth/verifier";
import { ANONYMOUS } from "../auth/verified";
import { readBody } from "./body";

/** Convex's bound on what an HTTP action receives. */
const MAX_HTTP_ACTION_BODY = 20 * 1024 * 1024;

/** Headers that belong to one connection and must not be copied. */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer"]);

/** No Request can have them. */
const FORBIDDEN_METHODS = new Set(["CONNECT", "TRACE", "TRACK"]);

/** Answers with the app's route; false when it has none for this method and path. */
export async function httpAction(
  options: { readonly engine: Engine; readonly verifier: Verifier; readonly siteUrl: string },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
  origin: RequestOrigin,
): Promise<boolean> {
  if (FORBIDDEN_METHODS.has(incoming.method ?? "")) return false;
  // Set part by part: a path that begins with two slashes would otherwise be read as another host.
  const address = new URL(options.siteUrl);
  address.pathname = url.pathname;
  address.search = url.search;
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const body = hasBody ? await readBody(withoutEncoding(incoming), MAX_HTTP_ACTION_BODY) : undefined;
  const request = new Request(address, {
    method: incoming.method,
    headers: headersOf(incoming),
    body: body && body.length > 0 ? new Uint8Array(body) : undefined,
  });
  const response = await options.engine.httpAction(request, await identify(options, incoming), origin);
  if (!response) return false;
  await send(response, incoming, outgoing);
  return true;
}

/** An HTTP action gets the body as it was sent, so that it can check a signature over it. */
function withoutEncoding(incoming: IncomingMessage): IncomingMessage {
  return Object.assign(incoming, { headers: { ...incoming.headers, "content-encoding": undefined } });
}

/**
 * Routes use the Authorization header for their own schemes too, so a header that
 * is no valid token of ours makes the caller anonymous instead of refusing the call.
 */
async function identify(options: { readonly verifier: Verifier }, incoming: IncomingMessage) {
  const header = incoming.headers.authorization;
  if (!header || !/^(bearer\s+[\w-]+\.[\w-]+\.[\w-]+|convex\s+\S+)$/i.test(header)) return ANONYMOUS.identity;
  try {
    return (await options.verifier.header(header)).identity;
  } catch (error) {
    if (error instanceof AuthenticationError) return ANONYMOUS.identity;
    throw error;
  }
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index]!.toLowerCase();
    if (!HOP_BY_HOP.has(name)) headers.append(name, incoming.rawHeaders[index + 1]!);
  }
  return headers;
}

async function send(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (!HOP_BY_HOP.has(name) && name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (!response.body || incoming.method === "HEAD") {
    outgoing.end();
    return;
  }
  // The web stream's type differs between the DOM library and Node only in name.
  const stream = Readable.fromWeb(response.body as unknown as NodeReadableStream<Uint8Array>);
  await pipeline(stream, outgoing).catch(() => outgoing.destroy());
}
