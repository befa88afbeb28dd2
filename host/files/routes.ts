/** File storage over HTTP: upload to a one-time URL, download by the public id. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { Engine, StoredFile } from "../contract";
import { HttpError, sendJson } from "../http/errors";
import { safeFileHeaders } from "./contentType";
import { parseRange } from "./range";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Convex lets an upload take two minutes. */
const UPLOAD_TIMEOUT_MS = 120_000;
const MAX_AGE_S = 2_592_000;

/** Answers `/api/storage/*`; false when the path is another. */
export async function fileRoutes(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  if (!url.pathname.startsWith("/api/storage/")) return false;
  const name = url.pathname.slice("/api/storage/".length);
  if (name === "upload") await upload(engine, request, response, url);
  else if (request.method === "GET" || request.method === "HEAD")
    await download(engine, request, response, name);
  else throw new HttpError(405, "MethodNotAllowed", "Files are read with GET");
  return true;
}

async function upload(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (request.method !== "POST") throw new HttpError(405, "MethodNotAllowed", "Upload a file with POST");
  const granted = await engine.files.redeemUploadToken(url.searchParams.get("token") ?? "");
  if (!granted) {
    throw new HttpError(
      401,
      "StorageTokenInvalid",
      "The upload URL is wrong, used or expired. Ask for a new one.",
    );
  }
  const timer = setTimeout(() => request.destroy(new Error("upload took too long")), UPLOAD_TIMEOUT_MS);
  try {
    const body = Readable.toWeb(request) as unknown as ReadableStream<Uint8Array>;
    const storageId = await engine.files.store(
      granted.component,
      body,
      request.headers["content-type"] ?? null,
      expectedSha256(request),
    );
    sendJson(response, 200, { storageId });
  } catch (error) {
    const mismatch = error instanceof Error && error.message.includes("sha256");
    throw mismatch ? new HttpError(400, "DigestMismatch", error.message) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** From `Digest: sha-256=<base64>`; the store refuses a body that does not match. */
function expectedSha256(request: IncomingMessage): string | undefined {
  const { digest } = request.headers;
  if (digest === undefined) return undefined;
  const [, base64] = /^sha-256=([A-Za-z0-9+/]{43}=)$/i.exec(String(digest)) ?? [];
  if (!base64) throw new HttpError(400, "BadDigestHeader", "Digest must be sha-256=<base64 of 32 bytes>");
  return base64;
}

async function download(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  uuid: string,
): Promise<void> {
  const whole = UUID.test(uuid) ? await engine.files.open(uuid) : null;
  if (!whole) throw new HttpError(404, "FileNotFound", "There is no file at this address");
  const range = parseRange(request.headers.range, whole.size);
  for (const [name, value] of Object.entries(safeFileHeaders(whole.contentType)))
    response.setHeader(name, value);
  const digest = base64Digest(whole.sha256);
  const etag = `"${digest}"`;
  response.setHeader("Digest", `sha-256=${digest}`);
  response.setHeader("ETag", etag);
  response.setHeader("Accept-Ranges", "bytes");
  response.setHeader("Cache-Control", `private, max-age=${MAX_AGE_S}`);
  if (request.headers["if-none-match"] === etag) return finish(whole, response, 304);
  if (range === "unsatisfiable") {
    response.setHeader("Content-Range", `bytes */${whole.size}`);
    return finish(whole, response, 416);
  }
  const length = range ? range.end - range.start + 1 : whole.size;
  response.setHeader("Content-Length", String(length));
  if (range) response.setHeader("Content-Range", `bytes ${range.start}-${range.end}/${whole.size}`);
  if (request.method === "HEAD") return finish(whole, response, range ? 206 : 200);
  if (!range) return send(whole, response, 200);
  await whole.stream.cancel();
  const part = await engine.files.open(uuid, range);
  if (!part) throw new HttpError(404, "FileNotFound", "The file was deleted");
  await send(part, response, 206);
}

async function finish(file: StoredFile, response: ServerResponse, status: number): Promise<void> {
  await file.stream.cancel();
  response.statusCode = status;
  response.end();
}

async function send(file: StoredFile, response: ServerResponse, status: number): Promise<void> {
  response.statusCode = status;
  const stream = Readable.fromWeb(file.stream as unknown as NodeReadableStream<Uint8Array>);
  await pipeline(stream, response).catch(() => response.destroy());
}

/** The engine may keep the digest as hex or as base64. */
function base64Digest(digest: string): string {
  return /^[0-9a-f]{64}$/i.test(digest) ? Buffer.from(digest, "hex").toString("base64") : digest;
}
