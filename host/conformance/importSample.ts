import { Readable } from "node:stream";
import type { LocalEngine } from "../contract";
import { encodeId } from "../values/ids";

const id = (table: number, n: number) => encodeId(table, String.fromCharCode(n).repeat(16));

/** Ids as another deployment would have given them. */
export const SAMPLE = { note: id(20_001, 1), file: id(540, 2), uuid: "5c1f2a1e-0c52-4a55-9a7e-3f6f3a1d2b10" };

/** Replaces everything by three notes and a file. */
export async function importSample(engine: LocalEngine): Promise<void> {
  const target = await engine.beginImport("replaceAll", [
    { component: "", table: "notes", number: 20_001 },
    { component: "", table: "_storage", number: 540 },
  ]);
  try {
    await target.insert("", "notes", [{ _id: SAMPLE.note, _creationTime: 5, channel: "a", text: "new one" }]);
    await target.insert("", "notes", [
      { channel: "a", text: "new two" },
      { channel: "a", text: "new three" },
    ]);
    const described = {
      creationTime: 7,
      size: 5,
      sha256: null,
      contentType: "text/plain",
      uuid: SAMPLE.uuid,
    };
    await target.insertFile("", { id: SAMPLE.file, ...described }, Readable.from([Buffer.from("bytes")]));
    await target.finish();
  } catch (error) {
    await target.abort();
    throw error;
  }
}
