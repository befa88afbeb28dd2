/** Reads an archive as other programs do: by its directory, every checksum and size compared. */
import { inflateRaw } from "pako";
import { crc32 } from "./zip";

export function unzip(archive: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = archive.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error("no end of the directory");
  const count = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (at + directoryBytes !== end) throw new Error("the directory is not where the end says");
  const files = new Map<string, Uint8Array>();
  for (let entry = 0; entry < count; entry++) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Error("no directory record");
    const method = view.getUint16(at + 10, true);
    const crc = view.getUint32(at + 16, true);
    const packed = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const nameBytes = view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameBytes));
    if (view.getUint32(local, true) !== 0x04034b50) throw new Error(`no header of ${name}`);
    if (view.getUint16(local + 26, true) !== nameBytes) throw new Error(`two names of ${name}`);
    const from = local + 30 + nameBytes + view.getUint16(local + 28, true);
    const stored = archive.slice(from, from + packed);
    const content = method === 0 ? stored : inflateRaw(stored);
    if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is damaged`);
    if (files.has(name)) throw new Error(`${name} stands twice`);
    files.set(name, content);
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
}

export const textIn = (files: ReadonlyMap<string, Uint8Array>, name: string): string => {
  const content = files.get(name);
  if (content === undefined) throw new Error(`no ${name} among ${[...files.keys()].join(", ")}`);
  return new TextDecoder().decode(content);
};
