// Folders as earlier versions of Orbit wrote them, made from one of today's by undoing what each format brought.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { open } from "lmdb";
import { expect, it } from "vitest";
import { checkFolder } from "../check/checkFolder";
import { createEngine } from "../engine";
import { Catalog } from "../indexes/catalog";
import { mergeAll } from "../search/merge";
import { Overlay } from "../storage/overlay";
import { sealed } from "../storage/damage";
import { Store } from "../storage/store";
import { decodeId } from "../values/ids";
import { callOf, ENGINE_OPTIONS, fixtureEngine, temporaryFolder, unwrap } from "./calls";

const SUFFIX = 9;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** The id with the checksum of formats 1 and 2: Fletcher-16 by 255, its bytes the other way round. */
function earlierId(id: string): string {
  const { table, internal } = decodeId(id)!;
  const bytes: number[] = [];
  for (let rest = table; ; rest >>>= 7) {
    bytes.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) break;
  }
  bytes.push(...Buffer.from(internal, "latin1"));
  let [sum, sums] = [0, 0];
  for (const byte of bytes) {
    sum = (sum + byte) % 255;
    sums = (sums + sum) % 255;
  }
  bytes.push(sums, sum);
  let [out, bits, buffer] = ["", 0, 0];
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += ALPHABET[(buffer >> (bits - 5)) & 31];
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? out + ALPHABET[(buffer << (5 - bits)) & 31] : out;
}

/** Before format 4 search lists were always complete. */
async function mergeSearch(folder: string): Promise<void> {
  const store = Store.open(folder);
  const overlay = new Overlay(store.committed());
  for (const { searchIndexes } of Catalog.load(store.committed()).tables())
    for (const index of searchIndexes) mergeAll(overlay, index);
  await store.commit(overlay.writes());
  await store.close();
}

/** Takes out of the store what formats after that one brought. */
async function takeBack(folder: string, format: number, ids: readonly string[]): Promise<void> {
  await mergeSearch(folder);
  const keyEncoder = {
    writeKey: (key: string, target: Buffer, start: number) => start + target.latin1Write(key, start),
    readKey: (source: Buffer, start: number, end: number) => source.latin1Slice(start, end),
  };
  const options = { encoding: "string", keyEncoder } as object;
  const root = open({ path: join(folder, "store.mdb"), noSubdir: true, maxDbs: 8, ...options });
  for (const name of ["documents", "system"]) {
    const space = root.openDB<string, string>({ name, ...options });
    for (const { key, value } of Array.from(space.getRange({ start: "\0" }))) {
      // The format itself is the only record without a checksum.
      expect(value.at(-SUFFIX) === "\0").toBe(key !== "format");
      let text = key === "format" ? value : value.slice(0, -SUFFIX);
      if (format < 3) for (const id of ids) text = text.replaceAll(id, earlierId(id));
      if (name === "system" && key === "format") text = String(format);
      // The first format had no record of itself either.
      if (format === 1 && key === "format") await space.remove(key);
      else
        await space.put(
          key,
          format === 1 || key === "format" ? text : Buffer.from(sealed(key, text)).toString(),
        );
    }
  }
  await root.close();
}

it.each([1, 2, 3])(
  "ST-5 KC-6 SE-12 a folder of format %i opens with everything in it, and is one of today's from then on",
  async (format) => {
    const folder = temporaryFolder();
    try {
      const before = await fixtureEngine(folder);
      const add = async (text: string, extra: unknown) =>
        String(unwrap(await before.mutation(callOf("notes:add", { channel: "c", text, extra } as never))));
      const first = await add("an old letter", null);
      const second = await add("another old letter", first);
      await before.close();
      await takeBack(folder, format, [first, second]);
      const [a, b] = format < 3 ? [earlierId(first), earlierId(second)] : [first, second];
      expect(a === first).toBe(format === 3);

      for (let start = 0; start < 2; start++) {
        const engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
        const list = unwrap(await engine.query(callOf("notes:list", { channel: "c" }))) as object[];
        expect(list.slice(0, 2)).toMatchObject([
          { _id: a, text: start === 0 ? "an old letter" : "changed letter" },
          { _id: b, extra: a },
        ]);
        // Found by the ids of then and of now.
        for (const id of [a, first])
          expect(unwrap(await engine.query(callOf("notes:get", { id })))).toMatchObject({ _id: a });
        const found = unwrap(await engine.query(callOf("notes:searchAll", { text: "letter" })));
        expect(found).toBe(2 + start);
        if (start === 0) {
          unwrap(await engine.mutation(callOf("notes:patch", { id: a, value: { text: "changed letter" } })));
          unwrap(await engine.mutation(callOf("notes:add", { channel: "c", text: "a new letter" })));
        }
        await engine.close();
        expect(await checkFolder(folder)).toMatchObject({ problems: [] });
      }
      const store = Store.open(folder);
      expect(store.committed().get("system", "format")).toBe("4");
      await store.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
