/** Writes a zip archive entry by entry to a file, without holding an entry in memory. */
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";

/** Sizes and offsets are 32 bits wide without the zip64 extension. */
const MAX_BYTES = 0xffffffff;
const DEFLATE = 8;
const UTF8_NAMES = 0x0800;
/** 1 January 1980: archives of the same data are the same bytes. */
const DOS_DATE = 0x0021;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  size: number;
  compressed: number;
}

export class ZipWriter {
  private readonly file: FileHandle;
  private readonly entries: Entry[] = [];
  private position = 0;

  private constructor(file: FileHandle) {
    this.file = file;
  }

  static async create(path: string): Promise<ZipWriter> {
    return new ZipWriter(await open(path, "wx", 0o600));
  }

  /** Compresses `content` into an entry. Throws when the archive would pass 4 GiB. */
  async add(name: string, content: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    const entry: Entry = { name: Buffer.from(name), offset: this.position, crc: 0, size: 0, compressed: 0 };
    const headerBytes = 30 + entry.name.length;
    this.position += headerBytes;
    const measured = measure(content, entry);
    for await (const chunk of Readable.from(measured).pipe(createDeflateRaw()) as AsyncIterable<Buffer>) {
      await this.file.write(chunk, 0, chunk.length, this.position);
      this.position += chunk.length;
      if (this.position > MAX_BYTES)
        throw new Error("The export is larger than 4 GiB; export table by table");
    }
    entry.compressed = this.position - entry.offset - headerBytes;
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    writeCommon(header, 4, entry);
    await this.file.write(Buffer.concat([header, entry.name]), 0, headerBytes, entry.offset);
    this.entries.push(entry);
  }

  /** Writes the directory and closes the file. */
  async finish(): Promise<void> {
    const start = this.position;
    for (const entry of this.entries) {
      const record = Buffer.alloc(46);
      record.writeUInt32LE(0x02014b50, 0);
      record.writeUInt16LE(20, 4);
      writeCommon(record, 6, entry);
      record.writeUInt32LE(entry.offset, 42);
      await this.append(Buffer.concat([record, entry.name]));
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.entries.length, 8);
    end.writeUInt16LE(this.entries.length, 10);
    end.writeUInt32LE(this.position - start, 12);
    end.writeUInt32LE(start, 16);
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
}

/** The fields that the local header and the directory record share, in the same order. */
function writeCommon(target: Buffer, at: number, entry: Entry): void {
  target.writeUInt16LE(20, at);
  target.writeUInt16LE(UTF8_NAMES, at + 2);
  target.writeUInt16LE(DEFLATE, at + 4);
  target.writeUInt16LE(0, at + 6);
  target.writeUInt16LE(DOS_DATE, at + 8);
  target.writeUInt32LE(entry.crc, at + 10);
  target.writeUInt32LE(entry.compressed, at + 14);
  target.writeUInt32LE(entry.size, at + 18);
  target.writeUInt16LE(entry.name.length, at + 22);
}

async function* measure(
  content: Iterable<Buffer> | AsyncIterable<Buffer>,
  entry: Entry,
): AsyncGenerator<Buffer> {
  for await (const chunk of content) {
    entry.crc = crc32(chunk, entry.crc);
    entry.size += chunk.length;
    if (entry.size > MAX_BYTES) throw new Error(`${entry.name.toString()} is larger than 4 GiB`);
    yield chunk;
  }
}
