/** Writes a zip archive entry by entry to a file, without holding an entry in memory. */
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

/** Sizes and offsets from here on stand in zip64 fields. */
const WIDE = 0xffffffff;
const WIDE_COUNT = 0xffff;
const DEFLATE = 8;
const UTF8_NAMES = 0x0800;
/** 1 January 1980: archives of the same data are the same bytes. */
const DOS_DATE = 0x0021;
const ZIP64 = 45;
const ZIP32 = 20;
const ROOM_BYTES = 20;

type Content = Iterable<Buffer> | AsyncIterable<Buffer>;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  size: number;
  compressed: number;
}

export class ZipWriter {
  private readonly entries: Entry[] = [];
  private position = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly wide: number,
  ) {}

  /** `wide` is where zip64 begins; tests lower it. */
  static async create(path: string, wide = WIDE): Promise<ZipWriter> {
    return new ZipWriter(await open(path, "wx", 0o600), wide);
  }

  /** Compresses `content` into an entry. */
  async add(name: string, content: Content): Promise<void> {
    const entry: Entry = {
      name: Buffer.from(name),
      offset: this.position,
      crc: 0,
      size: 0,
      compressed: 0,
    };
    const headerBytes = 30 + entry.name.length + ROOM_BYTES;
    this.position += headerBytes;
    const measured = measure(content, entry);
    for await (const chunk of Readable.from(measured).pipe(createDeflateRaw()) as AsyncIterable<Buffer>) {
      await this.append(chunk);
    }
    entry.compressed = this.position - entry.offset - headerBytes;
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    this.writeCommon(header, 4, entry);
    const extra = this.isWide(entry) ? wideField([entry.size, entry.compressed]) : emptyRoom();
    header.writeUInt16LE(extra.length, 28);
    await this.file.write(Buffer.concat([header, entry.name, extra]), 0, headerBytes, entry.offset);
    this.entries.push(entry);
  }

  /** Writes the directory and closes the file. */
  async finish(): Promise<void> {
    const start = this.position;
    for (const entry of this.entries) {
      const isFar = entry.offset >= this.wide;
      const extra = [
        ...(this.isWide(entry) ? [entry.size, entry.compressed] : []),
        ...(isFar ? [entry.offset] : []),
      ];
      const field = extra.length > 0 ? wideField(extra) : Buffer.alloc(0);
      const record = Buffer.alloc(46);
      record.writeUInt32LE(0x02014b50, 0);
      record.writeUInt16LE(ZIP64, 4);
      this.writeCommon(record, 6, entry);
      record.writeUInt16LE(field.length, 30);
      record.writeUInt32LE(isFar ? WIDE : entry.offset, 42);
      await this.append(Buffer.concat([record, entry.name, field]));
    }
    const bytes = this.position - start;
    const count = this.entries.length;
    const isWide = start >= this.wide || bytes >= this.wide || count >= WIDE_COUNT;
    if (isWide) await this.append(end64(count, bytes, start, this.position));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(isWide ? WIDE_COUNT : count, 8);
    end.writeUInt16LE(isWide ? WIDE_COUNT : count, 10);
    end.writeUInt32LE(isWide ? WIDE : bytes, 12);
    end.writeUInt32LE(isWide ? WIDE : start, 16);
    await this.append(end);
    await this.file.close();
  }

  async abort(): Promise<void> {
    await this.file.close().catch(() => {});
  }

  private async append(bytes: Buffer): Promise<void> {
    await this.file.write(bytes, 0, bytes.length, this.position);
    this.position += bytes.length;
  }

  private isWide({ size, compressed }: Entry): boolean {
    return Math.max(size, compressed) >= this.wide;
  }

  /** The fields that the local header and the directory record share, in the same order. */
  private writeCommon(target: Buffer, at: number, entry: Entry): void {
    const isWide = this.isWide(entry);
    target.writeUInt16LE(isWide || entry.offset >= this.wide ? ZIP64 : ZIP32, at);
    target.writeUInt16LE(UTF8_NAMES, at + 2);
    target.writeUInt16LE(DEFLATE, at + 4);
    target.writeUInt16LE(0, at + 6);
    target.writeUInt16LE(DOS_DATE, at + 8);
    target.writeUInt32LE(entry.crc, at + 10);
    target.writeUInt32LE(isWide ? WIDE : entry.compressed, at + 14);
    target.writeUInt32LE(isWide ? WIDE : entry.size, at + 18);
    target.writeUInt16LE(entry.name.length, at + 22);
  }
}

/** Left in every header for sizes that turn out not to fit: a padding field, which readers skip. */
function emptyRoom(): Buffer {
  const field = Buffer.alloc(ROOM_BYTES);
  field.writeUInt16LE(0xd935, 0);
  field.writeUInt16LE(ROOM_BYTES - 4, 2);
  return field;
}

function wideField(values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, i) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * i));
  return field;
}

function end64(count: number, bytes: number, start: number, position: number): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(ZIP64, 12);
  record.writeUInt16LE(ZIP64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(bytes), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(position), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

async function* measure(content: Content, entry: Entry): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    entry.crc = crc32(chunk, entry.crc);
    entry.size += chunk.length;
    yield chunk;
  }
}
