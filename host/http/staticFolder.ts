/** Reads one folder of built files; compressed forms are made once and kept in memory. */
import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".pdf": "application/pdf",
  ".wasm": "application/wasm",
};
const COMPRESSIBLE = new Set([".html", ".js", ".mjs", ".css", ".json", ".svg", ".txt", ".webmanifest"]);
const MIN_COMPRESS_BYTES = 1024;
const CACHE_BYTES = 64 * 1024 * 1024;
const BROTLI_QUALITY = 9;

type Encoding = "br" | "gzip" | "identity";

export interface StaticFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly encoding: Encoding;
  readonly etag: string;
}

interface Entry {
  readonly modified: number;
  readonly etag: string;
  readonly bodies: Map<Encoding, Buffer>;
}

export interface StaticFolder {
  /** Null when there is no such file, or the path leaves the folder or names a hidden file. */
  read(urlPath: string, accept: string | undefined): Promise<StaticFile | null>;
}

export function staticFolder(directory: string): StaticFolder {
  const root = path.resolve(directory);
  const cache = new Map<string, Entry>();
  let cachedBytes = 0;

  /** The path on disk, or null. Symbolic links may not lead out of the folder either. */
  async function locate(urlPath: string): Promise<string | null> {
    let decoded: string;
    try {
      decoded = decodeURIComponent(urlPath);
    } catch {
      return null;
    }
    if (/[\0\\]/.test(decoded) || decoded.split("/").some((part) => part.startsWith("."))) return null;
    try {
      const real = await realpath(path.join(root, decoded));
      const realRoot = await realpath(root);
      return real.startsWith(realRoot + path.sep) ? real : null;
    } catch {
      return null;
    }
  }

  async function read(urlPath: string, accept: string | undefined): Promise<StaticFile | null> {
    const file = await locate(urlPath);
    const info = file ? await stat(file).catch(() => null) : null;
    if (!file || !info?.isFile()) return null;
    let entry = cache.get(file);
    if (!entry || entry.modified !== info.mtimeMs) {
      const body = await readFile(file);
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
      entry = { modified: info.mtimeMs, etag, bodies: new Map([["identity", body]]) };
      remember(file, entry);
    }
    const encoding = await compressed(file, entry, preferred(accept));
    const contentType = TYPES[path.extname(file)] ?? "application/octet-stream";
    return { body: entry.bodies.get(encoding)!, contentType, encoding, etag: entry.etag };
  }

  async function compressed(file: string, entry: Entry, wanted: Encoding): Promise<Encoding> {
    const body = entry.bodies.get("identity")!;
    if (wanted === "identity" || entry.bodies.has(wanted)) return wanted;
    if (body.length < MIN_COMPRESS_BYTES || !COMPRESSIBLE.has(path.extname(file))) return "identity";
    const ready = await readFile(file + (wanted === "br" ? ".br" : ".gz")).catch(() => null);
    const made = ready ?? (await (wanted === "br" ? brotli(body) : promisify(gzip)(body)));
    entry.bodies.set(wanted, made);
    cachedBytes += made.length;
    return wanted;
  }

  function remember(file: string, entry: Entry): void {
    if (cachedBytes > CACHE_BYTES) {
      cache.clear();
      cachedBytes = 0;
    }
    cache.set(file, entry);
    cachedBytes += entry.bodies.get("identity")!.length;
  }

  return { read };
}

function preferred(accept: string | undefined): Encoding {
  if (/\bbr\b/.test(accept ?? "")) return "br";
  return /\bgzip\b/.test(accept ?? "") ? "gzip" : "identity";
}

function brotli(body: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
}
