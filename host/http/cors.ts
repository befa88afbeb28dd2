/**
 * CORS of the client API, as Convex answers: any origin may call, because callers
 * are known by the token they send, never by a cookie.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

const MAX_AGE_S = 86_400;

/** Sets the headers; true when the request was a preflight and is answered. */
export function cors(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  response.setHeader("Vary", "Origin");
  if (origin) {
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Expose-Headers", "Retry-After, Content-Range, Digest");
  }
  if (request.method !== "OPTIONS") return false;
  response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
  response.setHeader(
    "Access-Control-Allow-Headers",
    request.headers["access-control-request-headers"] ?? "authorization, content-type, convex-client",
  );
  response.setHeader("Access-Control-Max-Age", String(MAX_AGE_S));
  response.statusCode = 204;
  response.end();
  return true;
}
