// What tells a damaged store from a good one: the file's own head at open, and a checksum
// of every record when it is read.
import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Write } from "./writes";

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

const TABLE = new Uint32Array(256);
for (let n = 0; n < TABLE.length; n++) {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  TABLE[n] = c >>> 0;
}

/** crc32 of a key's UTF-8: keys are so short that handing one over would take longer. */
function keySum(key: string): number {
  let c = 0xffff_ffff;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    // Keys have one character per byte; beyond ASCII UTF-8 has two bytes for it.
    if (code > 0xff) return crc32(key);
    if (code >= 0x80) c = (TABLE[(c ^ (0xc0 | (code >> 6))) & 255] as number) ^ (c >>> 8);
    c = (TABLE[(c ^ (code >= 0x80 ? 0x80 | (code & 0x3f) : code)) & 255] as number) ^ (c >>> 8);
  }
  return (c ^ 0xffff_ffff) >>> 0;
}

/** Records are written one behind the other into a piece of memory that is never written to again: the store reads them later. */
const PIECE_BYTES = 2 ** 17;
const MOST_BYTES_OF_A_CHARACTER = 3;
let piece = Buffer.alloc(0);
let used = 0;

/**
 * The text as it is stored: lmdb would make bytes of it, and the sum is of bytes too. The key is part of the sum: a
 * record must not be read as another one.
 */
export function sealed(key: string, text: string): Uint8Array {
  const most = MOST_BYTES_OF_A_CHARACTER * text.length + SUFFIX_LENGTH;
  if (most > piece.length - used) {
    const needed = most > PIECE_BYTES ? Buffer.byteLength(text) + SUFFIX_LENGTH : PIECE_BYTES;
    [piece, used] = [Buffer.allocUnsafeSlow(needed), 0];
  }
  const start = used;
  const end = start + piece.utf8Write(text, start);
  const sum = crc32(piece.subarray(start, end), keySum(key));
  used = end + piece.latin1Write(SEPARATOR + sum.toString(16).padStart(SUFFIX_LENGTH - 1, "0"), end);
  return piece.subarray(start, used);
}

/** Entries are many and have no value; lmdb would make a buffer of every empty text. */
const NOTHING = new Uint8Array(0);

/** What a write puts there. Entries have no value, and search blocks are checked against the documents; see transaction/audit. */
export function storedValue({ space, key, value }: Write): string | Uint8Array {
  if (value === "" && space === "entries") return NOTHING;
  return space === "entries" || space === "search"
    ? (value as string | Uint8Array)
    : sealed(key, value as string);
}

/** The text that was sealed. Records of older versions have no checksum. Throws DamagedStoreError. */
export function unsealed(space: string, key: string, stored: Buffer): string {
  return stored.utf8Slice(0, checked(space, key, stored).length);
}

/** Its bytes, which stand where the next read will put its own. */
export function checked(space: string, key: string, stored: Buffer): Uint8Array {
  const end = stored.length - SUFFIX_LENGTH;
  if (end >= 0 && stored[end] === 0) {
    const text = new Uint8Array(stored.buffer, stored.byteOffset, end);
    if (crc32(text, keySum(key)) === sumAt(stored, end + 1)) return text;
  } else if (space === "system" || stored[stored.length - 1] === CLOSING_BRACE) {
    return new Uint8Array(stored.buffer, stored.byteOffset, stored.length);
  }
  throw new DamagedStoreError(`a record of its ${space} is not what was written`);
}

const CLOSING_BRACE = 0x7d;

/** Eight hexadecimal digits; NaN when there is something else. */
function sumAt(stored: Buffer, at: number): number {
  let sum = 0;
  for (let i = at; i < at + 8; i++) {
    const code = stored[i] as number;
    if (code >= 0x30 && code <= 0x39) sum = sum * 16 + code - 0x30;
    else if (code >= 0x61 && code <= 0x66) sum = sum * 16 + code - 0x57;
    else return NaN;
  }
  return sum;
}
