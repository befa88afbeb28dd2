// One transaction: a view to read, for mutations an overlay to write, what was
// read and written, and Convex's budget. Every document access passes here.
import { hasSearchIndexes, updateSearchIndexes } from "../search/maintain";
import { idNumber, type Catalog, type TableInfo } from "../indexes/catalog";
import { documentKey, documentKeyOfId, eachEntryChange } from "../indexes/entries";
import type { Overlay } from "../storage/overlay";
import type { ReadView } from "../storage/store";
import { decodeId, encodeId, newInternalId } from "../values/ids";
import { COMMIT_TS, resolveCommitTs, type Json, type JsonObject } from "../values/json";
import { encodeUint32, type Key } from "../values/keys";
import { documentText, parsedDocument } from "../values/longBytes";
import { documentWith } from "../values/plain";
import { checkedSize, checkFieldNames, MAX_DOCUMENT_BYTES, sizeOf } from "../values/size";
import { validationProblem } from "../values/validators";
import { Budget } from "./limits";
import { ReadSet, WriteSet } from "./readSet";

/** Hands out creation times: never twice the same, never backwards. */
export interface Clock {
  nextCreationTime(): number;
}

const SYSTEM_FIELDS = ["_id", "_creationTime"] as const;
const EMPTY_OBJECT_BYTES = 2;
/** A function that writes more rows than these reads and writes them in turn. */
const MAX_TEXTS = 64;

const isSystemTable = (table: TableInfo): boolean => table.name.startsWith("_");

interface WriteHandles {
  readonly overlay: Overlay;
  readonly clock: Clock;
}

export class Transaction {
  readonly budget = new Budget();
  readonly reads = new ReadSet();
  writes = new WriteSet();
  /** Counts writes, so that open streams notice that what they fetched ahead may be outdated. */
  version = 0;
  private readonly undone: { readonly since: number; readonly run: () => void }[] = [];
  /** Documents that may hold an unresolved commit timestamp. */
  private readonly placeholders = new Map<Key, TableInfo>();
  private readonly beginning: number;
  /** Of documents read lately, in a transaction that may write: most of what is written was read just before. */
  private readonly texts = new Map<Key, string>();

  constructor(
    readonly view: ReadView,
    readonly catalog: Catalog,
    /** The commit this transaction reads. */
    readonly snapshotTs: bigint,
    private readonly writer: WriteHandles | null,
  ) {
    this.beginning = this.savepoint();
  }

  /** What there was before it: also what others wrote that is not durable yet, and nothing of its own. */
  before(): ReadView {
    return this.writer === null ? this.view : this.writer.overlay.at(this.beginning);
  }

  get canWrite(): boolean {
    return this.writer !== null;
  }

  get overlay(): Overlay {
    if (this.writer === null) throw new Error("Queries cannot write.");
    return this.writer.overlay;
  }

  savepoint(): number {
    return this.writer === null ? 0 : this.writer.overlay.savepoint();
  }

  /** Undoes every write since the savepoint. What was read stays read. */
  rollback(savepoint: number): void {
    this.version++;
    this.texts.clear();
    this.overlay.rollback(savepoint);
    while ((this.undone[this.undone.length - 1]?.since ?? -1) >= savepoint) this.undone.pop()?.run();
  }

  /** Runs `undo` if the writes that follow are undone: for effects outside the store. */
  onUndo(undo: () => void): void {
    this.undone.push({ since: this.savepoint(), run: undo });
  }

  /** A document's JSON text. Counts as one read. */
  getDocument(table: TableInfo, id: string): string | null {
    this.budget.spend("databaseQueries", 1);
    const key = documentKeyOfId(table, id);
    if (key === null) return null;
    this.reads.points.add(key);
    const text = this.textOf(key);
    if (text === undefined) return null;
    this.budget.spendRead(Buffer.byteLength(text));
    return text;
  }

  /** The text of a document by its key; undefined where there is none. Counts as nothing. */
  textOf(key: Key): string | undefined {
    if (this.writer === null) return this.view.get("documents", key);
    let text = this.texts.get(key);
    if (text !== undefined) return text;
    text = this.view.get("documents", key);
    if (text === undefined) return undefined;
    if (this.texts.size === MAX_TEXTS) this.texts.clear();
    this.texts.set(key, text);
    return text;
  }

  /** Inserts and returns the new id. `value` has no system fields yet: it becomes the document. */
  insert(table: TableInfo, value: JsonObject): string {
    const _creationTime = this.nextCreationTime();
    const internal = newInternalId();
    const _id = encodeId(idNumber(table), internal);
    this.check(table, value, { _creationTime, _id });
    this.write(table, internal, null, documentWith({ _creationTime, _id }, value));
    return _id;
  }

  /**
   * Inserts a row that may bring its id and creation time along. `table` need not be in the catalog;
   * `tableOf` names the table of an id as it will be after the import.
   */
  insertImported(table: TableInfo, row: JsonObject, tableOf: (id: string) => string | null): void {
    const { _id = null, _creationTime = null, ...fields } = row;
    const internal = _id === null ? newInternalId() : importedId(table, _id);
    const system = {
      _creationTime: typeof _creationTime === "number" ? _creationTime : this.nextCreationTime(),
      _id: _id ?? encodeId(idNumber(table), internal),
    };
    if (this.view.get("documents", documentKey(table, internal)) !== undefined) {
      throw new Error(`Objects in table "${table.name}" have duplicate _id fields: ${String(_id)}`);
    }
    this.check(table, fields, system, tableOf);
    this.write(table, internal, null, documentWith(system, fields));
  }

  private nextCreationTime(): number {
    if (this.writer === null) throw new Error("Queries cannot write.");
    return this.writer.clock.nextCreationTime();
  }

  /** The document a write starts from. Throws when it does not exist. */
  existing(table: TableInfo, id: string, verb: "Update" | "Replace" | "Delete"): JsonObject {
    const text = this.getDocument(table, id);
    if (text === null) throw new Error(`${verb} on nonexistent document ID ${id}`);
    return parsedDocument(text);
  }

  /**
   * Replaces a document's fields; system fields given in `value` must equal the existing ones. `value` becomes
   * the document.
   */
  replace(table: TableInfo, before: JsonObject, value: JsonObject): void {
    for (const field of SYSTEM_FIELDS) {
      if (value[field] !== undefined && value[field] !== before[field]) {
        throw new Error(
          `Provided document ID or creation time ${JSON.stringify(value[field])} doesn't match the \`${field}\` field ${JSON.stringify(before[field])}`,
        );
      }
      if (field in value) delete value[field];
    }
    const { _creationTime, _id } = before as { _creationTime: Json; _id: Json };
    this.check(table, value, { _creationTime, _id });
    const key = documentKeyOfId(table, _id as string) as Key;
    this.write(table, key.slice(-16), before, documentWith({ _creationTime, _id }, value));
  }

  remove(table: TableInfo, before: JsonObject): void {
    const key = documentKeyOfId(table, before._id as string) as Key;
    this.write(table, key.slice(-16), before, null);
  }

  /**
   * `fields` without the system's, which are counted all the same. Rows that the engine keeps itself, of scheduled
   * functions and files, are no documents of the function's: they have limits of their own.
   */
  private check(
    table: TableInfo,
    fields: JsonObject,
    system: JsonObject,
    tableOf = (id: string) => this.catalog.tableOfId(table.component, id),
  ): void {
    if (isSystemTable(table)) return;
    const size = checkedSize(fields, SYSTEM_FIELDS.length) + sizeOf(system) - EMPTY_OBJECT_BYTES;
    checkFieldNames(fields);
    if (size > MAX_DOCUMENT_BYTES) {
      throw new Error(
        `Value is too large (${(size / MAX_DOCUMENT_BYTES).toFixed(2)} MiB > maximum size 1 MiB)`,
      );
    }
    if (table.validator !== null) {
      const problem = validationProblem(table.validator, fields, tableOf);
      if (problem !== null) {
        throw new Error(
          `Failed to insert or update a document in table "${table.name}" because it does not match the schema: ${problem}`,
        );
      }
    }
    this.budget.spend("documentsWritten", 1);
    this.budget.spend("bytesWritten", size);
  }

  private write(table: TableInfo, internal: Key, before: JsonObject | null, after: JsonObject | null): void {
    const { overlay } = this;
    const { writes } = this;
    const key = documentKey(table, internal);
    if (before !== null && after === null && !isSystemTable(table)) this.budget.spend("documentsWritten", 1);
    this.version++;
    this.texts.delete(key);
    writes.add(table.number, key);
    eachEntryChange(table, before, after, internal, (index, oldKey, newKey) => {
      // The unchanged entry of an edited document is part of the write set too:
      // a range that contains it shows the edited document.
      if (oldKey !== null) writes.add(index, oldKey);
      if (oldKey === newKey) return;
      if (newKey !== null) writes.add(index, newKey);
      if (oldKey !== null) overlay.removeEntry(index, oldKey);
      if (newKey !== null) overlay.putEntry(index, newKey);
    });
    if (after === null) overlay.remove("documents", key);
    else {
      const text = documentText(after);
      if (text.includes(COMMIT_TS)) this.placeholders.set(key, table);
      overlay.put("documents", key, text);
    }
    if (hasSearchIndexes(table)) updateSearchIndexes(overlay, table, internal, before, after, this.writes);
  }

  /** Gives placeholders written by this transaction their value: the commit's own timestamp. */
  resolveCommitTs(ts: bigint): void {
    for (const [key, table] of this.placeholders) {
      const text = this.view.get("documents", key);
      if (text === undefined) continue;
      const resolved = resolveCommitTs(text, ts);
      if (resolved === text) continue;
      this.write(table, key.slice(-16), JSON.parse(text) as JsonObject, JSON.parse(resolved) as JsonObject);
    }
  }

  /** Number of documents in a table, without reading them. */
  count(table: TableInfo): number {
    this.budget.spend("databaseQueries", 1);
    const start = encodeUint32(table.creationIndex);
    const range = { from: start, to: encodeUint32(table.creationIndex + 1) };
    this.reads.ranges.push(range);
    let count = 0;
    for (const _ of this.view.keys("entries", range.from, range.to, false)) count++;
    return count;
  }
}

function importedId(table: TableInfo, id: Json): Key {
  const decoded = typeof id === "string" ? decodeId(id) : null;
  if (decoded === null) throw new Error(`invalid _id '${String(id)}'`);
  if (decoded.table === idNumber(table)) return decoded.internal;
  throw new Error(
    `_id ${String(id)} cannot be imported into '${table.name}' because it came from a different deployment and conflict with preexisting tables in this deployment. Try deleting preexisting tables or importing into an empty deployment.`,
  );
}
