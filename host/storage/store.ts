// The LMDB environment: five ordered key spaces, snapshots for readers and one
// durable write path. Nothing above this file knows LMDB.
import { chmodSync, existsSync, mkdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Database, RootDatabase, Transaction } from "lmdb";
import type { Key } from "../values/keys";
import { checked, checkStoreFile, DamagedStoreError, markStore, unsealed } from "./damage";
import { reach } from "./failpoints";
import type { Gather } from "./gather";
import { KeptLists, type BlockWrite, type ListsOfSnapshot } from "./keptLists";
import { acquireLock, type FolderLock } from "./lock";
import type { PackedWrites, Steps } from "./packed";
import { inSlices } from "./slices";
import { openSpaces, reasonOf, writeBatch, type Environment, type Spaces } from "./spaces";
import { Writer, WriterEndedError } from "./writer";
import { checkKeyLength, type Space, type TextSpace, type Write } from "./writes";

/**
 * 1: plain records. 2: documents and system records end in a checksum; what 1 wrote is read as it is.
 * 3: ids carry Convex's checksum; those of before are still understood.
 * 4: search indexes hold records of what is not yet in their lists; an index of before has none.
 * Bumped when the layout on disk changes; an older engine must refuse a newer folder.
 */
const FORMAT_VERSION = 4;

export class NewerFormatError extends Error {
  override readonly name = "NewerFormatError";
  constructor(found: number) {
    super(
      `The data folder was written by a newer Orbit (format ${found}, this one reads up to ${FORMAT_VERSION}). Start it with that version, or restore a backup made with this one.`,
    );
  }
}

/** The disk refused a commit. Nothing of it was kept; later ones may succeed. */
export class StoreWriteError extends Error {
  override readonly name = "StoreWriteError";
  constructor(directory: string, cause: unknown) {
    const reason = isFull(directory) ? "the disk is full" : (cause as Error).message;
    super(`The data folder ${directory} could not be written: ${reason}. Nothing was changed.`, { cause });
  }
}

/** LMDB words a full disk as an input/output error. Less than a megabyte is full for a store that grows by pages. */
function isFull(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize < 2 ** 20;
  } catch {
    return false;
  }
}

/** Anything that can be read like the committed store: a snapshot, or an overlay of pending writes. */
export interface ReadView {
  /**
   * What readers worked out from a view that stays as it is, for the next reader; by names of their own. Absent
   * where writes go on.
   */
  readonly kept?: Map<string, unknown>;
  /** What readers keep of long lists from one snapshot to the next. Absent where writes go on. */
  readonly lists?: ListsOfSnapshot;
  get(space: TextSpace, key: Key): string | undefined;
  getBytes(key: Key): Uint8Array | undefined;
  /** The same, where it may stand where the next read puts its own. */
  peekBytes(key: Key): Uint8Array | undefined;
  /** Adds a document to what is gathered; returns its bytes, or undefined when it is not there. */
  gather(key: Key, into: Gather): number | undefined;
  /** Keys in [from, to), descending when `reverse`. */
  keys(space: Space, from: Key, to: Key, reverse: boolean): Iterable<Key>;
  /** Search blocks with keys in [from, to), ascending. */
  blocks(from: Key, to: Key): Iterable<{ readonly key: Key; readonly bytes: Uint8Array }>;
}

export interface Snapshot extends ReadView {
  release(): void;
}

/** Writes that nobody has put in order yet. */
export interface PendingWrites {
  /** How many at most: of several to one key the last counts. */
  readonly size: number;
  /** In the order of their keys. */
  writes(): Write[];
  /** Those to search blocks, as they came. */
  blockWrites(): Iterable<BlockWrite>;
  /** Throws where a key does not fit. */
  packed(): Steps<PackedWrites>;
}

/** Fewer are written sooner than handed to another thread. */
const HAND_OVER_FROM = 1_000;

/** After so long putting a large commit together others have a turn: it takes 13 ms and more for 24,000 writes. */
const SLICE_MS = 3;

/** lmdb's type lacks the second parameter. */
type FastReads = Database<string | Uint8Array, string> & {
  getBinaryFast(key: Key, reading: Reading): Buffer | undefined;
};

interface Reading {
  readonly transaction?: Transaction;
}

/** A class, not closures: one is made for almost every query. */
class View implements Snapshot {
  private isOpen = true;

  constructor(
    private readonly spaces: Spaces,
    private readonly reading: Reading,
    readonly kept?: Map<string, unknown>,
    readonly lists?: ListsOfSnapshot,
  ) {}

  get(space: TextSpace, key: Key): string | undefined {
    const database = this.spaces[space];
    if (space === "entries") return database.get(key, this.reading) as string | undefined;
    // The bytes stand where the next read will put its own, so they are copied into the text at once.
    const stored = (database as FastReads).getBinaryFast(key, this.reading);
    return stored === undefined ? undefined : unsealed(space, key, stored);
  }

  gather(key: Key, into: Gather): number | undefined {
    const stored = (this.spaces.documents as FastReads).getBinaryFast(key, this.reading);
    if (stored === undefined) return undefined;
    const text = checked("documents", key, stored);
    into.addBytes(text);
    return text.length;
  }

  getBytes(key: Key): Uint8Array | undefined {
    return this.spaces.search.get(key, this.reading) as Uint8Array | undefined;
  }

  peekBytes(key: Key): Uint8Array | undefined {
    return (this.spaces.search as FastReads).getBinaryFast(key, this.reading);
  }

  keys(space: Space, from: Key, to: Key, reverse: boolean): Iterable<Key> {
    // lmdb's range is [start, end) in the direction of travel; descending needs (end, start] shifted.
    if (!reverse) return this.spaces[space].getKeys({ start: from, end: to, ...this.ranging() });
    return descending(this.spaces[space], from, to, this.ranging());
  }

  blocks(from: Key, to: Key): Iterable<{ readonly key: Key; readonly bytes: Uint8Array }> {
    return this.spaces.search
      .getRange({ start: from, end: to, ...this.ranging() })
      .map(({ key, value }) => ({ key, bytes: value as Uint8Array }));
  }

  /** Without a transaction of its own a range may go on in a newer one. */
  private ranging(): Reading & { readonly snapshot?: false } {
    return this.reading.transaction === undefined ? { snapshot: false } : this.reading;
  }

  release(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.reading.transaction?.done();
  }
}

export class Store {
  private readonly environment: Environment;
  private readonly root: RootDatabase;
  private readonly spaces: Spaces;
  private readonly lock: FolderLock;
  private readonly lists = new KeptLists();
  private readonly writer: Writer;
  readonly directory: string;

  private constructor(
    directory: string,
    lock: FolderLock,
    private readonly handOverFrom: number,
    private readonly sliceMs: number,
  ) {
    this.directory = directory;
    this.lock = lock;
    this.environment = openSpaces(directory);
    ({ root: this.root, spaces: this.spaces } = this.environment);
    this.writer = new Writer(directory);
  }

  /** Opens or creates the store. Throws NewerFormatError, FolderInUseError or the file system's error. */
  static open(directory: string, handOverFrom = HAND_OVER_FROM, sliceMs = SLICE_MS): Store {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    const lock = acquireLock(directory);
    reach("open.locked");
    try {
      checkStoreFile(directory);
      const store = Store.read(directory, lock, handOverFrom, sliceMs);
      const format = store.committed().get("system", "format");
      if (format !== undefined && Number(format) > FORMAT_VERSION) {
        void store.root.close();
        throw new NewerFormatError(Number(format));
      }
      if (format !== String(FORMAT_VERSION)) {
        store.spaces.system.putSync("format", String(FORMAT_VERSION));
      }
      store.startFreeList();
      markStore(directory);
      for (const file of ["store.mdb", "store.mdb-lock"]) {
        if (existsSync(join(directory, file))) chmodSync(join(directory, file), 0o600);
      }
      return store;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /**
   * A backup has no list of free pages, and lmdb's writer looks for its last entry when a commit adds more than one
   * page of them (508 and more pages replaced): it ends the process. So the first commit of such a store is a small one.
   */
  private startFreeList(): void {
    const { free } = this.root.getStats() as { readonly free: { readonly entryCount: number } };
    if (free.entryCount === 0) this.spaces.system.putSync("format", String(FORMAT_VERSION));
  }

  private static read(directory: string, lock: FolderLock, handOverFrom: number, sliceMs: number): Store {
    try {
      return new Store(directory, lock, handOverFrom, sliceMs);
    } catch (error) {
      if (/MDB_|not an LMDB|wrong type|corrupt/i.test((error as Error).message))
        throw new DamagedStoreError((error as Error).message);
      throw error;
    }
  }

  /** Size of the store's file, in bytes. */
  get bytes(): number {
    return statSync(join(this.directory, "store.mdb")).size;
  }

  /** Reads the latest commit; do not keep it across an await. */
  committed(): ReadView {
    return new View(this.spaces, {});
  }

  /** A consistent view that stays as it is while commits go on. Must be released. */
  snapshot(): Snapshot {
    return new View(
      this.spaces,
      { transaction: this.root.useReadTransaction() },
      new Map(),
      this.lists.now(),
    );
  }

  /**
   * Applies all writes in one transaction; resolves when they are on disk. Rejects with
   * StoreWriteError when the disk refuses them; then none of them happened.
   */
  async commit(writes: Iterable<Write>): Promise<void> {
    reach("commit.begin");
    const all: Write[] = [];
    for (const write of writes) {
      checkKeyLength(write.key.length);
      all.push(write);
    }
    const ended = this.lists.commit(blocksOf(all));
    const batch = writeBatch(this.environment, all);
    reach("commit.queued");
    try {
      await batch;
    } catch (error) {
      ended(false);
      throw new StoreWriteError(this.directory, await reasonOf(error));
    }
    ended(true);
    reach("commit.durable");
  }

  /**
   * The same for writes that are still where they came and stay as they are, many of which are written by a thread
   * of their own: readers and what runs above them have their turn while they are put together for it. One at a
   * time. `isMade` tells from what is on disk whether they are, in case that thread ends under them.
   */
  async commitPending(pending: PendingWrites, isMade: (view: ReadView) => boolean): Promise<void> {
    if (pending.size < this.handOverFrom) return this.commit(pending.writes());
    if (!this.writer.isReady) {
      void this.writer.start();
      return this.commit(pending.writes());
    }
    reach("commit.begin");
    const packed = await inSlices(pending.packed(), this.sliceMs);
    // It rests after a while without a commit.
    if (!this.writer.isReady) return this.commit(pending.writes());
    const ended = this.lists.commit(pending.blockWrites());
    try {
      const written = this.writer.write(packed);
      reach("commit.queued");
      await written;
      this.root.resetReadTxn();
    } catch (error) {
      // What this thread reads is what it read before.
      this.root.resetReadTxn();
      if (!(error instanceof WriterEndedError && isMade(this.committed()))) {
        ended(false);
        throw new StoreWriteError(this.directory, error);
      }
    }
    ended(true);
    reach("commit.durable");
  }

  /** Resolves when large commits are written by the thread for them. */
  async startWriter(): Promise<void> {
    await this.writer.start();
  }

  /** Consistent copy of the store into `path` while it is running. */
  async backup(path: string): Promise<void> {
    await this.root.backup(path, true);
  }

  async close(): Promise<void> {
    await this.writer.end();
    await this.root.close();
    this.lock.release();
  }
}

function* blocksOf(writes: readonly Write[]): Generator<BlockWrite> {
  for (const write of writes) if (write.space === "search") yield write;
}

function* descending(
  database: Database<string | Uint8Array, string>,
  from: Key,
  to: Key,
  reading: Reading & { readonly snapshot?: false },
): Iterable<Key> {
  for (const key of database.getKeys({ start: to, end: undefined, reverse: true, ...reading })) {
    if (key >= to) continue;
    if (key < from) return;
    yield key;
  }
}
