// A page of a table's documents in the order of their creation, for `npx convex data` and the dashboard.
import type { TablePage, TablePageOptions } from "../contract";
import { rangeOf } from "../indexes/bounds";
import type { Catalog } from "../indexes/catalog";
import { documentKeyOfEntry } from "../indexes/entries";
import type { Store } from "../storage/store";

export function tablePage(
  { store, catalog }: { readonly store: Store; readonly catalog: Catalog },
  component: string,
  table: string,
  { cursor, limit, order }: TablePageOptions,
): TablePage {
  const info = catalog.table(component, table);
  if (info === undefined) return { documents: [], cursor: null };
  const range = rangeOf(info, "by_creation_time", []);
  const reverse = order === "desc";
  const at = cursor === null ? null : Buffer.from(cursor, "base64url").latin1Slice();
  const from = at !== null && !reverse ? `${at}\x00` : range.from;
  const to = at !== null && reverse ? at : range.to;
  const view = store.committed();
  const keys: string[] = [];
  for (const key of view.keys("entries", from, to, reverse)) {
    keys.push(key);
    if (keys.length > limit) break;
  }
  const shown = keys.slice(0, limit);
  const last = shown[shown.length - 1];
  return {
    documents: shown.flatMap((key) => view.get("documents", documentKeyOfEntry(info, key)) ?? []),
    cursor:
      keys.length > limit && last !== undefined ? Buffer.from(last, "latin1").toString("base64url") : null,
  };
}
