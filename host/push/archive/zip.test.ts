import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ZipError, ZipReader } from "./zipReader";
import { ZipWriter } from "./zipWriter";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "orbit-zip-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function write(name: string, entries: readonly (readonly [string, Buffer])[], wide?: number) {
  const file = path.join(folder, name);
  rmSync(file, { force: true });
  const zip = await ZipWriter.create(file, wide);
  for (const [entry, content] of entries) await zip.add(entry, [content]);
  await zip.finish();
  return file;
}

async function read(file: string): Promise<[string, Buffer][]> {
  const zip = await ZipReader.open(file);
  try {
    const found: [string, Buffer][] = [];
    for (const entry of zip.entries) {
      const chunks: Buffer[] = [];
      for await (const chunk of zip.read(entry)) chunks.push(chunk);
      found.push([entry.name, Buffer.concat(chunks)]);
    }
    return found;
  } finally {
    await zip.close();
  }
}

const entries = fc.uniqueArray(
  fc.tuple(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
    fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes)),
  ),
  { selector: ([name]) => name, maxLength: 6 },
);

it("PU-17 what is packed is unpacked unchanged, with 32-bit and with 64-bit fields", async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.constantFrom(undefined, 0, 500), async (packed, wide) => {
      expect(await read(await write("any.zip", packed, wide))).toEqual(packed);
    }),
    { numRuns: 60 },
  );
});

it("PU-17 other tools read the archives", async () => {
  const packed = [["a/b.txt", Buffer.from("hello")] as const, ["ü.bin", Buffer.alloc(70_000, 7)] as const];
  for (const wide of [undefined, 0]) {
    const file = await write("tool.zip", packed, wide);
    const script =
      "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(','.join(f'{i.filename}:{i.file_size}' for i in z.infolist()))";
    let out: string;
    try {
      out = execFileSync("python3", ["-c", script, file], { encoding: "utf8" });
    } catch (error) {
      // A machine without Python proves nothing here; what Python says against an archive does.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    expect(out.trim()).toBe("a/b.txt:5,ü.bin:70000");
  }
});

it("PU-18 an archive that is cut off or damaged anywhere is refused, never half read in silence", async () => {
  const packed = [
    ["one/documents.jsonl", Buffer.from('{"a":1}\n'.repeat(200))] as const,
    ["two.bin", Buffer.from(Array.from({ length: 400 }, (_, i) => (i * 7919) & 255))] as const,
  ];
  const file = await write("whole.zip", packed);
  const whole = readFileSync(file);
  const damaged = path.join(folder, "damaged.zip");
  const outcome = async (bytes: Buffer): Promise<[string, Buffer][] | "refused"> => {
    writeFileSync(damaged, bytes);
    return await read(damaged).catch((error: unknown) => {
      if (error instanceof ZipError) return "refused" as const;
      throw error;
    });
  };
  for (let length = 0; length < whole.length; length += 13) {
    expect(await outcome(whole.subarray(0, length))).toBe("refused");
  }
  for (let at = 0; at < whole.length; at += 3) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 0x41;
    const result = await outcome(changed);
    // A changed date, flag or unread length may go unnoticed, a changed byte of content may not.
    if (result !== "refused")
      expect(result.map(([, content]) => content)).toEqual(packed.map(([, content]) => content));
  }
});
