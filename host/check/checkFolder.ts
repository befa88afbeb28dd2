// Reads a whole data folder and says what does not fit together.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Catalog } from "../indexes/catalog";
import { Store } from "../storage/store";
import { audit, type AuditReport } from "../transaction/audit";

/** Throws FolderInUseError while a host has the folder, DamagedStoreError when nothing can be read at all. */
export async function checkFolder(directory: string): Promise<AuditReport> {
  if (!existsSync(join(directory, "store.mdb"))) throw new Error(`There is no store in ${directory}.`);
  const store = Store.open(directory);
  try {
    const view = store.committed();
    const { documents, problems } = audit(view, Catalog.load(view));
    const missing = [...view.keys("system", "file/", "file0", false)].flatMap((key) => {
      const { uuid, size } = JSON.parse(view.get("system", key) ?? "{}") as { uuid: string; size: number };
      const path = join(directory, "files", uuid);
      return existsSync(path) && statSync(path).size === size ? [] : [`file ${uuid} is missing or cut off`];
    });
    for (const key of view.keys("system", "", "\xff", false)) view.get("system", key);
    return { documents, problems: [...problems, ...missing] };
  } catch (error) {
    // Pages that are no pages any more: the library's words are all there is.
    return { documents: 0, problems: [(error as Error).message] };
  } finally {
    await store.close();
  }
}
