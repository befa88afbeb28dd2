// What tells a damaged store from a good one: the file's own head at open, and a checksum
// of every record when it is read.
import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

export class DamagedStoreError extends Error {
  override readonly name = "DamagedStoreError";
  constructor(what: string) {
    super(
      `The store is damaged: ${what}. Stop Orbit, find out what else \`npm run check\` says, and restore a backup (\`npm run restore\`).`,
    );
  }
}

/** Tells a folder that lost its store from one that never had one. */
const MARK_FILE = "store.created";

const MAGIC = 0xbeefc0de;
/** Offsets in LMDB's head pages, after a page header of 24 bytes. */
const AT = { magic: 24, pageSize: 48, lastPage: 144, transaction: 152 } as const;
const HEAD_BYTES = 160;
const MIN_PAGE = 4_096;
/** LMDB does not write free pages at the end, so a few may be missing from a sound file. */
const MAX_UNWRITTEN_BYTES = 2 ** 20;

/** Throws DamagedStoreError when the file cannot be what LMDB left. */
export function checkStoreFile(directory: string): void {
  const path = join(directory, "store.mdb");
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size === 0) {
    if (existsSync(join(directory, MARK_FILE))) throw new DamagedStoreError("store.mdb is missing or empty");
    return;
  }
  const file = openSync(path, "r+");
  try {
    const heads = [0, MIN_PAGE].flatMap((at) => headAt(file, at) ?? []);
    if (heads.length === 0) throw new DamagedStoreError("store.mdb does not begin as a store does");
    const { pageSize, lastPage } = heads.reduce((a, b) => (b.transaction > a.transaction ? b : a));
    const missing = (lastPage + 1) * pageSize - size;
    if (missing > MAX_UNWRITTEN_BYTES)
      throw new DamagedStoreError(`the last ${missing} bytes of store.mdb are missing`);
    // A page beyond the end would end the process when it is read; an empty one is an error that can be told.
    if (missing > 0) ftruncateSync(file, size + missing);
  } finally {
    closeSync(file);
  }
}

/** The store was there and opened. */
export function markStore(directory: string): void {
  const mark = join(directory, MARK_FILE);
  if (!existsSync(mark)) writeFileSync(mark, "", { mode: 0o600 });
}

function headAt(
  file: number,
  at: number,
): { pageSize: number; lastPage: number; transaction: number } | null {
  const head = Buffer.alloc(HEAD_BYTES);
  if (readSync(file, head, 0, HEAD_BYTES, at) < HEAD_BYTES || head.readUInt32LE(AT.magic) !== MAGIC)
    return null;
  return {
    pageSize: head.readUInt32LE(AT.pageSize),
    lastPage: Number(head.readBigUInt64LE(AT.lastPage)),
    transaction: Number(head.readBigUInt64LE(AT.transaction)),
  };
}

/** Stands between a record's text and its checksum; no JSON text contains it. */
const SEPARATOR = "\0";
const SUFFIX_LENGTH = 9;

function checksumOf(key: string, text: string): string {
  return crc32(text, crc32(key)).toString(16).padStart(8, "0");
}

/** The text as it is stored. The key is part of the sum: a record must not be read as another one. */
export function sealed(key: string, text: string): string {
  return text + SEPARATOR + checksumOf(key, text);
}

/** The text that was sealed. Records of older versions have no checksum. Throws DamagedStoreError. */
export function unsealed(space: string, key: string, stored: string): string {
  const end = stored.length - SUFFIX_LENGTH;
  if (end >= 0 && stored[end] === SEPARATOR) {
    const text = stored.slice(0, end);
    if (checksumOf(key, text) === stored.slice(end + 1)) return text;
  } else if (space === "system" || stored.endsWith("}")) return stored;
  throw new DamagedStoreError(`a record of its ${space} is not what was written`);
}
