/** Reads and writes the tar format (ustar), streaming, so that a backup can also be unpacked by hand. */
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const BLOCK = 512;
const MAX_NAME_BYTES = 100;
/** Larger sizes do not fit the header's octal field. */
const MAX_FILE_BYTES = 8 ** 11 - 1;

/** Everything below a folder as one tar stream; names are relative to it and sorted. */
export async function* packFolder(directory: string): AsyncGenerator<Buffer> {
  for (const name of await filesBelow(directory)) {
    const file = path.join(directory, name);
    const { size } = await stat(file);
    yield header(name, size);
    let written = 0;
    for await (const chunk of createReadStream(file, {
      end: Math.max(0, size - 1),
    }) as AsyncIterable<Buffer>) {
      if (size === 0) break;
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new Error(`${name} changed while it was read`);
    yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(directory, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"),
    )
    .sort();
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > MAX_NAME_BYTES || size > MAX_FILE_BYTES) {
    throw new Error(`${name} does not fit into a tar archive`);
  }
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write("0000600\0" + "0000000\0" + "0000000\0", 100);
  block.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  block.write(" ".repeat(8) + "0", 148);
  block.write("ustar\0" + "00", 257);
  block.write(`${checksum(block).toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function checksum(block: Buffer): number {
  let sum = 0;
  for (let index = 0; index < BLOCK; index += 1) sum += index >= 148 && index < 156 ? 32 : block[index]!;
  return sum;
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/**
 * Unpacks plain files below `directory`. Throws on anything that is no archive of
 * ours: bad checksum, a name that leaves the folder, a cut-off end.
 */
export async function unpack(source: AsyncIterable<Buffer>, directory: string): Promise<readonly string[]> {
  const reader = new BlockReader(source);
  const names: string[] = [];
  for (;;) {
    const block = await reader.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) return names;
    const name = text(block, 0, MAX_NAME_BYTES);
    const size = Number.parseInt(text(block, 124, 12), 8);
    const valid = Number.parseInt(text(block, 148, 8), 8) === checksum(block) && Number.isSafeInteger(size);
    if (!valid || !/^[\w][\w./ -]*$/.test(name) || name.split("/").includes("..")) {
      throw new Error("The archive is damaged or no backup of Orbit");
    }
    const target = path.join(directory, name);
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const file = createWriteStream(target, { mode: 0o600, flags: "wx" });
    // A pipeline that failed says so before its file is closed; whoever removes the folder then would meet it.
    const closed = new Promise<void>((resolve) => file.once("close", resolve));
    try {
      await pipeline(Readable.from(reader.stream(size)), file);
    } finally {
      await closed;
    }
    await reader.exactly(padding(size));
    names.push(name);
  }
}

function text(block: Buffer, start: number, length: number): string {
  return block
    .toString("latin1", start, start + length)
    .replace(/\0.*$/s, "")
    .trim();
}

class BlockReader {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async exactly(size: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.stream(size)) parts.push(part);
    return Buffer.concat(parts);
  }

  async *stream(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0;) {
      if (this.rest.length === 0) {
        const next = await this.source.next();
        if (next.done) throw new Error("The archive ends too early");
        this.rest = next.value;
        continue;
      }
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
}
