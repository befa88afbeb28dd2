/** `POST /echo` sends the body back, for the CLI's `network-test`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { HttpError } from "./errors";

/** Convex's limit. Nothing is kept: what was sent is on its way back before the rest has come. */
const MAX_ECHO_BYTES = 128 * 1024 * 1024;

/** Throws HttpError 413 for a body that is longer, or does not say how long it is. */
export async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const length = Number(request.headers["content-length"] ?? NaN);
  if (!(length <= MAX_ECHO_BYTES)) {
    throw new HttpError(
      413,
      "RequestTooLarge",
      `/echo takes a body of at most ${MAX_ECHO_BYTES} bytes with a Content-Length`,
    );
  }
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": length,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  // A caller who hangs up half way is no error of ours.
  await pipeline(request, response).catch(() => response.destroy());
}
