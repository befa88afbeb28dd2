// Keys of documents and index entries.
import { fieldAt, type JsonObject } from "../values/json";
import { decodeId } from "../values/ids";
import { encodeUint32, encodeValue, pieces, storedFields, type Key } from "../values/keys";
import { idNumber, type TableInfo } from "./catalog";

export const ID_BYTES = 16;

export function documentKey(table: TableInfo, internal: Key): Key {
  return encodeUint32(table.number) + internal;
}

/** Key of the document an id names; null when it is not an id of that table. */
export function documentKeyOfId(table: TableInfo, id: string): Key | null {
  const decoded = decodeId(id);
  return decoded !== null && decoded.table === idNumber(table) ? documentKey(table, decoded.internal) : null;
}

/** Every index entry ends in the document's internal id. */
export function documentKeyOfEntry(table: TableInfo, entry: Key): Key {
  return encodeUint32(table.number) + entry.slice(-ID_BYTES);
}

/** Exact (uncut) encoding of the indexed fields and the creation time. */
export function exactFields(fields: readonly string[], document: JsonObject): Key {
  let out = "";
  for (const field of fields) out += encodeValue(fieldAt(document, field));
  return out + encodeValue(document._creationTime);
}

export function entryKey(index: number, fields: readonly string[], document: JsonObject, internal: Key): Key {
  let out = "";
  for (const field of fields) out += encodeValue(fieldAt(document, field));
  return encodeUint32(index) + storedFields(out) + encodeValue(document._creationTime) + internal;
}

/** How the entries of a table's documents are made; worked out once for each table and set of indexes. */
interface Plan {
  readonly indexes: TableInfo["indexes"];
  readonly building: TableInfo["building"];
  /** Each indexed field once: it stands in many indexes and is encoded once for a document. */
  readonly fields: readonly string[];
  readonly entries: readonly PlannedEntry[];
}

interface PlannedEntry {
  readonly index: number;
  /** What its keys start with. */
  readonly start: Key;
  /** Places of its fields in the plan's. */
  readonly places: readonly number[];
}

const plans = new WeakMap<TableInfo, Plan>();

function planOf(table: TableInfo): Plan {
  const { indexes, building } = table;
  const known = plans.get(table);
  if (known !== undefined && known.indexes === indexes && known.building === building) return known;
  const fields: string[] = [];
  const placeOf = (field: string): number => {
    const place = fields.indexOf(field);
    return place >= 0 ? place : fields.push(field) - 1;
  };
  const all = [
    { number: table.creationIndex, fields: [] },
    ...indexes,
    ...(building === undefined ? [] : building.indexes),
  ];
  const entries = all.map((index): PlannedEntry => ({
    index: index.number,
    start: encodeUint32(index.number),
    places: index.fields.map(placeOf),
  }));
  const plan: Plan = { indexes, building, fields, entries };
  plans.set(table, plan);
  return plan;
}

/** The plan's fields of a document, encoded; taken from `known` where they are the same as in that document. */
function encodedFields(
  { fields }: Plan,
  document: JsonObject,
  same: JsonObject | null,
  known: readonly Key[] | null,
): Key[] {
  const out: Key[] = [];
  for (let i = 0; i < fields.length; i++) {
    const value = fieldAt(document, fields[i] as string);
    const isKnown = same !== null && known !== null && fieldAt(same, fields[i] as string) === value;
    out.push(isKnown ? (known[i] as Key) : encodeValue(value));
  }
  return out;
}

function keyOf({ start, places }: PlannedEntry, fields: readonly Key[], end: Key): Key {
  let out = "";
  for (let i = 0; i < places.length; i++) out += fields[places[i] as number] as Key;
  return start + storedFields(out) + end;
}

/** The keys of a new document's entries. */
function keysOf({ entries }: Plan, fields: readonly Key[], end: Key): Key[] {
  let all = "";
  const ends: number[] = [];
  for (let i = 0; i < entries.length; i++) {
    all += keyOf(entries[i] as PlannedEntry, fields, end);
    ends.push(all.length);
  }
  return pieces(all, ends);
}

/** All entries of a document: by_creation_time first, then the declared indexes, then those being filled. */
export function entryKeys(table: TableInfo, document: JsonObject, internal: Key): Key[] {
  const plan = planOf(table);
  const fields = encodedFields(plan, document, null, null);
  const end = encodeValue(document._creationTime) + internal;
  return keysOf(plan, fields, end);
}

/** Calls `visit` for every entry a document had, has, or has kept, with its key before and after. */
export function eachEntryChange(
  table: TableInfo,
  before: JsonObject | null,
  after: JsonObject | null,
  internal: Key,
  visit: (index: number, before: Key | null, after: Key | null) => void,
): void {
  const plan = planOf(table);
  const old = before === null ? null : encodedFields(plan, before, null, null);
  const next = after === null ? null : encodedFields(plan, after, before, old);
  const end = encodeValue((after ?? before)?._creationTime) + internal;
  if (old === null && next !== null) {
    const keys = keysOf(plan, next, end);
    for (let i = 0; i < keys.length; i++)
      visit((plan.entries[i] as PlannedEntry).index, null, keys[i] as Key);
    return;
  }
  for (let i = 0; i < plan.entries.length; i++) {
    const entry = plan.entries[i] as PlannedEntry;
    if (old !== null && next !== null && isSame(entry, old, next)) {
      const key = keyOf(entry, next, end);
      visit(entry.index, key, key);
      continue;
    }
    visit(
      entry.index,
      old === null ? null : keyOf(entry, old, end),
      next === null ? null : keyOf(entry, next, end),
    );
  }
}

function isSame({ places }: PlannedEntry, old: readonly Key[], next: readonly Key[]): boolean {
  for (let i = 0; i < places.length; i++)
    if (old[places[i] as number] !== next[places[i] as number]) return false;
  return true;
}
