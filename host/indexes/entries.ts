// Keys of documents and index entries.
import { fieldAt, type JsonObject } from "../values/json";
import { decodeId } from "../values/ids";
import { encodeUint32, encodeValue, storedFields, type Key } from "../values/keys";
import { idNumber, type TableInfo } from "./catalog";

const ID_BYTES = 16;

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

/** All entries of a document: by_creation_time first, then the declared indexes, then those being filled. */
export function entryKeys(table: TableInfo, document: JsonObject, internal: Key): Key[] {
  // A field stands in many indexes and is encoded once.
  const encoded = new Map<string, Key>();
  const end = encodeValue(document._creationTime) + internal;
  const keyIn = (index: number, fields: readonly string[]): Key => {
    let out = "";
    for (const field of fields) {
      let key = encoded.get(field);
      if (key === undefined) encoded.set(field, (key = encodeValue(fieldAt(document, field))));
      out += key;
    }
    return encodeUint32(index) + storedFields(out) + end;
  };
  const keys = [keyIn(table.creationIndex, [])];
  for (const index of table.indexes) keys.push(keyIn(index.number, index.fields));
  for (const index of table.building?.indexes ?? []) keys.push(keyIn(index.number, index.fields));
  return keys;
}
