/** The backup archive: what goes in comes out, and nothing foreign is unpacked. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { packFolder, unpack } from "./tar";

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "orbit-tar-"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function packed(): Promise<Buffer> {
  const source = path.join(root, "source");
  mkdirSync(path.join(source, "files"), { recursive: true });
  writeFileSync(path.join(source, "data.mdb"), Buffer.alloc(100_000, 7));
  writeFileSync(path.join(source, "files", "empty"), "");
  writeFileSync(path.join(source, "files", "exact"), Buffer.alloc(512, 1));
  const parts: Buffer[] = [];
  for await (const part of packFolder(source)) parts.push(part);
  return Buffer.concat(parts);
}

async function* inPieces(bytes: Buffer, size = 333): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

it("BK-1 restores every byte, whatever the pieces, and tar itself can read it", async () => {
  const archive = await packed();
  const target = path.join(root, "target");
  expect(await unpack(inPieces(archive), target)).toEqual(["data.mdb", "files/empty", "files/exact"]);
  expect(readFileSync(path.join(target, "data.mdb"))).toEqual(Buffer.alloc(100_000, 7));
  expect(readFileSync(path.join(target, "files", "exact"))).toHaveLength(512);
  writeFileSync(path.join(root, "a.tar"), archive);
  expect(
    execFileSync("tar", ["-tf", path.join(root, "a.tar")], { encoding: "utf8" })
      .trim()
      .split("\n"),
  ).toHaveLength(3);
});

it("BK-2 refuses a cut-off archive, a changed header and a name that leaves the folder", async () => {
  const archive = await packed();
  const refused = (bytes: Buffer, name: string) =>
    expect(unpack(inPieces(bytes), path.join(root, name))).rejects;
  await refused(archive.subarray(0, 60_000), "a").toThrow("ends too early");
  const flipped = Buffer.from(archive);
  flipped[0]! ^= 1;
  await refused(flipped, "b").toThrow("damaged");
  const escaping = Buffer.from(archive.toString("latin1").replaceAll("files/", "../../"), "latin1");
  await refused(escaping, "c").toThrow("damaged");
  await refused(Buffer.alloc(0), "d").toThrow("ends too early");
});
