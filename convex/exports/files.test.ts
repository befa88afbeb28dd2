/** The files themselves, without a database: what a spreadsheet, a phone and another program find in them. */
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { guessMapping, type ImportField } from "../imports/fields";
import { readInstant } from "../imports/values";
import { parseMoney } from "../shared/money";
import { decimal, localTime, type Cell, type Row } from "./cells";
import { standardColumns } from "./columns";
import { csvHead, csvRows, guarded, unguarded } from "./csv";
import { jsonEnd, jsonHead, jsonRows, propertyNames } from "./json";
import { textIn, unzip } from "./unzip.testkit";
import { vcards } from "./vcard";
import { emptyWorkbook, workbookEnd, workbookRows } from "./workbook";
import { centralDirectory, crc32, joined, localHeader, utf8, wholeEntry, type ZipEntry } from "./zip";

/** What a spreadsheet would run: a sign, and then something that can call, refer or reckon. */
const runs = (cell: string) => {
  const text = cell.replace(/^[\s"]+/, "");
  return /^[=@]/.test(text) || (/^[+-]/.test(text) && /[(!|]/.test(text));
};
const nasty = fc
  .array(
    fc.constantFrom(
      "=",
      "+",
      "-",
      "@",
      ",",
      ";",
      "\t",
      "\r",
      "\n",
      '"',
      "'",
      " ",
      "|",
      "(",
      "!",
      "cmd",
      "1",
      "я",
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

describe("CSV", () => {
  test("IMX-16: a cell that begins like a formula is text, and a signed number or a phone stays one", () => {
    for (const text of [
      "=1+1",
      "+cmd|' /C calc'!A0",
      "-2+3",
      "@SUM(A1)",
      "\t=1",
      "\r=1",
      "  =1",
      "＝1",
      "-abc",
    ]) {
      expect(guarded(text), text).toMatch(/^'/);
    }
    for (const text of ["", "Ann", "a=b", "+77015550001", "-12.50", "3", "O'Brien", "a-b"]) {
      expect(guarded(text), text).toBe(text);
    }
    expect(guarded("a;=cmd|x")).toBe("a;'=cmd|x");
    expect(guarded("line\n-point\n=HYPERLINK(1)")).toBe("line\n-point\n'=HYPERLINK(1)");
    expect(guarded('a",-1+cmd|x')).toBe("a\",'-1+cmd|x");
  });

  test("IMX-16: whatever is written, read with any delimiter and with or without quotes no piece is a formula", () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), (cells) => {
        const text = csvRows([cells], "UTC");
        const read = Papa.parse<string[]>(text, { delimiter: ",", newline: "\r\n" }).data.flat();
        for (const cell of read)
          expect(/^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+$/.test(cell), cell).toBe(false);
        for (const piece of text.split(/[,;\t|\r\n]/))
          expect(runs(piece), JSON.stringify([text, piece])).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test("IMX-16: cells come back as they were from a reader of CSV, but for the apostrophes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 5 }), { minLength: 1 }),
        (rows) => {
          const text = csvRows(rows, "UTC");
          const read = Papa.parse<string[]>(text, { delimiter: ",", newline: "\r\n" }).data.slice(0, -1);
          expect(read).toEqual(rows.map((row) => row.map(guarded)));
        },
      ),
    );
  });

  test("an import reads guarded cells as they were, apostrophes of their own among them", () => {
    const signs = fc
      .array(fc.constantFrom(..."'\n=\"; +-(a1\t\r@,"), { maxLength: 9 })
      .map((some) => some.join(""));
    fc.assert(
      fc.property(fc.oneof(nasty, signs), (cell) => {
        expect(unguarded(guarded(cell))).toBe(cell);
      }),
      { numRuns: 20_000, examples: [["'\n=HYPERLINK(1)"]] },
    );
    for (const text of ["O'Brien", "'quoted'", "it's, 'fine'", "'"]) expect(unguarded(text)).toBe(text);
  });

  test("IMX-16: the mark stands before the headings when it is asked for", () => {
    expect(csvHead(["Name", "=Evil"], true)).toBe("\uFEFFName,'=Evil\r\n");
    expect(csvHead(["Name"], false)).toBe("Name\r\n");
  });

  test("money and instants are plain, and the import reads them back", () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom("USD", "JPY", "KWD"), (minor, currency) => {
        expect(parseMoney(decimal(minor, currency), currency)).toBe(minor === 0 ? 0 : minor);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2040, 0) }),
        fc.constantFrom("UTC", "Asia/Kolkata", "Asia/Almaty"),
        (at, zone) => {
          // The text and not the instant: a clock that is put back shows an hour twice.
          const text = localTime(Math.floor(at / 1000) * 1000, zone);
          expect(localTime(readInstant(text, "dmy", zone)!, zone)).toBe(text);
        },
      ),
      // Six hours before and four hours after clocks are put forward, an hour after they are put back.
      {
        examples: [
          [985_442_400_000, "Asia/Almaty"],
          [985_478_400_000, "Asia/Almaty"],
          [1_004_212_800_000, "Asia/Almaty"],
        ],
      },
    );
  });
});

test("headings in both languages mean to the import what the columns are", () => {
  const meant: Record<string, ImportField> = {
    name: "name",
    company: "companyName",
    type: "type",
    status: "status",
    owner: "owner",
    phone: "phone",
    secondaryPhone: "secondaryPhone",
    email: "email",
    tags: "tags",
    source: "customerSource",
    vip: "tier",
    vipSince: "tierSince",
    sourceDetail: "sourceDetail",
    address: "address",
    addressLine2: "addressLine2",
    city: "city",
    state: "state",
    postalCode: "postalCode",
    country: "country",
    dateOfBirth: "dateOfBirth",
    dateJoined: "dateJoined",
    industry: "industry",
    website: "website",
    language: "preferredLanguage",
    smsConsent: "smsConsent",
    emailConsent: "emailConsent",
    marketingConsent: "marketingConsent",
    credit: "credit",
    points: "points",
    createdAt: "createdAt",
    updatedAt: "updatedAt",
    notes: "notes",
    legacyIds: "legacyId",
    stableHashId: "stableHashId",
    code: "customerCode",
  };
  for (const language of ["en", "ru"] as const) {
    const guessed = guessMapping(standardColumns.map(({ heading }) => heading[language]));
    const found = Object.fromEntries(standardColumns.map(({ key }, index) => [key, guessed[index]]));
    for (const { key } of standardColumns) expect(found[key], `${language} ${key}`).toBe(meant[key] ?? null);
  }
});

test("IMX-16: JSON is one array whatever the pages, and equal names stay apart", () => {
  const rows: Row[] = [
    ["Ann", 3],
    [null, true],
    ["x", { kind: "money", minor: -5, currency: "USD" }],
  ];
  const names = propertyNames(["a", "a"]);
  const text = jsonHead + jsonRows(rows.slice(0, 2), names, 0) + jsonRows(rows.slice(2), names, 2) + jsonEnd;
  expect(JSON.parse(text)).toEqual([
    { a: "Ann", "a 2": 3 },
    { a: null, "a 2": true },
    { a: "x", "a 2": { amount: "-0.05", currency: "USD" } },
  ]);
  expect(JSON.parse(jsonHead + jsonEnd)).toEqual([]);
});

test("IMX-16: a vCard folds at 75 bytes, escapes its signs, and leaves out what is empty", () => {
  const text = vcards(
    [['Ana, "A"; B', "individual", "я".repeat(60), "two\nlines"]],
    ["name", "type", "company", "notes"],
    "UTC",
  );
  for (const line of text.split("\r\n"))
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
  const unfolded = text.replaceAll("\r\n ", "");
  expect(unfolded).toBe(
    `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\\, "A"\\; B\r\nN:;Ana\\, "A"\\; B;;;\r\nORG:${"я".repeat(60)}\r\nNOTE:two\\nlines\r\nEND:VCARD\r\n`,
  );
});

const unxml = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#13;", "\r").replaceAll("&amp;", "&");
/** The texts of a sheet, row by row. */
export function textsOf(xml: string): string[][] {
  return [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [
      ...row!.matchAll(
        /<c r="[A-Z]+\d+"(?: s="\d")?(?: t="inlineStr")?>(?:<is><t xml:space="preserve">(.*?)<\/t><\/is>|<v>(.*?)<\/v>)<\/c>/gs,
      ),
    ].map(([, text, value]) => (text === undefined ? value! : unxml(text))),
  );
}

describe("XLSX", () => {
  test("IMX-16: written in any pieces it is one sound workbook with every row once, and no cell is a formula", () => {
    const cell = fc.oneof(
      fc.constantFrom<Cell>("=1+1", "<b>&amp;", " padded ", "_x0041_", "a\r\nb", "🙂"),
      fc.integer().map((n): Cell => n),
      fc
        .string()
        .filter((text) => text !== "" && !/[^\t -\uFFFD]|\p{Surrogate}|\r/u.test(text))
        .map((text): Cell => text),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 5 }), {
          minLength: 1,
          maxLength: 5,
        }),
        (pages) => {
          let state = emptyWorkbook;
          const pieces: Uint8Array[] = [];
          for (const page of pages) {
            // As a step hands it on: through JSON.
            const written = workbookRows(JSON.parse(JSON.stringify(state)) as typeof state, page, {
              headings: ["A", "=B"],
              timeZone: "UTC",
            });
            pieces.push(written.bytes);
            state = written.state;
          }
          pieces.push(workbookEnd(state));
          const bytes = joined(pieces);
          const files = unzip(bytes);
          expect([...files.keys()].sort()).toEqual(
            [
              "[Content_Types].xml",
              "_rels/.rels",
              "xl/_rels/workbook.xml.rels",
              "xl/styles.xml",
              "xl/workbook.xml",
              "xl/worksheets/sheet1.xml",
            ].sort(),
          );
          const sheet = textIn(files, "xl/worksheets/sheet1.xml");
          expect(sheet).not.toMatch(/<f[ >]/);
          const expected = pages
            .flat()
            .map((row) => row.map((one) => String(one).replace("_x0041_", "_x005F_x0041_")));
          expect(textsOf(sheet)).toEqual([["A", "=B"], ...expected]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("days, instants and money are values of their kind", () => {
    const { bytes, state } = workbookRows(
      emptyWorkbook,
      [
        [
          { kind: "day", day: "2026-01-31" },
          { kind: "instant", at: Date.UTC(2026, 0, 31, 12) },
          { kind: "money", minor: 129950, currency: "USD" },
          { kind: "day", day: "1875-04-01" },
          { kind: "phone", text: "+7 701", e164: "+7701" },
        ],
      ],
      { headings: ["d", "i", "m", "o", "p"], timeZone: "Asia/Almaty" },
    );
    const sheet = textIn(unzip(joined([bytes, workbookEnd(state)])), "xl/worksheets/sheet1.xml");
    expect(textsOf(sheet)[1]).toEqual(
      ["46053", String(46053 + 17 / 24).slice(0, 16), "1299.50", "1875-04-01", "+7 701"].map((text) =>
        expect.stringContaining(text.slice(0, 10)),
      ),
    );
    expect(sheet).toContain('<c r="A2" s="2">');
  });
});

describe("zip", () => {
  test("the checksum is that of every other program", () => {
    expect(crc32(utf8("123456789"))).toBe(0xcbf43926);
    expect(crc32(utf8("6789"), crc32(utf8("12345")))).toBe(0xcbf43926);
  });

  test("any files come back whole, packed or not, with names in any language", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1 }), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 300 }),
        (names, content) => {
          const pieces: Uint8Array[] = [];
          const entries: ZipEntry[] = [];
          let at = 0;
          for (const [index, name] of names.entries()) {
            const { bytes, entry } = wholeEntry(name, content, at, { pack: index % 2 === 0 });
            pieces.push(bytes);
            entries.push(entry);
            at += bytes.length;
          }
          const files = unzip(joined([...pieces, centralDirectory(entries, at)]));
          expect([...files.keys()].sort()).toEqual([...names].sort());
          for (const name of names) expect(files.get(name)).toEqual(content);
        },
      ),
    );
  });

  test("beyond 4 GiB and 65,535 entries the wide records tell size, place and count", () => {
    const far: ZipEntry = {
      name: "far",
      crc: 1,
      size: 5e9,
      packed: 4.5e9,
      at: 6e9,
      deflated: true,
      streamed: false,
    };
    expect(localHeader({ ...far, size: 1, packed: 1 }).length).toBe(33);
    const directory = centralDirectory([far], 11e9);
    const view = new DataView(directory.buffer);
    expect(view.getUint32(42, true)).toBe(0xffffffff);
    // After the 46 bytes of the record and the name: tag and size of the extra field, then the three numbers.
    expect([1, 2, 3].map((n) => Number(view.getBigUint64(46 + 3 + 4 + (n - 1) * 8, true)))).toEqual([
      5e9, 4.5e9, 6e9,
    ]);
    const end64 = 46 + 3 + 28;
    expect(view.getUint32(end64, true)).toBe(0x06064b50);
    expect(Number(view.getBigUint64(end64 + 48, true))).toBe(11e9);
    const small = { ...far, size: 0, packed: 0, at: 0 };
    const many = centralDirectory(
      Array.from({ length: 70_000 }, () => small),
      0,
    );
    const last = new DataView(many.buffer, many.length - 22);
    expect(last.getUint16(10, true)).toBe(0xffff);
    const wide = new DataView(many.buffer, many.length - 22 - 20 - 56);
    expect(Number(wide.getBigUint64(32, true))).toBe(70_000);
  });
});
