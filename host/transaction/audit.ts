// Compares everything derived in a store with the documents it is derived from.
import type { Catalog, TableInfo } from "../indexes/catalog";
import { entryKeys } from "../indexes/entries";
import { SearchAudit } from "../search/audit";
import type { ReadView } from "../storage/store";
import type { Space } from "../storage/writes";
import { decodeId } from "../values/ids";
import type { JsonObject } from "../values/json";
import { decodeUint32, encodeUint32, type Key } from "../values/keys";

const LAST = "\xff".repeat(8);

export interface AuditReport {
  readonly documents: number;
  /** One sentence each, at most `limit` of them. */
  readonly problems: readonly string[];
}

/**
 * Indexes, search and jobs against a rebuild from the documents. Reads the whole store once;
 * memory does not grow with it.
 */
export function audit(view: ReadView, catalog: Catalog, limit = 20): AuditReport {
  const problems: string[] = [];
  let documents = 0;
  for (const problem of findings(view, catalog, () => documents++)) {
    problems.push(problem);
    if (problems.length >= limit) break;
  }
  return { documents, problems };
}

function* findings(view: ReadView, catalog: Catalog, seen: () => void): Generator<string> {
  const known: Record<"entries" | "search", Set<number>> = { entries: new Set(), search: new Set() };
  const tables = new Set<number>();
  let rows = 0;
  for (const table of catalog.tables()) {
    tables.add(table.number);
    const { indexes = [], searchIndexes = [] } = table.building ?? {};
    for (const index of [table.creationIndex, ...[...table.indexes, ...indexes].map(({ number }) => number)])
      known.entries.add(index);
    for (const { number } of [...table.searchIndexes, ...searchIndexes]) known.search.add(number);
    let own = 0;
    for (const problem of auditTable(view, table, () => own++)) yield problem;
    for (let i = 0; i < own; i++) seen();
    rows += own;
  }
  let all = 0;
  for (const _ of view.keys("documents", "", LAST, false)) all++;
  for (const key of view.keys("system", "loose/documents/", "loose/documents0", false)) {
    const number = Number(key.slice("loose/documents/".length));
    for (const _ of view.keys("documents", encodeUint32(number), encodeUint32(number + 1), false)) all--;
  }
  if (all !== rows) yield `${all - rows} documents belong to no table`;
  yield* strangers(view, "entries", known.entries);
  yield* strangers(view, "search", known.search);
  yield* auditJobs(view, catalog);
}

function* auditTable(view: ReadView, table: TableInfo, seen: () => void): Generator<string> {
  const searches = table.searchIndexes.map((index) => new SearchAudit(view, index));
  let rows = 0;
  for (const key of view.keys(
    "documents",
    encodeUint32(table.number),
    encodeUint32(table.number + 1),
    false,
  )) {
    rows++;
    seen();
    const internal = key.slice(-16);
    let document: JsonObject;
    try {
      document = JSON.parse(view.get("documents", key) ?? "") as JsonObject;
    } catch {
      yield `a document of ${table.name} cannot be read`;
      continue;
    }
    const id = String(document._id);
    if (decodeId(id)?.internal !== internal) yield `document ${id} of ${table.name} lies under another's key`;
    for (const entry of entryKeys({ ...table, building: undefined }, document, internal)) {
      if (view.get("entries", entry) === undefined)
        yield `document ${id} of ${table.name} is missing from index ${decodeUint32(entry, 0)}`;
    }
    for (const search of searches) {
      const problem = search.document(internal, document);
      if (problem !== null) yield `document ${id} of ${table.name} ${problem}`;
    }
  }
  for (const number of [table.creationIndex, ...table.indexes.map((index) => index.number)]) {
    let entries = 0;
    let last: Key = "";
    for (const key of view.keys("entries", encodeUint32(number), encodeUint32(number + 1), false)) {
      entries++;
      if (key <= last) yield `index ${number} of ${table.name} is out of order`;
      last = key;
    }
    if (entries !== rows)
      yield `index ${number} of ${table.name} has ${entries} entries for ${rows} documents`;
  }
  for (const search of searches) yield* search.rest();
}

/** Keys of indexes that no table has and no deployment announced. */
function* strangers(
  view: ReadView,
  space: Space & ("entries" | "search"),
  known: Set<number>,
): Generator<string> {
  const loose = new Set(
    Array.from(view.keys("system", `loose/${space}/`, `loose/${space}0`, false), (key) =>
      Number(key.slice(`loose/${space}/`.length)),
    ),
  );
  let from: Key = "";
  for (;;) {
    let number: number | null = null;
    for (const key of view.keys(space, from, LAST, false)) {
      number = decodeUint32(key, 0);
      break;
    }
    if (number === null) return;
    if (!known.has(number) && !loose.has(number)) yield `${space} of an index ${number} that does not exist`;
    from = encodeUint32(number + 1);
  }
}

/** Waiting and running records and the rows that show them. */
function* auditJobs(view: ReadView, catalog: Catalog): Generator<string> {
  const states = new Map<string, string>();
  for (const table of catalog.tables()) {
    if (table.name !== "_scheduled_functions") continue;
    for (const key of view.keys(
      "documents",
      encodeUint32(table.number),
      encodeUint32(table.number + 1),
      false,
    )) {
      const row = JSON.parse(view.get("documents", key) ?? "null") as {
        _id: string;
        state: { kind: string };
      };
      if (row.state.kind === "pending" || row.state.kind === "inProgress")
        states.set(row._id, row.state.kind);
    }
  }
  for (const [prefix, kind] of [
    ["job/", "pending"],
    ["jobRun/", "inProgress"],
  ] as const) {
    for (const key of view.keys("system", prefix, `${prefix.slice(0, -1)}0`, false)) {
      const { id } = JSON.parse(view.get("system", key) ?? "null") as { id: string };
      if (states.get(id) !== kind) yield `job ${id} has a record of state ${kind} and a row of another`;
      states.delete(id);
    }
  }
  for (const [id, kind] of states) yield `job ${id} is ${kind} and nobody will run it`;
}
