// Reads every document and checks the folder, in a process of its own: a damaged page may end it.
import { Catalog } from "../indexes/catalog";
import { Store } from "../storage/store";
import { checkFolder } from "./checkFolder";

const [directory = ""] = process.argv.slice(2);
const read: Record<string, string> = {};
let error: string | null = null;
try {
  const store = Store.open(directory);
  const view = store.committed();
  try {
    Catalog.load(view);
    for (const key of view.keys("documents", "", "\xff", false)) read[key] = view.get("documents", key) ?? "";
  } finally {
    await store.close();
  }
} catch (thrown) {
  error = (thrown as Error).message;
}
const problems = error === null ? (await checkFolder(directory)).problems : [error];
process.stdout.write(JSON.stringify({ read, problems }));
