// File storage: bytes on disk under a random name, one `_storage` row per file,
// and the record that joins them. The bytes are on disk before the row commits.
import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { access, copyFile, mkdir, open, opendir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { StoredFile } from "../contract";
import type { Catalog, TableInfo } from "../indexes/catalog";
import { reach } from "../storage/failpoints";
import type { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";
import type { Transaction } from "../transaction/transaction";
import type { JsonObject } from "../values/json";

const STORAGE_TABLE = "_storage";

export interface FileRecord {
  /** Name on disk and in URLs. */
  readonly uuid: string;
  readonly component: string;
  readonly id: string;
  readonly size: number;
  /** base64 */
  readonly sha256: string;
  readonly contentType: string | null;
}

/** Bytes that are on disk but not yet named by a committed row. */
export interface Received {
  readonly uuid: string;
  readonly size: number;
  readonly sha256: string;
}

/** The signed content of an upload token. */
interface UploadGrant {
  readonly component: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly once: string;
}

const UPLOAD_LIFETIME_MS = 3_600_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class FileStore {
  private readonly directory: string;
  /** What this process received before the sweep of what earlier ones left was over. */
  private readonly received = new Set<string>();
  private isSwept = false;
  private holders = 0;

  constructor(
    dataDirectory: string,
    private readonly catalog: Catalog,
    private readonly origin: () => string,
    private readonly secret: string,
  ) {
    this.directory = join(dataDirectory, "files");
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
  }

  get path(): string {
    return this.directory;
  }

  private table(component: string): TableInfo {
    return this.catalog.ensureTable(component, STORAGE_TABLE);
  }

  private newName(): string {
    const uuid = randomUUID();
    if (!this.isSwept) this.received.add(uuid);
    return uuid;
  }

  /** Writes a stream to disk and syncs it. */
  async receive(body: ReadableStream<Uint8Array> | null): Promise<Received> {
    const uuid = this.newName();
    const hash = createHash("sha256");
    let size = 0;
    const partial = join(this.directory, `${uuid}.part`);
    try {
      const file = await open(partial, "wx", 0o600);
      try {
        if (body !== null) {
          for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
            hash.update(chunk);
            size += chunk.byteLength;
            await file.write(chunk);
          }
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, join(this.directory, uuid));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    reach("file.written");
    return { uuid, size, sha256: hash.digest("base64") };
  }

  receiveBytes(bytes: Uint8Array): Received {
    const uuid = this.newName();
    writeFileSync(join(this.directory, uuid), bytes, { mode: 0o600, flush: true } as object);
    reach("file.written");
    return { uuid, size: bytes.byteLength, sha256: createHash("sha256").update(bytes).digest("base64") };
  }

  /** Drops bytes that no row will name. */
  discard(received: Pick<Received, "uuid">): void {
    rmSync(join(this.directory, received.uuid), { force: true });
  }

  /** Names received bytes by a new `_storage` row. Returns its id. */
  register(
    transaction: Transaction,
    component: string,
    received: Received,
    contentType: string | null,
  ): string {
    const row: JsonObject = { sha256: received.sha256, size: received.size };
    if (contentType !== null && contentType !== "") row.contentType = contentType;
    const id = transaction.insert(this.table(component), row);
    const record: FileRecord = { ...received, component, id, contentType: contentType || null };
    this.name(transaction.overlay, record);
    return id;
  }

  /** What a `_storage` row names. */
  record(view: ReadView, id: string): FileRecord | null {
    const uuid = view.get("system", `fileOf/${id}`);
    const text = uuid === undefined ? undefined : view.get("system", `file/${uuid}`);
    return text === undefined ? null : (JSON.parse(text) as FileRecord);
  }

  /** Reads the row too, so that subscriptions see the file go. */
  find(transaction: Transaction, component: string, id: string): FileRecord | null {
    if (transaction.getDocument(this.table(component), id) === null) return null;
    return this.record(transaction.view, id);
  }

  /**
   * Gives received bytes the name they had in the deployment they come from, so that its URLs' last part
   * stays; the name they have when that one is taken.
   */
  rename(received: Received, uuid: string | null): string {
    const target = uuid === null || !UUID.test(uuid) ? null : join(this.directory, uuid);
    if (uuid === null || target === null || existsSync(target)) return received.uuid;
    renameSync(join(this.directory, received.uuid), target);
    if (!this.isSwept) this.received.add(uuid);
    return uuid;
  }

  /** Joins a row that is written elsewhere with its bytes. */
  name(overlay: Overlay, record: FileRecord): void {
    overlay.put("system", `file/${record.uuid}`, JSON.stringify(record));
    overlay.put("system", `fileOf/${record.id}`, record.uuid);
  }

  /** The opposite of `name`; the bytes go with the next sweep. */
  unname(overlay: Overlay, record: FileRecord): void {
    overlay.remove("system", `file/${record.uuid}`);
    overlay.remove("system", `fileOf/${record.id}`);
    overlay.put("system", `fileDrop/${record.uuid}`, "");
  }

  /** Keeps the bytes of deleted files until the returned function is called. */
  hold(): () => void {
    this.holders++;
    let isHeld = true;
    return () => {
      if (isHeld) this.holders--;
      isHeld = false;
    };
  }

  read(record: FileRecord): Readable {
    return createReadStream(join(this.directory, record.uuid));
  }

  url(record: FileRecord): string {
    return `${this.origin()}/api/storage/${record.uuid}`;
  }

  delete(transaction: Transaction, component: string, id: string): void {
    const text = transaction.getDocument(this.table(component), id);
    const record = this.record(transaction.view, id);
    if (text === null || record === null) throw new Error(`storage id ${id} not found`);
    transaction.remove(this.table(component), JSON.parse(text) as JsonObject);
    this.unname(transaction.overlay, record);
  }

  /** Copies every complete file into an empty folder. */
  async copyTo(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.directory)) {
      if (UUID.test(name)) await copyFile(join(this.directory, name), join(directory, name));
    }
  }

  /** Removes what an earlier process received and never named by a row, because it ended in between. */
  async sweepUnnamed(view: () => ReadView): Promise<void> {
    for await (const { name } of await opendir(this.directory)) {
      const uuid = name.replace(/\.part$/, "");
      const now = view();
      if (!UUID.test(uuid) || this.received.has(uuid)) continue;
      const isNamed = ["file/", "fileDrop/"].some((kind) => now.get("system", kind + uuid) !== undefined);
      if (!isNamed || uuid !== name) await rm(join(this.directory, name), { force: true });
    }
    this.received.clear();
    this.isSwept = true;
  }

  /** Removes bytes of deleted files. Returns the records to drop. */
  sweep(view: ReadView): string[] {
    const keys: string[] = [];
    if (this.holders > 0) return keys;
    for (const key of view.keys("system", "fileDrop/", "fileDrop0", false)) {
      rmSync(join(this.directory, key.slice("fileDrop/".length)), { force: true });
      keys.push(key);
    }
    return keys;
  }

  async bytes(record: FileRecord): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await readFile(join(this.directory, record.uuid)));
  }

  /** By the public name in a file URL; the name is checked before it becomes a path. */
  async open(
    view: ReadView,
    uuid: string,
    range?: { start: number; end: number },
  ): Promise<StoredFile | null> {
    const text = UUID.test(uuid) ? view.get("system", `file/${uuid}`) : undefined;
    if (text === undefined) return null;
    const record = JSON.parse(text) as FileRecord;
    const path = join(this.directory, uuid);
    try {
      await access(path);
    } catch {
      // Deleted between the look-up and now.
      return null;
    }
    const stream = createReadStream(path, range === undefined ? {} : range);
    return {
      stream: Readable.toWeb(stream) as ReadableStream<Uint8Array>,
      size: record.size,
      contentType: record.contentType,
      sha256: record.sha256,
    };
  }

  uploadUrl(component: string): string {
    const grant: UploadGrant = {
      component,
      until: Date.now() + UPLOAD_LIFETIME_MS,
      once: randomBytes(9).toString("base64url"),
    };
    const body = JSON.stringify(grant);
    const token = `${Buffer.from(body).toString("base64url")}.${this.signature(body)}`;
    return `${this.origin()}/api/storage/upload?token=${token}`;
  }

  private signature(body: string): string {
    return createHmac("sha256", this.secret).update(`upload:${body}`).digest("base64url");
  }

  /** What a token allows; null when it is forged or expired. */
  grantOf(token: string): UploadGrant | null {
    const [encoded = "", signature = ""] = token.split(".");
    const body = Buffer.from(encoded, "base64url").toString("utf8");
    const expected = Buffer.from(this.signature(body));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const grant = JSON.parse(body) as UploadGrant;
    return grant.until < Date.now() ? null : grant;
  }

  /** Uses a token up; false when it was used before. */
  spend({ overlay }: Transaction, { until, once }: UploadGrant): boolean {
    const key = spentKey(until) + once;
    if (overlay.get("system", key) !== undefined) return false;
    overlay.put("system", key, "");
    return true;
  }

  /** Records of used tokens that have expired since. */
  expiredTokens(view: ReadView, now: number): string[] {
    return [...view.keys("system", SPENT, spentKey(now), false)];
  }
}

const SPENT = "uploaded/";

/** By the end of their time, for the garbage collector. */
function spentKey(until: number): string {
  return `${SPENT}${String(until).padStart(16, "0")}/`;
}
