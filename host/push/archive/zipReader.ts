/** Reads zip archives from disk, entry by entry, in any order and of any size (zip64 included). */
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const WIDE = 0xffffffff;
const WIDE_COUNT = 0xffff;
const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const MAX_COMMENT = 0xffff;
/** The list of entries is all that is held in memory; this much of it is. */
export const MAX_ENTRIES = 2_000_000;
const MAX_DIRECTORY_BYTES = 2 ** 29;
const CHUNK = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;

export class ZipError extends Error {
  override readonly name = "ZipError";
}

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly method: number;
  readonly compressed: number;
  readonly crc: number;
  readonly offset: number;
}

export class ZipReader {
  private constructor(
    private readonly file: FileHandle,
    readonly entries: readonly ZipEntry[],
  ) {}

  /** Throws ZipError when the file is no zip archive. */
  static async open(path: string): Promise<ZipReader> {
    const file = await open(path, "r");
    try {
      return new ZipReader(file, await readDirectory(file));
    } catch (error) {
      await file.close();
      throw error instanceof RangeError ? new ZipError("invalid zip file: it is cut off") : error;
    }
  }

  /** The bytes of an entry; throws ZipError at the end when they are not what was packed. */
  async *read(entry: ZipEntry): AsyncGenerator<Buffer> {
    const header = await readAt(this.file, entry.offset, 30);
    if (header.readUInt32LE(0) !== LOCAL) throw new ZipError(`invalid zip file: ${entry.name} is not there`);
    const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    let crc = 0;
    let size = 0;
    for await (const chunk of this.unpacked(entry, start)) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      if (size > entry.size) break;
      yield chunk;
    }
    if (size !== entry.size || crc !== entry.crc)
      throw new ZipError(`invalid zip file: ${entry.name} is damaged`);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async *unpacked(entry: ZipEntry, start: number): AsyncGenerator<Buffer> {
    if (entry.compressed === 0) return;
    const packed = this.packed(start, start + entry.compressed);
    if (entry.method === STORED) {
      yield* packed;
    } else if (entry.method === DEFLATED) {
      // The callback only keeps a broken stream from being an uncaught error; reading it throws.
      const stream = pipeline(Readable.from(packed), createInflateRaw(), () => undefined);
      try {
        yield* stream as AsyncIterable<Buffer>;
      } catch (error) {
        const { code = "" } = error as NodeJS.ErrnoException;
        throw typeof code === "string" && code.startsWith("Z_")
          ? new ZipError(`invalid zip file: ${entry.name} is damaged`)
          : error;
      }
    } else {
      throw new ZipError(`invalid zip file: ${entry.name} is packed by a method this host does not know`);
    }
  }

  private async *packed(from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < to; at += CHUNK) yield await readAt(this.file, at, Math.min(CHUNK, to - at));
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new ZipError("invalid zip file: it is cut off");
  return buffer;
}

async function readDirectory(file: FileHandle): Promise<ZipEntry[]> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, END_BYTES + MAX_COMMENT);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw new ZipError("invalid zip file: it has no directory");
  let count = tail.readUInt16LE(at + 10);
  let bytes = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  if (count === WIDE_COUNT || bytes === WIDE || offset === WIDE) {
    const position = size - tailBytes + at - LOCATOR_BYTES;
    const locator = position < 0 ? null : await readAt(file, position, LOCATOR_BYTES);
    if (locator?.readUInt32LE(0) === LOCATOR64) {
      const end = await readAt(file, Number(locator.readBigUInt64LE(8)), 56);
      if (end.readUInt32LE(0) !== END64) throw new ZipError("invalid zip file: its directory is damaged");
      count = Number(end.readBigUInt64LE(32));
      bytes = Number(end.readBigUInt64LE(40));
      offset = Number(end.readBigUInt64LE(48));
    }
  }
  if (count > MAX_ENTRIES || bytes > MAX_DIRECTORY_BYTES)
    throw new ZipError(`zip file with too many entries: at most ${MAX_ENTRIES} can be imported at once`);
  if (offset + bytes > size) throw new ZipError("invalid zip file: it is cut off");
  return parseDirectory(await readAt(file, offset, bytes), count);
}

function parseDirectory(directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (directory.readUInt32LE(at) !== DIRECTORY)
      throw new ZipError("invalid zip file: its directory is damaged");
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    if (extraEnd > directory.length) throw new ZipError("invalid zip file: its directory is damaged");
    const wide = wideFields(directory.subarray(nameEnd, extraEnd));
    const field = (position: number): number => {
      const value = directory.readUInt32LE(at + position);
      return value === WIDE ? (wide.shift() ?? value) : value;
    };
    // In this order: the zip64 field holds only those that do not fit.
    const size = field(24);
    const compressed = field(20);
    const offset = field(42);
    entries.push({
      name: directory.toString("utf8", at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      size,
      compressed,
      offset,
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Values of the zip64 extra field. */
function wideFields(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const values: number[] = [];
      for (let i = at + 4; i + 8 <= Math.min(at + 4 + length, extra.length); i += 8) {
        values.push(Number(extra.readBigUInt64LE(i)));
      }
      return values;
    }
    at += 4 + length;
  }
  return [];
}
