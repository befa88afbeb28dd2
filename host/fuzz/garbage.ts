// Things no honest client sends.
import { gzipSync } from "node:zlib";

type Random = (below: number) => number;

const WORDS = [
  "Connect",
  "Mutation",
  "Action",
  "ModifyQuerySet",
  "Authenticate",
  "Event",
  "__proto__",
  "Add",
];
const FIELDS = [
  "type",
  "sessionId",
  "requestId",
  "udfPath",
  "args",
  "baseVersion",
  "newVersion",
  "modifications",
  "queryId",
  "tokenType",
  "value",
  "journal",
  "componentPath",
  "constructor",
  "__proto__",
];

function value(random: Random, depth = 0): unknown {
  switch (random(depth > 3 ? 7 : 9)) {
    case 0:
      return WORDS[random(WORDS.length)];
    case 1:
      return random(2 ** 31) - 2 ** 30;
    case 2:
      return [null, true, false, 1e308, -0, 2 ** 53][random(6)];
    case 3:
      return "\ud800".repeat(random(3)) + "x".repeat(random(50));
    case 4:
      return random(3);
    case 5:
      return "messages:send";
    case 6:
      return { $integer: "!!!!", $bytes: "%" };
    case 7:
      return Array.from({ length: random(4) }, () => value(random, depth + 1));
    default:
      return record(random, depth + 1);
  }
}

function record(random: Random, depth: number): Record<string, unknown> {
  const out = Object.create(null) as Record<string, unknown>;
  for (let i = random(7); i >= 0; i--) out[FIELDS[random(FIELDS.length)] as string] = value(random, depth);
  return out;
}

function scramble(text: string, random: Random): string {
  const at = random(text.length + 1);
  switch (random(4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + String.fromCharCode(random(65_536)) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + text.slice(at / 2);
    default:
      return "[".repeat(random(20_000)) + text;
  }
}

/** A text frame: nearly right as often as plainly wrong. */
export function badFrame(random: Random): string {
  const frame = { ...record(random, 0), type: WORDS[random(WORDS.length)] };
  const text = JSON.stringify(frame);
  return random(2) === 0 ? text : scramble(text, random);
}

/** Raw bytes behind a WebSocket handshake: wrong bits, lengths that lie, unmasked frames, cut-off ones. */
export function badBytes(random: Random): Buffer {
  const bytes = Buffer.from(Array.from({ length: 2 + random(200) }, () => random(256)));
  if (random(2) === 0) bytes[0] = 0x81;
  if (random(3) === 0) bytes[1] = 0xff;
  return bytes;
}

export interface BadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const PATHS = [
  "/api/query",
  "/api/mutation",
  "/api/action",
  "/api/function",
  "/api/run/messages/send",
  "/api/storage/upload?token=",
  "/api/storage/%00",
  "/api/deploy2/start_push",
  "/api/export/request/zip",
  "/api/import/start_upload",
  "/hook",
  "/%zz",
  "/../../etc/passwd",
  "/assets/%2e%2e/%2e%2e",
  "//",
  "//elsewhere.example/x",
] as const;

export function badRequest(random: Random): BadRequest {
  const path = PATHS[random(PATHS.length)] as string;
  const text =
    random(2) === 0 ? badFrame(random) : JSON.stringify({ path: value(random), args: value(random) });
  const headers: Record<string, string> = {};
  let body = Buffer.from(text);
  if (random(4) === 0)
    headers["content-encoding"] = ["gzip", "br", "deflate", "zstd", "x"][random(5)] as string;
  if (headers["content-encoding"] === "gzip" && random(2) === 0)
    body = gzipSync(body).subarray(0, random(40) + 1) as Buffer<ArrayBuffer>;
  if (random(3) === 0)
    headers["authorization"] = ["Bearer x.y.z", "Convex !", "Basic", "Bearer "][random(4)] as string;
  if (random(3) === 0)
    headers["content-type"] = ["application/json", "multipart/form-data", "\t"][random(2)] as string;
  return {
    method: ["POST", "PUT", "GET", "DELETE", "OPTIONS", "PATCH", "TRACE"][random(7)] as string,
    path,
    headers,
    body,
  };
}

/** A body of 64 MiB that travels as 64 KiB. */
export function bomb(): Buffer {
  return gzipSync(Buffer.alloc(64 * 2 ** 20));
}
