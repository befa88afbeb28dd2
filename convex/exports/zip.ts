/**
 * A zip archive written in pieces that different transactions make. What has
 * to be known at the end (the central directory) is a list of entries, so a
 * step hands on a few numbers and never the archive. Sizes and places beyond
 * 4 GiB and more than 65,535 entries are told by zip64 records. Pure.
 */
import { Deflate } from "pako";

export interface ZipEntry {
  name: string;
  /** CRC-32 of the content, its bytes, and its bytes as packed. */
  crc: number;
  size: number;
  packed: number;
  /** Byte at which its local header stands. */
  at: number;
  deflated: boolean;
  /** The header was written before the content was known: the numbers follow the content. */
  streamed: boolean;
}

const encoder = new TextEncoder();
export const utf8 = (text: string): Uint8Array<ArrayBuffer> =>
  encoder.encode(text) as Uint8Array<ArrayBuffer>;

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 of `bytes` after what gave `before`; 0 at first. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Z_SYNC_FLUSH: what was given so far ends at a byte. Z_FINISH: the stream ends. */
const syncFlush = 2;
const finish = 4;

/** Deflates one piece of an entry; every piece but the last ends at a byte, so that the next one simply follows. */
export function deflated(bytes: Uint8Array, isLast: boolean): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const stream = new Deflate({ raw: true, level: 6 });
  stream.onData = (piece: Uint8Array) => pieces.push(piece);
  stream.push(bytes as Uint8Array<ArrayBuffer>, isLast ? finish : syncFlush);
  return joined(pieces);
}

/** Little-endian fields: [bytes, value] each. */
function record(...fields: [bytes: 2 | 4 | 8, value: number][]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else if (size === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += size;
  }
  return bytes;
}

const most32 = 0xffffffff;
const most16 = 0xffff;
/** 1 January 1980: archives of the same content are the same bytes. */
const dosDate = 0x21;
const utf8Names = 0x800;
const sizesFollow = 0x8;

const flags = (entry: ZipEntry) => utf8Names | (entry.streamed ? sizesFollow : 0);
const method = (entry: ZipEntry) => (entry.deflated ? 8 : 0);
const is64 = (entry: ZipEntry) => Math.max(entry.size, entry.packed, entry.at) >= most32;

/** What stands before an entry's content; a streamed entry's content must stay below 4 GiB. */
export function localHeader(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = utf8(entry.name);
  const known = !entry.streamed;
  return joined([
    record(
      [4, 0x04034b50],
      [2, 20],
      [2, flags(entry)],
      [2, method(entry)],
      [2, 0],
      [2, dosDate],
      [4, known ? entry.crc : 0],
      [4, known ? entry.packed : 0],
      [4, known ? entry.size : 0],
      [2, name.length],
      [2, 0],
    ),
    name,
  ]);
}

/** What follows the content of a streamed entry. */
export function descriptor({ crc, packed, size }: ZipEntry): Uint8Array {
  return record([4, 0x08074b50], [4, crc], [4, packed], [4, size]);
}

/** The end of the archive: one record per entry and the summary; `at` is the byte it begins at. */
export function centralDirectory(entries: readonly ZipEntry[], at: number): Uint8Array<ArrayBuffer> {
  const records = entries.map((entry) => {
    const name = utf8(entry.name);
    const wide = is64(entry);
    const extra = wide
      ? record([2, 1], [2, 24], [8, entry.size], [8, entry.packed], [8, entry.at])
      : new Uint8Array();
    return joined([
      record(
        [4, 0x02014b50],
        [2, wide ? 45 : 20],
        [2, wide ? 45 : 20],
        [2, flags(entry)],
        [2, method(entry)],
        [2, 0],
        [2, dosDate],
        [4, entry.crc],
        [4, wide ? most32 : entry.packed],
        [4, wide ? most32 : entry.size],
        [2, name.length],
        [2, extra.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, wide ? most32 : entry.at],
      ),
      name,
      extra,
    ]);
  });
  const directory = joined(records);
  const count = entries.length;
  const wide = count >= most16 || at >= most32 || directory.length >= most32;
  const wideEnd = wide
    ? joined([
        record(
          [4, 0x06064b50],
          [8, 44],
          [2, 45],
          [2, 45],
          [4, 0],
          [4, 0],
          [8, count],
          [8, count],
          [8, directory.length],
          [8, at],
        ),
        record([4, 0x07064b50], [4, 0], [8, at + directory.length], [4, 1]),
      ])
    : new Uint8Array();
  const end = record(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, wide ? most16 : count],
    [2, wide ? most16 : count],
    [4, wide ? most32 : directory.length],
    [4, wide ? most32 : at],
    [2, 0],
  );
  return joined([directory, wideEnd, end]);
}

/** An entry whose content is known at once: header and content, and what the directory needs. */
export function wholeEntry(
  name: string,
  content: Uint8Array,
  at: number,
  { pack }: { pack: boolean },
): { bytes: Uint8Array<ArrayBuffer>; entry: ZipEntry } {
  const packed = pack ? deflated(content, true) : content;
  const entry: ZipEntry = {
    name,
    crc: crc32(content),
    size: content.length,
    packed: packed.length,
    at,
    deflated: pack,
    streamed: false,
  };
  return { bytes: joined([localHeader(entry), packed]), entry };
}
