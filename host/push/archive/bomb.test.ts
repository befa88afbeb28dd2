/** Archives and files that are made to fill the memory, and archives whose directory lies. */
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { callOf, fixtureEngine, unwrap } from "../../conformance/calls";
import { eventually } from "../../conformance/eventually";
import type { ImportFormat, ImportUpload, LocalEngine } from "../../contract";
import { createImports, type Imports } from "../imports";
import { readContents } from "./contents";
import { ZipError } from "./zipReader";
import { ZipWriter } from "./zipWriter";

const MB = 2 ** 20;
/** What a bomb unpacks to, and how much memory reading it may take. */
const BOMB_BYTES = 700 * MB;
const ROOM_BYTES = 250 * MB;

let folder: string;
let engine: LocalEngine;
let imports: Imports;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "orbit-bomb-"));
  engine = await fixtureEngine(path.join(folder, "data"));
  imports = createImports(engine);
  unwrap(await engine.mutation(callOf("notes:add", { channel: "a", text: "kept" })));
});
afterEach(async () => {
  await imports.close();
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Answers with the state that the import came to, and the most memory that was used on the way. */
async function imported(
  name: string,
  format: ImportFormat = "zip",
): Promise<{ state: string; bytes: number }> {
  const file = path.join(mkdtempSync(path.join(folder, "upload-")), name);
  writeFileSync(file, readFileSync(path.join(folder, name)));
  const upload: ImportUpload = {
    file,
    format,
    mode: "append",
    component: "",
    table: format === "zip" ? null : "notes",
  };
  const resident = (): number => process.memoryUsage().rss;
  const before = resident();
  let most = before;
  const looking = setInterval(() => (most = Math.max(most, resident())), 5);
  try {
    const id = imports.start(upload);
    await eventually(() => expect(imports.state(id)).not.toContain('"uploaded"'));
    return { state: imports.state(id), bytes: most - before };
  } finally {
    clearInterval(looking);
  }
}

function* repeated(text: string, bytes: number): Generator<Buffer> {
  const chunk = Buffer.from(text.repeat(Math.ceil(MB / text.length)));
  for (let done = 0; done < bytes; done += chunk.length) yield chunk;
}

async function zip(name: string, entries: readonly (readonly [string, Iterable<Buffer>])[]): Promise<void> {
  const writer = await ZipWriter.create(path.join(folder, name));
  for (const [entry, content] of entries) await writer.add(entry, content);
  await writer.finish();
}

it.each([
  ["a line without end", "notes/documents.jsonl", "a", "a line that is longer than any document"],
  ["tables without end", "_tables/documents.jsonl", '{"name":"notes","id":10001}\n', "at most 10000 tables"],
  ["a schema without end", "notes/generated_schema.jsonl", "a", "a line that is longer than any document"],
])(
  "PU-25 an archive with %s is refused, and its memory stays small",
  async (_what, entry, text, words) => {
    await zip("bomb.zip", [[entry, repeated(text, BOMB_BYTES)]]);
    const { state, bytes } = await imported("bomb.zip");
    expect(state).toContain(words);
    expect(bytes).toBeLessThan(ROOM_BYTES);
    expect(unwrap(await engine.query(callOf("notes:list", { channel: "a" })))).toMatchObject([
      { text: "kept" },
    ]);
  },
  120_000,
);

it("PU-25 rows beyond number are read one after another", async () => {
  const row = `{"channel":"b","text":"${"x".repeat(9_000)}","_creationTime":1}\n`;
  await zip("rows.zip", [["notes/documents.jsonl", repeated(row, BOMB_BYTES / 2)]]);
  const { state, bytes } = await imported("rows.zip");
  expect(state).toContain("waiting_for_confirmation");
  expect(bytes).toBeLessThan(ROOM_BYTES);
});

it("PU-25 a quote that is never closed does not keep the whole file", async () => {
  const file = openSync(path.join(folder, "open.csv"), "w");
  writeSync(file, 'text,channel\n"');
  for (const chunk of repeated("never closed, ", 60 * MB)) writeSync(file, chunk);
  closeSync(file);
  const { state, bytes } = await imported("open.csv", "csv");
  expect(state).toContain("a line that is longer than any document");
  expect(bytes).toBeLessThan(ROOM_BYTES);
  // Rows as long as documents can be are no such thing, however many there are.
  const long = openSync(path.join(folder, "long.csv"), "w");
  writeSync(long, "text,channel\n");
  for (let i = 0; i < 12; i++) writeSync(long, `"${'"" '.repeat(300_000)}",c\n`);
  closeSync(long);
  expect((await imported("long.csv", "csv")).state).toContain("waiting_for_confirmation");
});

it("PU-25 whatever a directory says of itself, an archive is refused or read as it was packed", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `{"channel":"c","text":"row ${i}"}\n`).join("");
  await zip("whole.zip", [
    ["notes/documents.jsonl", [Buffer.from(rows)]],
    ["README.md", [Buffer.from("read me")]],
  ]);
  const whole = readFileSync(path.join(folder, "whole.zip"));
  const directory = whole.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  const end = whole.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const damaged = path.join(folder, "damaged.zip");
  const read = async (bytes: Buffer): Promise<string | null> => {
    writeFileSync(damaged, bytes);
    try {
      const contents = await readContents(damaged, "zip", "", null);
      const hash = createHash("sha256");
      try {
        for (const table of contents.tables)
          for await (const found of table.rows()) hash.update(JSON.stringify(found));
        return contents.tables.length === 1 ? hash.digest("hex") : null;
      } finally {
        await contents.close();
      }
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).name).toMatch(/^(ZipError|FileError)$/);
      return null;
    }
  };
  const truth = await read(whole);
  expect(truth).not.toBe(null);
  const before = process.memoryUsage().rss;
  // Every byte of the directory and of its end, and every place of four as the largest number.
  for (let at = directory; at < whole.length; at++) {
    for (const value of [0x00, 0x7f, 0xff]) {
      const changed = Buffer.from(whole);
      changed[at] = value;
      expect([null, truth]).toContain(await read(changed));
    }
    const huge = Buffer.from(whole);
    huge.fill(0xff, at, Math.min(at + 4, whole.length));
    expect([null, truth]).toContain(await read(huge));
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(ROOM_BYTES);

  // More entries than are ever read, by a directory that would even be long enough to hold them.
  const crowd = Buffer.from(whole);
  crowd.writeUInt16LE(0xffff, end + 10);
  expect(await read(crowd)).toBe(null);
  const wide = Buffer.alloc(56 + 20);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(2_000_001n, 32);
  wide.writeBigUInt64LE(BigInt(end - directory), 40);
  wide.writeBigUInt64LE(BigInt(directory), 48);
  wide.writeUInt32LE(0x07064b50, 56);
  wide.writeBigUInt64LE(BigInt(end), 56 + 8);
  writeFileSync(damaged, Buffer.concat([crowd.subarray(0, end), wide, crowd.subarray(end)]));
  await expect(readContents(damaged, "zip", "", null)).rejects.toThrow(ZipError);
  await expect(readContents(damaged, "zip", "", null)).rejects.toThrow(
    "at most 2000000 can be imported at once",
  );
});
