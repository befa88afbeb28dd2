/** Reads request bodies within a limit, decoding what the CLI compresses. */
import type { IncomingMessage } from "node:http";
import type { Readable, Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { HttpError } from "./errors";

/** 16 MiB of arguments and their envelope. */
export const MAX_FUNCTION_BODY = 20 * 1024 * 1024;

const DECODERS: Readonly<Record<string, () => Transform>> = {
  br: createBrotliDecompress,
  gzip: createGunzip,
  deflate: createInflate,
};

/** The whole body as bytes. Throws HttpError 413 past `limit` bytes, counted after decoding. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const encoding = request.headers["content-encoding"];
  if (encoding && encoding !== "identity" && !DECODERS[encoding]) {
    throw new HttpError(415, "UnsupportedEncoding", `Content-Encoding ${encoding} is not supported`);
  }
  const source: Readable = DECODERS[encoding ?? ""] ? request.pipe(DECODERS[encoding!]!()) : request;
  if (source !== request) request.on("error", (error) => source.destroy(error));
  try {
    return await whole(source, limit);
  } catch (error) {
    if (!(error instanceof HttpError))
      throw new HttpError(400, "BadRequest", "The request body could not be read");
    if (source !== request) {
      request.unpipe();
      source.destroy();
    }
    // The rest goes by unread: who still sends hears the answer, which an end of the connection would take away.
    request.resume();
    throw error;
  }
}

/** Listens itself: an asynchronous iterator of a stream costs as much as the rest of reading a short body. */
function whole(source: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) {
        source.off("data", take);
        chunks.length = 0;
        return reject(tooLarge(limit));
      }
      chunks.push(chunk);
    };
    source.on("data", take);
    source.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)));
    source.on("error", reject);
    // A caller who hangs up half way causes no error in every case.
    source.on("close", () => reject(new Error("The body ended too early")));
  });
}

/** The body as JSON. Throws HttpError 400 or 413. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const body = await readBody(request, limit);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new HttpError(400, "BadJsonBody", "The request body is not JSON");
  }
}

function tooLarge(limit: number): HttpError {
  return new HttpError(413, "RequestTooLarge", `The request body is larger than ${limit} bytes`);
}
