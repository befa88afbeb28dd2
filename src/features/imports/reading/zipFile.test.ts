/** An archive read piece by piece: whatever was written, by Orbit or by others, and in however many parts. */
import fc from "fast-check";
import { strFromU8, strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { centralDirectory, joined, wholeEntry, type ZipEntry } from "../../../../convex/exports/zip";
import { openFile } from "./openFile";
import { zipEntries } from "./zipFile";

const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

test("every entry of a zip is read by itself, packed or not, with names in any language and a comment behind", async () => {
  const files = fc.dictionary(
    fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }),
    fc.uint8Array({ maxLength: 400 }),
  );
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), fc.string({ maxLength: 30 }), async (content, pack, comment) => {
      const entries: ZipEntry[] = [];
      const parts: Uint8Array[] = [];
      let at = 0;
      for (const [name, bytes] of Object.entries(content)) {
        const written = wholeEntry(name, bytes, at, { pack });
        entries.push(written.entry);
        parts.push(written.bytes);
        at += written.bytes.length;
      }
      const own = joined([...parts, centralDirectory(entries, at), strToU8(comment)]);
      const read = await zipEntries(blob(own));
      expect([...read!.keys()].sort()).toEqual(Object.keys(content).sort());
      for (const [name, bytes] of Object.entries(content))
        expect(await read!.get(name)!.read(), name).toEqual(new Uint8Array(bytes));
    }),
  );
  const others = await zipEntries(blob(zipSync({ "a/b.txt": strToU8("x".repeat(5000)) })));
  expect(strFromU8(await others!.get("a/b.txt")!.read())).toBe("x".repeat(5000));
});

test("an archive of more than 65,535 files is read by its wide summary; what is no zip, or is cut off, is none", async () => {
  const entries = Array.from(
    { length: 65_536 },
    (_, n) => wholeEntry(`f${n}`, new Uint8Array(), 0, { pack: false }).entry,
  );
  const { bytes, entry } = wholeEntry("last", strToU8("here"), 0, { pack: false });
  const archive = joined([bytes, centralDirectory([...entries, entry], bytes.length)]);
  const read = await zipEntries(blob(archive));
  expect(read!.size).toBe(65_537);
  expect(strFromU8(await read!.get("last")!.read())).toBe("here");
  expect(await zipEntries(blob(archive.slice(0, archive.length - 30)))).toBeNull();
  expect(await zipEntries(blob(strToU8("name,email")))).toBeNull();
});

test("tables of an archive that stand in several files come whole and in order", async () => {
  const jsonl = (rows: object[]) => strToU8(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const customers = Array.from({ length: 30 }, (_, n) => ({
    _id: `k${n}`,
    customerCode: `CUS-${n}`,
    name: `Name ${n}`,
    ...(n === 29 ? { website: "x.test" } : {}),
  }));
  const notes = customers.map(({ _id }, n) => ({
    _id: `n${n}`,
    customerId: _id,
    createdAt: n,
    noteText: `Note ${n}`,
  }));
  const archive = blob(
    zipSync({
      "tables/customers-0002.jsonl": jsonl(customers.slice(10)),
      "tables/customers-0001.jsonl": jsonl(customers.slice(0, 10)),
      "tables/notes-0001.jsonl": jsonl(notes.slice(0, 20)),
      "tables/notes-0002.jsonl": jsonl(notes.slice(20)),
    }),
  );
  const first = await openFile(archive, null, () => undefined);
  expect(first).toMatchObject({
    as: "customers",
    sheets: ["customers", "notes"],
    headings: ["customerCode", "name", "website"],
  });
  expect([...first.rows].map(([code]) => code)).toEqual(customers.map(({ customerCode }) => customerCode));
  const second = await openFile(archive, 1, () => undefined);
  expect(second.as).toBe("notes");
  expect([...second.rows].map((row) => row[second.headings.indexOf("noteText")])).toEqual(
    notes.map(({ noteText }) => noteText),
  );
  expect([...second.rows][25]![0]).toBe("CUS-25");
});
