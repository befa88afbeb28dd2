// Workbooks for tests, written part by part as spreadsheets write them.
import { strToU8, zipSync } from "fflate";

export interface TestSheet {
  name: string;
  isHidden?: boolean;
  /** Cells as XML: rows of `<c …>` without references, or whole rows. */
  rows: readonly (readonly string[])[];
}

/** `formats`: number formats of the styles 1, 2, …; style 0 is plain. A number is one that programs know, a text is spelt out. */
export function workbook(
  sheets: readonly TestSheet[],
  {
    strings = [],
    formats = [],
    is1904 = false,
  }: { strings?: string[]; formats?: (string | number)[]; is1904?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const ids = formats.map((format, index) => (typeof format === "number" ? format : 164 + index));
  const parts: Record<string, string> = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    "xl/workbook.xml": `<workbook xmlns="m" xmlns:r="r"><workbookPr date1904="${is1904 ? 1 : 0}"/><sheets>${sheets
      .map(
        ({ name, isHidden }, n) =>
          `<sheet name="${name}" r:id="rId${n}" ${isHidden ? 'state="hidden"' : ""}/>`,
      )
      .join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="p">${sheets
      .map((_, n) => `<Relationship Id="rId${n}" Target="${n === 0 ? "" : "/xl/"}worksheets/s${n}.xml"/>`)
      .join("")}</Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="m"><numFmts>${formats
      .map((format, n) =>
        typeof format === "number"
          ? ""
          : `<numFmt numFmtId="${ids[n]}" formatCode="${format.replaceAll('"', "&quot;")}"/>`,
      )
      .join("")}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${ids
      .map((id) => `<xf numFmtId="${id}"/>`)
      .join("")}</cellXfs></styleSheet>`,
    "xl/sharedStrings.xml": `<sst xmlns="m">${strings.map((text) => `<si>${text}</si>`).join("")}</sst>`,
  };
  for (const [n, { rows }] of sheets.entries()) {
    const cells = rows.map((row, at) => `<row r="${at + 1}">${row.join("")}</row>`).join("");
    parts[`xl/worksheets/s${n}.xml`] = `<worksheet xmlns="m"><sheetData>${cells}</sheetData></worksheet>`;
  }
  const zipped = zipSync(
    Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])),
  );
  return new Uint8Array(zipped);
}

/** A cell with its text in place. */
export const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
