import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvText, guarded } from "./csvFile";
import { encodingOf, UnreadableFile } from "./decode";
import { delimiterOf, parseFile } from "./parse";

const read = (bytes: BlobPart) => listed(parseFile(new Blob([bytes]), () => undefined));
const reasonOf = async (bytes: BlobPart) => {
  try {
    await read(bytes);
    return null;
  } catch (error) {
    return error instanceof UnreadableFile ? error.reason : `unexpected ${String(error)}`;
  }
};

/** Text as windows-1251, which TextEncoder does not write. */
function in1251(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0);
    return code < 0x80 ? code : code - 0x410 + 0xc0;
  });
}
function inUtf16(text: string, little: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  [...text].forEach((char, index) => view.setUint16(index * 2, char.charCodeAt(0), little));
  return bytes;
}

/** With its rows as a list. */
async function listed<File extends { rows: Iterable<string[]> }>(reading: Promise<File>) {
  const file = await reading;
  return { ...file, rows: [...file.rows] };
}

test("IMX-15: encodings are told by mark, zeros and letters", async () => {
  const text = "name,phone\r\nИван Петров,+77015550001\r\n";
  const expected = [["Иван Петров", "+77015550001"]];
  for (const bytes of [
    `\uFEFF${text}`,
    text,
    in1251(text),
    inUtf16(`\uFEFF${text}`, true),
    inUtf16(`\uFEFF${text}`, false),
    inUtf16(text, true),
  ] as BlobPart[]) {
    const file = await read(bytes);
    expect(file.headings).toEqual(["name", "phone"]);
    expect(file.rows).toEqual(expected);
  }
  expect(encodingOf(Uint8Array.from("name\nRen\u00e9e M\u00fcller\n", (char) => char.charCodeAt(0)))).toBe(
    "windows-1252",
  );
});

test("IMX-15: the delimiter is the one that cuts evenly", () => {
  expect(delimiterOf("a;b;c\n1,5;2;3\n")).toBe(";");
  expect(delimiterOf("a\tb\n1\t2,3\n")).toBe("\t");
  expect(delimiterOf("a|b\n1|2\n")).toBe("|");
  expect(delimiterOf('name,address\nAnn,"12; Main; St"\n')).toBe(",");
});

test("IMX-15: what is no table of customers gets a clear reason", async () => {
  expect(await reasonOf("")).toBe("empty");
  expect(await reasonOf("\n\n ,, \n")).toBe("empty");
  expect(await reasonOf("name,phone\n")).toBe("empty");
  expect(await reasonOf(new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0]) as BlobPart)).toBe("binary");
  expect(await reasonOf(new Uint8Array(4096).map((_, index) => (index * 31) % 256) as BlobPart)).toBe(
    "binary",
  );
  expect(await reasonOf("Ann,+7 701 555 00 01,ann@example.com\nBob,+7 701 555 00 02,bob@example.com\n")).toBe(
    "noHeader",
  );
  const huge = new Blob([new Uint8Array(1)]);
  Object.defineProperty(huge, "size", { value: 600 * 1024 * 1024 });
  await expect(parseFile(huge, () => undefined)).rejects.toThrow("tooLarge");
});

test("IMX-15: any table survives being written and read, cut anywhere, with quotes and line breaks", async () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "Ж", "北", '"', ",", ";", "\n", "\r\n", " ", "=", "😀"),
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 60 }),
      fc.nat(3000),
      async (rows, padding) => {
        const table = [["name", "phone", "note"], ...rows.map((row) => [`x${row[0]}`, row[1]!, row[2]!])];
        // Long enough to be cut into pieces in the middle of a record.
        const long = ["x", "y".repeat(padding), '"quoted\n"'];
        const text = Papa.unparse([...table, ...Array.from({ length: 120 }, () => long)], { quotes: true });
        const file = await read(text);
        expect(file.rows.slice(0, rows.length)).toEqual(table.slice(1));
        expect(file.rows).toHaveLength(rows.length + 120);
      },
    ),
    { numRuns: 60 },
  );
});

test("IMX-16: no cell of a downloaded file runs as a formula, and phones stay phones", () => {
  for (const evil of ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\t=1", "=HYPERLINK(1)"]) {
    expect(guarded(evil).startsWith("'")).toBe(true);
  }
  for (const plain of ["+7 701 555 00 01", "+7-701-555-00-01", "-12.50", "Ann", ""])
    expect(guarded(plain)).toBe(plain);
  expect(
    csvText([
      ["a", 'say "hi"'],
      ["=1", "b\nc"],
    ]),
  ).toBe('\uFEFFa,"say ""hi"""\r\n\'=1,"b\nc"\r\n');
});
