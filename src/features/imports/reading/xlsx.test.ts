import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { Packed } from "../../../../convex/imports/packed";
import { UnreadableFile } from "./decode";
import { openFile } from "./openFile";
import { inline, workbook } from "./workbook.testkit";
import { cellText, maskOf, numberText } from "./xlsxCells";

const open = (bytes: Uint8Array<ArrayBuffer>, sheet: number | null = null) =>
  listed(openFile(new Blob([bytes]), sheet, () => undefined));
const reasonOf = async (bytes: Uint8Array<ArrayBuffer>) => {
  try {
    await open(bytes);
    return null;
  } catch (error) {
    return error instanceof UnreadableFile ? error.reason : `unexpected ${String(error)}`;
  }
};
const heading = [inline("name"), inline("phone")];

/** With its rows as a list. */
async function listed<File extends { rows: Iterable<string[]> }>(reading: Promise<File>) {
  const file = await reading;
  return { ...file, rows: [...file.rows] };
}

test("IMX-15: days are days, long numbers keep every digit, and masks their zeros", async () => {
  const formats = [14, "dd\\.mm\\.yyyy hh:mm", "00000", '#,##0.00 "days"', "[Red]0.00", "yyyy-mm-dd;@"];
  const cells = [
    `<c s="1"><v>24275</v></c>`,
    `<c s="2"><v>45292.4375</v></c>`,
    `<c s="3"><v>423</v></c>`,
    `<c s="4"><v>1234.5</v></c>`,
    `<c s="5"><v>0.30000000000000004</v></c>`,
    `<c s="6"><v>1</v></c>`,
    `<c><v>77015550001</v></c>`,
    `<c><v>7.7015550001E10</v></c>`,
    `<c><v>123456789012345678</v></c>`,
    `<c t="b"><v>1</v></c>`,
    `<c t="e"><v>#N/A</v></c>`,
    `<c t="str"><v>00123</v></c>`,
    `<c t="d"><v>2024-05-06</v></c>`,
  ];
  const { rows } = await open(
    workbook([{ name: "One", rows: [cells.map((_, n) => inline(`c${n}x`)), cells] }], { formats }),
  );
  expect(rows).toEqual([
    [
      "1966-06-17",
      "2024-01-01 10:30:00",
      "00423",
      "1234.5",
      "0.3",
      "1900-01-01",
      "77015550001",
      "77015550001",
      "123456789012345680",
      "TRUE",
      "",
      "00123",
      "2024-05-06",
    ],
  ]);
  const mac = await open(
    workbook([{ name: "One", rows: [[inline("day")], [`<c s="1"><v>0</v></c>`]] }], {
      formats: [14],
      is1904: true,
    }),
  );
  expect(mac.rows).toEqual([["1904-01-01"]]);
});

test("IMX-15: shared and rich texts, gaps between cells and rows, and signs that XML escapes come as they are", async () => {
  const strings = [
    `<t>Иван &amp; &lt;b&gt;</t>`,
    `<r><t>Rich </t></r><r><t>text</t></r><rPh><t>say</t></rPh>`,
  ];
  const rows = [
    [`<c r="B1" t="s"><v>0</v></c>`, `<c r="D1" t="s"><v>1</v></c>`],
    [],
    [`<c r="D3" t="inlineStr"><is><t xml:space="preserve"> x\ny </t></is></c>`],
  ];
  const file = await open(workbook([{ name: "One", rows }], { strings }));
  expect(file.headings).toEqual(["", "Иван & <b>", "", "Rich text"]);
  expect(file.rows).toEqual([[], ["", "", "", " x\ny "]]);
});

test("IMX-15: the first sheet with a table is taken, or the one asked for; hidden ones are not offered", async () => {
  const bytes = workbook([
    { name: "Cover", rows: [] },
    { name: "Secret", isHidden: true, rows: [heading, [inline("Nobody"), inline("1")]] },
    { name: "People", rows: [heading, [inline("Ann"), inline("+77015550001")]] },
    { name: "Others", rows: [heading, [inline("Bob"), inline("+77015550002")]] },
  ]);
  expect(await open(bytes)).toMatchObject({
    sheets: ["Cover", "People", "Others"],
    sheet: 1,
    rows: [["Ann", "+77015550001"]],
  });
  expect(await open(bytes, 2)).toMatchObject({ sheet: 2, rows: [["Bob", "+77015550002"]] });
  await expect(open(bytes, 0)).rejects.toThrow("emptySheet");
});

test("IMX-15: what is encrypted, old, broken, endless or no workbook at all is refused with its reason", async () => {
  const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  const named = [..."EncryptedPackage"].flatMap((char) => [char.charCodeAt(0), 0]);
  expect(await reasonOf(Uint8Array.from([...ole, ...Array<number>(600).fill(0), ...named, 0, 0]))).toBe(
    "encrypted",
  );
  expect(await reasonOf(Uint8Array.from([...ole, ...Array<number>(600).fill(0)]))).toBe("oldWorkbook");
  expect(await reasonOf(new Uint8Array(zipSync({ "word/document.xml": new Uint8Array(10) })))).toBe(
    "notAWorkbook",
  );
  expect(await reasonOf(Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]))).toBe("notAWorkbook");
  const whole = workbook([{ name: "One", rows: [heading, [inline("Ann"), inline("1")]] }]);
  expect(await reasonOf(whole.slice(0, whole.length - 40))).toBe("notAWorkbook");
  expect(await reasonOf(workbook([{ name: "One", rows: [[`<c><v>1</c>`]] }]))).toBe("notAWorkbook");
  expect(await reasonOf(workbook([{ name: "One", rows: [] }]))).toBe("emptySheet");
  expect(await reasonOf(workbook([{ name: "One", rows: [[`</row><row r="1200000">`]] }]))).toBe(
    "tooManyRows",
  );
});

test("IMX-15: a workbook is read piece by piece: texts and letters that a piece cuts stay whole, progress only grows, and a row that claims an earlier place is not lost", async () => {
  const texts = fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(texts, async (some) => {
      // Enough that the parts are unpacked in many pieces.
      const many = Array.from({ length: 4000 }, (_, n) => `${some[n % some.length]} ${n}`);
      const strings = many.map((text) => `<t xml:space="preserve">${escaped(text)}</t>`);
      const cells = many.map((text, n) => [`<c t="s"><v>${n}</v></c>`, inline(escaped(text))]);
      const shares: number[] = [];
      const file = await openFile(
        new Blob([workbook([{ name: "One", rows: [heading, ...cells] }], { strings })]),
        null,
        (share) => shares.push(share),
      );
      expect([...file.rows]).toEqual(many.map((text) => [text, text]));
      expect(shares.length).toBeGreaterThan(3);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    }),
    { numRuns: 10 },
  );
  const twice = await open(
    workbook([{ name: "One", rows: [heading, [inline("Ann"), `</row><row r="2">`, inline("Bob")]] }]),
  );
  expect(twice.rows).toEqual([["Ann"], ["Bob"]]);
});

/** As XML carries it; it has no way to carry control signs and single surrogates. */
function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

test("IMX-15: a workbook that would fill the memory is refused: a text without an end, a part that unfolds to more than it says", async () => {
  const endless = workbook([{ name: "One", rows: [heading, [inline("x".repeat(3_000_000))]] }]);
  expect(endless.length).toBeLessThan(50_000);
  expect(await reasonOf(endless)).toBe("notAWorkbook");
  const lying = workbook([{ name: "One", rows: [heading, [inline("Ann"), inline("1")]] }]);
  const entry = directoryEntry(lying, "xl/worksheets/s0.xml");
  entry.setUint32(24, entry.getUint32(24, true) - 20, true);
  expect(await reasonOf(lying)).toBe("notAWorkbook");
  entry.setUint32(24, 0xfffffffe, true);
  expect(await reasonOf(lying)).toBe("notAWorkbook");
  const far = workbook([{ name: "One", rows: [heading, [inline("Ann"), inline("1")]] }]);
  directoryEntry(far, "xl/worksheets/s0.xml").setUint32(42, far.length - 4, true);
  expect(await reasonOf(far)).toBe("notAWorkbook");
});

/** What a zip's directory says of one of its files. */
function directoryEntry(zip: Uint8Array<ArrayBuffer>, name: string): DataView {
  const bytes = Buffer.from(zip.buffer, zip.byteOffset, zip.length);
  const at = bytes.lastIndexOf(name) - 46;
  const entry = new DataView(zip.buffer, zip.byteOffset + at);
  expect(entry.getUint32(0, true)).toBe(0x02014b50);
  return entry;
}

test("IMX-15: a whole number of any size within fifteen digits is written with all of them, and a day of any format is no number", () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (number) => {
      expect(numberText(number)).toBe(String(number));
    }),
  );
  for (const code of ["d mmm yyyy", '[$-419]dd" "mmmm" "yyyy', "yyyy/mm/dd\\ hh:mm", "h:mm AM/PM"])
    expect(maskOf(170, code).kind).toBe("date");
  for (const code of ["General", '0.00" dollars"', "#,##0_);[Red](#,##0)", "0%", "@"])
    expect(maskOf(170, code).kind).toBe("plain");
  expect(maskOf(170, "000\\-00")).toEqual({ kind: "digits", digits: 5 });
  expect(
    cellText("n", "5", {
      strings: Packed.of<string>([]),
      mask: { kind: "digits", digits: 3 },
      is1904: false,
    }),
  ).toBe("005");
});

test("IMX-15: a workbook as spreadsheet programs write it: shared strings, spans, formulas with their results, merged and empty cells, days by style", async () => {
  const strings = ["Name", "Телефон", "E-mail", "Born", "Total", "Müller &amp; Söhne", "Ann"];
  const bytes = zipSync({
    "[Content_Types].xml": strToU8("<Types/>"),
    "xl/workbook.xml": strToU8(
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr defaultThemeVersion="166925"/><sheets><sheet name="Übersicht Größe" sheetId="1" r:id="rId1"/><sheet name="Kunden &amp; Käufer" sheetId="4" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="1" hidden="1">x</definedName></definedNames></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": strToU8(
      `<Relationships xmlns="p"><Relationship Id="rId1" Type="w" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="w" Target="worksheets/sheet4.xml"/></Relationships>`,
    ),
    "xl/styles.xml": strToU8(
      `<styleSheet xmlns="m"><numFmts count="1"><numFmt numFmtId="166" formatCode="[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"/></numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="166" applyNumberFormat="1"><alignment horizontal="left"/></xf></cellXfs></styleSheet>`,
    ),
    "xl/sharedStrings.xml": strToU8(
      `<sst xmlns="m" count="9" uniqueCount="7">${strings.map((text) => `<si><t xml:space="preserve">${text}</t></si>`).join("")}</sst>`,
    ),
    "xl/worksheets/sheet1.xml": strToU8(`<worksheet xmlns="m"><dimension ref="A1"/><sheetData/></worksheet>`),
    "xl/worksheets/sheet4.xml": strToU8(
      `<worksheet xmlns="m"><dimension ref="A1:E6"/><sheetViews><sheetView tabSelected="1"/></sheetViews><sheetData>` +
        `<row r="2" spans="1:5" s="1" customFormat="1">${["A", "B", "C", "D", "E"].map((letter, at) => `<c r="${letter}2" t="s"><v>${at}</v></c>`).join("")}</row>` +
        `<row r="3" spans="1:5"><c r="A3" t="s"><v>5</v></c><c r="B3"><v>77015550001</v></c><c r="D3" s="1"><v>24275</v></c><c r="E3"><f>SUM(B3,1)</f><v>77015550002</v></c></row>` +
        `<row r="4" spans="1:5"><c r="A4" t="s"><v>6</v></c><c r="B4" t="str"><f>CONCATENATE("+7701","5550003")</f><v>+77015550003</v></c><c r="C4" t="str"><f>LOWER("ANN@X.TEST")</f><v>ann@x.test</v></c><c r="D4" s="1"/><c r="E4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>` +
        `<row r="6" spans="1:5"><c r="A6" t="s"><v>6</v></c><c r="B6" t="b"><v>0</v></c></row>` +
        `<row r="7" s="1" customFormat="1"/><row r="8"/></sheetData><mergeCells count="1"><mergeCell ref="A6:A8"/></mergeCells><pageMargins left="0.7"/></worksheet>`,
    ),
  });
  const file = await open(new Uint8Array(bytes));
  expect(file.sheets).toEqual(["Übersicht Größe", "Kunden & Käufer"]);
  expect(file.sheet).toBe(1);
  expect(file.headings).toEqual(["Name", "Телефон", "E-mail", "Born", "Total"]);
  expect(file.rows).toEqual([
    ["Müller & Söhne", "77015550001", "", "1966-06-17", "77015550002"],
    ["Ann", "+77015550003", "ann@x.test", "", ""],
    [],
    ["Ann", "FALSE"],
  ]);
});

test("IMX-15: a workbook as programs write it that make it row by row: names with a prefix, texts in place, no references, days from 1904, parts named from the root", async () => {
  const bytes = zipSync({
    "xl/workbook.xml": strToU8(
      `<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="true"/><x:sheets><x:sheet name="Лист1" r:id="R1"/></x:sheets></x:workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": strToU8(
      `<Relationships xmlns="p"><Relationship Id="R1" Target="/xl/worksheets/sheet.xml"/></Relationships>`,
    ),
    "xl/styles.xml": strToU8(
      `<x:styleSheet xmlns:x="m"><x:cellXfs><x:xf numFmtId="0"/><x:xf numFmtId="14"/><x:xf numFmtId="22"/></x:cellXfs></x:styleSheet>`,
    ),
    "xl/worksheets/sheet.xml": strToU8(
      `<x:worksheet xmlns:x="m"><x:sheetData><x:row>${["ФИО", "Телефон", "Дата рождения", "Создан"]
        .map((text) => `<x:c t="inlineStr"><x:is><x:t>${text}</x:t></x:is></x:c>`)
        .join(
          "",
        )}</x:row><x:row><x:c t="inlineStr"><x:is><x:r><x:rPr><x:b/></x:rPr><x:t>Мария</x:t></x:r><x:r><x:t xml:space="preserve"> Тан</x:t></x:r></x:is></x:c><x:c><x:v>7.7015550001E10</x:v></x:c><x:c s="1"><x:v>22813</x:v></x:c><x:c s="2"><x:v>43830.4375</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
    ),
  });
  const file = await open(new Uint8Array(bytes));
  expect(file.headings).toEqual(["ФИО", "Телефон", "Дата рождения", "Создан"]);
  expect(file.rows).toEqual([["Мария Тан", "77015550001", "1966-06-17", "2024-01-01 10:30:00"]]);
});
