// One cell of a workbook as the text that a person sees and means. Pure.

/** How a style writes numbers: as days, with leading zeros, or as they are. */
export type Mask = { kind: "date" } | { kind: "digits"; digits: number } | { kind: "plain" };

const plain: Mask = { kind: "plain" };

/** Formats that every program knows by number and no file spells out: days and times. */
const knownDates = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const;

export function maskOf(id: number, code: string | undefined): Mask {
  if (code === undefined) {
    return knownDates.some(([from, to]) => id >= from && id <= to) ? { kind: "date" } : plain;
  }
  const first = code.split(";")[0]!;
  // Words in quotes, signs behind a backslash, colours and countries in brackets are no letters of the format.
  const bare = first.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, "");
  if (/[ymdhs]/i.test(bare) && !/general/i.test(bare)) return { kind: "date" };
  const zeros = /^0{2,}$/.exec(bare.trim());
  return zeros === null ? plain : { kind: "digits", digits: zeros[0].length };
}

export interface CellFacts {
  /** Texts that several cells share, by their place. */
  strings: { at: (place: number) => string | undefined };
  mask: Mask | undefined;
  /** Days are counted from 1904, as old Macintoshes did. */
  is1904: boolean;
}

/** `type` is the file's own letter: s shared, inlineStr and str text, b yes or no, e an error, d a day, n a number. */
export function cellText(type: string, text: string, { strings, mask = plain, is1904 }: CellFacts): string {
  if (type === "s") return spelled(strings.at(Number(text)) ?? "");
  if (type === "inlineStr" || type === "str") return spelled(text);
  if (type === "b") return text === "1" ? "TRUE" : "FALSE";
  if (type === "e") return "";
  if (type !== "n" || text.trim() === "") return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  if (mask.kind === "date") return dayText(number, is1904) ?? numberText(number);
  const written = numberText(number);
  return mask.kind === "digits" && /^\d+$/.test(written) ? written.padStart(mask.digits, "0") : written;
}

/** Workbooks write characters that XML cannot carry by their number: "_x000D_". */
function spelled(text: string): string {
  return text.includes("_x")
    ? text.replace(/_x([\da-f]{4})_/gi, (_all, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
}

/** Every digit that the file has, never an exponent: 7.7015550001E10 is a phone. */
export function numberText(number: number): string {
  if (Number.isInteger(number)) return BigInt(number).toString();
  // Spreadsheets show fifteen digits; more are the noise of binary fractions.
  const rounded = Number(number.toPrecision(15));
  const text = String(rounded);
  return text.includes("e") ? rounded.toFixed(15).replace(/0+$/, "") : text;
}

const secondsPerDay = 86_400;
/** 1970-01-01 as a spreadsheet counts days. */
const epochDay = 25_569;
/** The day on which the count from 1904 begins, in the count from 1900. */
const macintoshDay = 1462;
/** 9999-12-31. */
const lastDay = 2_958_465;

/** "1966-06-17", with a time "1966-06-17 10:30:00"; null for what is no day. */
function dayText(serial: number, is1904: boolean): string | null {
  const counted = is1904 ? serial + macintoshDay : serial;
  if (counted < 0 || counted > lastDay + 1) return null;
  // 1900-02-29, which never was, is counted: what is before it is a day late.
  const days = counted < 60 ? counted + 1 : counted;
  const seconds = Math.round((days - epochDay) * secondsPerDay);
  const [day, time] = new Date(seconds * 1000).toISOString().split("T") as [string, string];
  if (counted < 1) return time.slice(0, 8);
  return time.startsWith("00:00:00") ? day : `${day} ${time.slice(0, 8)}`;
}
