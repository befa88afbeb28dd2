// An import of rows and files: the tables of transaction/importTables.ts, and beside them the bytes
// and records of files, which take the place of the old ones in the same commit.
import { Readable } from "node:stream";
import type { DataImport, ImportedFile, ImportedTable, ImportMode } from "../contract";
import type { Catalog } from "../indexes/catalog";
import type { Overlay } from "../storage/overlay";
import type { Store } from "../storage/store";
import type { Committer } from "../transaction/committer";
import { ImportError, TableImport } from "../transaction/importTables";
import type { JsonObject } from "../values/json";
import { encodeUint32 } from "../values/keys";
import type { FileRecord, FileStore } from "./files";

interface Deps {
  readonly store: Store;
  readonly committer: Committer;
  readonly catalog: Catalog;
  readonly files: FileStore;
  /** Called when other rows are seen than before. */
  changed(): void;
}

const STORAGE = "_storage";

export async function beginImport(
  deps: Deps,
  mode: ImportMode,
  wanted: readonly ImportedTable[],
): Promise<DataImport> {
  const { store, committer, catalog, files } = deps;
  const tables = await TableImport.begin(store, committer, catalog, mode, wanted);
  const received: FileRecord[] = [];

  async function insertFile(
    component: string,
    file: ImportedFile,
    body: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const bytes = await files.receive(Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>);
    const { sha256, size } = bytes;
    const uuid = files.rename(bytes, file.uuid);
    const record: FileRecord = {
      uuid,
      component,
      id: file.id,
      size,
      sha256,
      contentType: file.contentType,
    };
    try {
      if ((file.sha256 ?? sha256) !== sha256 || (file.size ?? size) !== size) {
        throw new ImportError(`The bytes of the file ${file.id} are not those that the archive describes`);
      }
      const row: JsonObject = { _id: file.id, sha256, size };
      if (file.creationTime !== null) row._creationTime = file.creationTime;
      if (file.contentType !== null) row.contentType = file.contentType;
      if (tables.isAppended(component, STORAGE)) {
        await tables.insert(component, STORAGE, [row], (overlay) => files.name(overlay, record));
      } else {
        await tables.insert(component, STORAGE, [row]);
        received.push(record);
      }
    } catch (error) {
      files.discard(record);
      throw error;
    }
  }

  /** A file that stood under the same name with the same bytes keeps its name in URLs. */
  function switchFiles(overlay: Overlay): void {
    const before = new Map<string, FileRecord>();
    for (const table of tables.replacedTables()) {
      if (table.name !== STORAGE) continue;
      const view = store.committed();
      const to = encodeUint32(table.number + 1);
      for (const key of view.keys("documents", encodeUint32(table.number), to, false)) {
        const { _id } = JSON.parse(view.get("documents", key) as string) as { _id: string };
        const record = files.record(view, _id);
        if (record !== null) before.set(_id, record);
      }
    }
    for (const record of before.values()) files.unname(overlay, record);
    for (const record of received) {
      const old = before.get(record.id);
      if (old === undefined || old.sha256 !== record.sha256) {
        files.name(overlay, record);
        continue;
      }
      overlay.remove("system", `fileDrop/${old.uuid}`);
      files.name(overlay, { ...record, uuid: old.uuid });
      if (old.uuid !== record.uuid) overlay.put("system", `fileDrop/${record.uuid}`, "");
    }
  }

  return {
    insert: (component, table, rows) => tables.insert(component, table, rows as JsonObject[]),
    insertFile,
    async finish() {
      await tables.finish(switchFiles);
      received.length = 0;
      deps.changed();
      await tables.clear();
    },
    async abort() {
      for (const record of received) files.discard(record);
      await tables.abort();
    },
  };
}
