import fc from "fast-check";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { UnreadableFile } from "./decode";
import { openFile } from "./openFile";
import { inline, workbook } from "./workbook.testkit";
import { cellText, maskOf, numberText } from "./xlsxCells";

const open = (bytes: Uint8Array<ArrayBuffer>, sheet: number | null = null) =>
  openFile(new Blob([bytes]), sheet, () => undefined);
const reasonOf = async (bytes: Uint8Array<ArrayBuffer>) => {
  try {
    await open(bytes);
    return null;
  } catch (error) {
    return error instanceof UnreadableFile ? error.reason : `unexpected ${String(error)}`;
  }
};
const heading = [inline("name"), inline("phone")];

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
  expect(await reasonOf(workbook([{ name: "One", rows: [[`</row><row r="900000">`]] }]))).toBe("tooManyRows");
});

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
  expect(cellText("n", "5", { strings: [], mask: { kind: "digits", digits: 3 }, is1904: false })).toBe("005");
});
