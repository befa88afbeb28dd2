/** The parts of a file that `npx convex import` sends, put together on disk. */
import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { ImportFormat, ImportMode, ImportUpload } from "../contract";
import { HttpError } from "../http/errors";

interface Upload {
  readonly folder: string;
  /** Files of the parts, by the token that the caller got for each. */
  readonly parts: Map<string, string>;
}

type Body = Readonly<Record<string, unknown>>;

/** All throw HttpError 400 on parts of an unknown upload and on bodies that describe no import. */
export interface Uploads {
  start(): object;
  part(request: IncomingMessage, url: URL): Promise<string>;
  finish(body: Body): Promise<ImportUpload>;
}

const FOLDER = "upload-";
const FORMATS: readonly string[] = ["csv", "jsonLines", "jsonArray", "zip"];
const MODES: readonly string[] = ["requireEmpty", "append", "replace", "replaceAll"];
/** Uploads that are remembered; the oldest are forgotten. */
const MAX_KEPT = 20;

export function createUploads(dataDirectory: string): Uploads {
  const uploads = new Map<string, Upload>();
  // Left by a process that ended meanwhile.
  for (const name of readdirSync(dataDirectory)) {
    if (name.startsWith(FOLDER)) rmSync(path.join(dataDirectory, name), { recursive: true, force: true });
  }

  function find(token: unknown): Upload {
    const upload = uploads.get(String(token));
    if (upload !== undefined) return upload;
    throw new HttpError(
      400,
      "UnknownUpload",
      "This upload is not known to the host. Start the import again.",
    );
  }

  return {
    start() {
      for (const [token, { folder }] of [...uploads].slice(0, Math.max(0, uploads.size - MAX_KEPT))) {
        uploads.delete(token);
        rmSync(folder, { recursive: true, force: true });
      }
      const token = randomBytes(12).toString("hex");
      uploads.set(token, { folder: mkdtempSync(path.join(dataDirectory, FOLDER)), parts: new Map() });
      return { uploadToken: token };
    },
    async part(request, url) {
      const upload = find(url.searchParams.get("uploadToken"));
      const token = randomBytes(12).toString("hex");
      const file = path.join(upload.folder, token);
      await pipeline(request, createWriteStream(file, { flags: "wx", mode: 0o600 }));
      upload.parts.set(token, file);
      return token;
    },
    async finish(body) {
      const upload = find(body["uploadToken"]);
      const tokens = Array.isArray(body["partTokens"]) ? (body["partTokens"] as unknown[]) : [];
      const wanted = wantedImport(body["import"]);
      uploads.delete(String(body["uploadToken"]));
      const file = path.join(upload.folder, "file");
      const out = createWriteStream(file, { flags: "wx", mode: 0o600 });
      for (const token of tokens) {
        const part = upload.parts.get(String(token));
        if (part === undefined) {
          throw new HttpError(400, "UnknownPart", "A part of the upload is missing. Start the import again.");
        }
        await pipeline(createReadStream(part), out, { end: false });
        rmSync(part);
      }
      await new Promise((resolve) => out.end(resolve));
      return { file, ...wanted };
    },
  };
}

function wantedImport(body: unknown): Omit<ImportUpload, "file"> {
  const {
    tableName = null,
    componentPath = "",
    mode = "requireEmpty",
    format,
  } = (body ?? {}) as Record<string, unknown>;
  if (!FORMATS.includes(String(format)) || !MODES.includes(String(mode))) {
    throw new HttpError(
      400,
      "InvalidImport",
      "The import names a format or mode that this host does not know.",
    );
  }
  return {
    format: format as ImportFormat,
    mode: mode as ImportMode,
    component: String(componentPath ?? ""),
    table: tableName === null ? null : String(tableName),
  };
}
