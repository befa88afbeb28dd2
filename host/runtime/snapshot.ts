// All tables and files of one moment, for an export that takes its time.
import type { DataSnapshot, SnapshotFile, SnapshotTable } from "../contract";
import { idNumber, type Catalog, type TableInfo } from "../indexes/catalog";
import type { ReadView } from "../storage/store";
import type { Committer } from "../transaction/committer";
import type { JsonObject } from "../values/json";
import { encodeUint32, type Key } from "../values/keys";
import type { FileStore } from "./files";

const CHUNK = 500;

export function dataSnapshot(committer: Committer, catalog: Catalog, files: FileStore): DataSnapshot {
  const lease = committer.lease();
  const drop = files.hold();
  const tables = catalog.tables().map((table) => ({ ...table }));
  return {
    ts: lease.ts,
    tables: tables
      .filter(({ name }) => !name.startsWith("_"))
      .map((table): SnapshotTable => ({
        component: table.component,
        name: table.name,
        number: idNumber(table),
        documents: () => documents(lease.snapshot, table),
      })),
    *files(component) {
      const table = tables.find((other) => other.component === component && other.name === "_storage");
      if (table === undefined) return;
      for (const text of documents(lease.snapshot, table)) {
        const file = snapshotFile(lease.snapshot, files, JSON.parse(text) as JsonObject);
        if (file !== null) yield file;
      }
    },
    release() {
      drop();
      lease.release();
    },
  };
}

function snapshotFile(view: ReadView, files: FileStore, row: JsonObject): SnapshotFile | null {
  const record = files.record(view, row._id as string);
  if (record === null) return null;
  const { id, size, sha256, contentType, uuid } = record;
  return {
    id,
    creationTime: row._creationTime as number,
    size,
    sha256,
    contentType,
    uuid,
    open: () => files.read(record),
  };
}

/** In chunks: a reader may take days between two documents. */
function* documents(view: ReadView, { number }: TableInfo): Generator<string> {
  const end = encodeUint32(number + 1);
  let from: Key = encodeUint32(number);
  for (;;) {
    const keys: Key[] = [];
    for (const key of view.keys("documents", from, end, false)) {
      keys.push(key);
      if (keys.length >= CHUNK) break;
    }
    for (const key of keys) yield view.get("documents", key) as string;
    if (keys.length < CHUNK) return;
    from = `${keys[keys.length - 1]}\x00`;
  }
}
