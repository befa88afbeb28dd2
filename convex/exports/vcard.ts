/** Rows as vCards 3.0, the version that phones and mail programs all read (RFC 2426). Pure. */
import { textOf, type Row } from "./cells";

/** The columns a card is made of, in this order. */
export const cardColumns = [
  "code",
  "name",
  "type",
  "company",
  "phone",
  "secondaryPhone",
  "email",
  "address",
  "addressLine2",
  "city",
  "state",
  "postalCode",
  "country",
  "dateOfBirth",
  "website",
  "tags",
  "notes",
] as const;

const escaped = (text: string) => text.replace(/[\\;,]/g, "\\$&").replace(/\r\n|\r|\n/g, "\\n");

/** Lines of at most 75 bytes, continued after a space, never in the middle of a character. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let out = "";
  let bytes = 0;
  for (const char of line) {
    const size = encoder.encode(char).length;
    if (bytes + size > 75) {
      out += "\r\n ";
      bytes = 1;
    }
    out += char;
    bytes += size;
  }
  return `${out}\r\n`;
}

/** `columns` are the keys of the cells; a card leaves out what its reader may not see. */
export function vcards(rows: readonly Row[], columns: readonly string[], timeZone: string): string {
  return rows.map((row) => card(row, columns, timeZone)).join("");
}

function card(row: Row, columns: readonly string[], timeZone: string): string {
  const at = (key: (typeof cardColumns)[number]) => {
    const index = columns.indexOf(key);
    return index === -1 ? "" : textOf(row[index] ?? null, timeZone);
  };
  const name = at("name");
  const company = at("type") === "individual" ? at("company") : at("company") || name;
  const family = at("type") === "individual" ? name : "";
  const address = [at("address"), at("city"), at("state"), at("postalCode"), at("country")];
  const lines: (string | null)[] = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `FN:${escaped(name)}`,
    // Orbit keeps a name as one text; splitting it would guess.
    `N:;${escaped(family)};;;`,
    company === "" ? null : `ORG:${escaped(company)}`,
    at("phone") === "" ? null : `TEL;TYPE=CELL:${escaped(at("phone"))}`,
    at("secondaryPhone") === "" ? null : `TEL;TYPE=OTHER:${escaped(at("secondaryPhone"))}`,
    at("email") === "" ? null : `EMAIL;TYPE=INTERNET:${escaped(at("email"))}`,
    [...address, at("addressLine2")].every((part) => part === "")
      ? null
      : `ADR;TYPE=HOME:;${escaped(at("addressLine2"))};${address.map(escaped).join(";")}`,
    at("dateOfBirth") === "" ? null : `BDAY:${at("dateOfBirth")}`,
    at("website") === "" ? null : `URL:${at("website").replace(/[\r\n]/g, "")}`,
    at("tags") === "" ? null : `CATEGORIES:${at("tags").split(", ").map(escaped).join(",")}`,
    at("notes") === "" ? null : `NOTE:${escaped(at("notes"))}`,
    at("code") === "" ? null : `UID:${escaped(at("code"))}`,
    "END:VCARD",
  ];
  return lines
    .filter((line) => line !== null)
    .map(folded)
    .join("");
}
