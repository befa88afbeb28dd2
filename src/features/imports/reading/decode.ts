// Bytes to text: which encoding, and whether it is text at all. Pure.

/** Encodings that old exports use, as TextDecoder names them. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1251" | "windows-1252";

/** Why a file cannot be read; src/data/reasons.ts words each. */
export type Unreadable =
  | "empty"
  | "binary"
  | "quotes"
  | "tooLarge"
  | "noHeader"
  | "tooManyRows"
  | "encrypted"
  | "oldWorkbook"
  | "notAWorkbook"
  | "emptySheet"
  | "json"
  | "jsonNoRecords";

export class UnreadableFile extends Error {
  constructor(readonly reason: Unreadable) {
    super(reason);
  }
}

/** Largest JSON taken, bytes: what a browser's memory holds twice over without trouble. */
export const largestFile = 64 * 1024 * 1024;
/** Largest file of text and largest workbook, which are read a piece at a time: a million rows of usual length, twice over. */
export const largestText = 512 * 1024 * 1024;

/** The encoding by its mark, by its zeros, or by what the bytes can be; throws UnreadableFile for what is no text. */
export function encodingOf(sample: Uint8Array): Encoding {
  if (sample.length === 0) throw new UnreadableFile("empty");
  const [first, second, third] = sample;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (isKnownFormat(sample)) throw new UnreadableFile("binary");
  const zeros = zeroShares(sample);
  if (zeros.odd > 0.3 && zeros.even < 0.05) return "utf-16le";
  if (zeros.even > 0.3 && zeros.odd < 0.05) return "utf-16be";
  if (zeros.odd + zeros.even > 0 || controlShare(sample) > 0.02) throw new UnreadableFile("binary");
  if (isUtf8(sample)) return "utf-8";
  return cyrillicShare(sample) > 0.6 ? "windows-1251" : "windows-1252";
}

/** Spreadsheets, archives, PDFs and pictures, which people pick by mistake. */
function isKnownFormat(sample: Uint8Array): boolean {
  const starts = [
    "PK\u0003\u0004",
    "%PDF",
    "\u00d0\u00cf\u0011\u00e0",
    "\u0089PNG",
    "\u001f\u008b",
    "GIF8",
    "\u00ff\u00d8\u00ff",
  ];
  return starts.some((start) => [...start].every((char, index) => sample[index] === char.charCodeAt(0)));
}

function zeroShares(sample: Uint8Array): { even: number; odd: number } {
  let even = 0;
  let odd = 0;
  for (let index = 0; index < sample.length; index++) {
    if (sample[index] !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const half = sample.length / 2;
  return { even: even / half, odd: odd / half };
}

function controlShare(sample: Uint8Array): number {
  let controls = 0;
  for (const byte of sample) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls += 1;
  return controls / sample.length;
}

/** The sample may end in the middle of a character. */
function isUtf8(sample: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Of the bytes beyond ASCII, how many are Cyrillic letters in windows-1251, where they stand side by side. */
function cyrillicShare(sample: Uint8Array): number {
  let high = 0;
  let inWords = 0;
  for (let index = 0; index < sample.length; index++) {
    if (sample[index]! < 0x80) continue;
    high += 1;
    const next = sample[index + 1] ?? 0;
    const before = sample[index - 1] ?? 0;
    if (sample[index]! >= 0xc0 && (next >= 0xc0 || before >= 0xc0)) inWords += 1;
  }
  return high === 0 ? 0 : inWords / high;
}
