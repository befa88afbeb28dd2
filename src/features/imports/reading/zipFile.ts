// A zip read where it lies: its directory first, then single entries, so that an archive may be larger than the memory.
import { UnreadableFile } from "./decode";

export interface ZipEntry {
  name: string;
  /** Bytes, unpacked. */
  size: number;
  /** Whole. Throws UnreadableFile for one that is larger than memory should hold, or damaged. */
  read: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Unpacked as it is asked for, in order, however large it is. Throws UnreadableFile where it is damaged. */
  pieces: () => AsyncGenerator<Uint8Array>;
}

/** Bytes that an entry read whole may unfold to: a small file can be made to fill the memory. */
const largestEntry = 400 * 1024 * 1024;
/** The summary at the end, behind which a comment may stand. */
const summaryBytes = 22;
const mostComment = 0xffff;
const most16 = 0xffff;
const most32 = 0xffffffff;
/** A directory of some hundred thousand entries. */
const largestDirectory = 64 * 1024 * 1024;

/** Entries by name, in their order; null for what is no zip that can be read. */
export async function zipEntries(file: Blob): Promise<Map<string, ZipEntry> | null> {
  const tailFrom = Math.max(0, file.size - summaryBytes - mostComment);
  const tail = await view(file, tailFrom, file.size);
  const end = summaryIn(tail);
  if (end === null) return null;
  const place = (await wideSummary(file, tail, tailFrom + end)) ?? {
    count: tail.getUint16(end + 10, true),
    bytes: tail.getUint32(end + 12, true),
    at: tail.getUint32(end + 16, true),
  };
  if (place.at + place.bytes > file.size || place.bytes > largestDirectory) return null;
  const directory = await view(file, place.at, place.at + place.bytes);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0, n = 0; n < place.count; n++) {
    if (at + 46 > directory.byteLength || directory.getUint32(at, true) !== 0x02014b50) return null;
    const nameBytes = directory.getUint16(at + 28, true);
    const extraBytes = directory.getUint16(at + 30, true);
    const name = new TextDecoder().decode(
      new Uint8Array(directory.buffer, directory.byteOffset + at + 46, nameBytes),
    );
    entries.set(name, entryOf(file, name, directory, at, at + 46 + nameBytes, extraBytes));
    at += 46 + nameBytes + extraBytes + directory.getUint16(at + 32, true);
  }
  return entries;
}

async function view(file: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await file.slice(from, to).arrayBuffer());
}

function summaryIn(tail: DataView): number | null {
  for (let at = tail.byteLength - summaryBytes; at >= 0; at--)
    if (tail.getUint32(at, true) === 0x06054b50) return at;
  return null;
}

/** Of archives beyond 4 GiB or 65,535 entries, whose summary has wide fields. */
async function wideSummary(
  file: Blob,
  tail: DataView,
  end: number,
): Promise<{ count: number; bytes: number; at: number } | null> {
  const from = end - (file.size - tail.byteLength);
  const isWide = tail.getUint16(from + 10, true) === most16 || tail.getUint32(from + 16, true) === most32;
  if (!isWide || end < 20) return null;
  const locator = await view(file, end - 20, end);
  if (locator.getUint32(0, true) !== 0x07064b50) return null;
  const at = Number(locator.getBigUint64(8, true));
  const wide = await view(file, at, at + 56);
  if (wide.byteLength < 56 || wide.getUint32(0, true) !== 0x06064b50) return null;
  return {
    count: Number(wide.getBigUint64(32, true)),
    bytes: Number(wide.getBigUint64(40, true)),
    at: Number(wide.getBigUint64(48, true)),
  };
}

function entryOf(
  file: Blob,
  name: string,
  directory: DataView,
  at: number,
  extraAt: number,
  extraBytes: number,
): ZipEntry {
  const method = directory.getUint16(at + 10, true);
  let packed = directory.getUint32(at + 20, true);
  let size = directory.getUint32(at + 24, true);
  let local = directory.getUint32(at + 42, true);
  for (let extra = extraAt; extra + 4 <= extraAt + extraBytes;) {
    const bytes = directory.getUint16(extra + 2, true);
    if (directory.getUint16(extra, true) === 1) {
      let wide = extra + 4;
      const next = () => {
        const value = Number(directory.getBigUint64(wide, true));
        wide += 8;
        return value;
      };
      if (size === most32) size = next();
      if (packed === most32) packed = next();
      if (local === most32) local = next();
    }
    extra += 4 + bytes;
  }
  const pieces = async function* () {
    const head = await view(file, local, local + 30);
    if (head.byteLength < 30) throw new UnreadableFile("notAWorkbook");
    const from = local + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    const stored = file.slice(from, from + packed).stream();
    const unpacked = method === 0 ? stored : stored.pipeThrough(new DecompressionStream("deflate-raw"));
    const reader = unpacked.getReader();
    let bytes = 0;
    try {
      for (let next = await read(reader); !next.done; next = await read(reader)) {
        bytes += next.value.length;
        if (bytes > size) break;
        yield next.value;
      }
    } finally {
      // Also where whoever reads stops early: nothing more is unpacked.
      await reader.cancel().catch(() => undefined);
    }
    if (bytes !== size) throw new UnreadableFile("notAWorkbook");
  };
  const whole = async () => {
    if (size > largestEntry) throw new UnreadableFile("tooLarge");
    const bytes = new Uint8Array(size);
    let at = 0;
    for await (const piece of pieces()) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  };
  return { name, size, read: whole, pieces };
}

/** What cannot be unpacked is damaged. */
async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  try {
    return await reader.read();
  } catch {
    throw new UnreadableFile("notAWorkbook");
  }
}
