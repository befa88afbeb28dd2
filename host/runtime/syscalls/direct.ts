// Reads and writes with values instead of JSON texts on both sides, for functions that were bundled with the changes
// of convexPackage.ts. The same work as the operations of query.ts and database.ts, in their order and with
// their errors. What is ready at once is returned as it is: each promise less is time for every call.
// Bundles are kept in the data folder and call what is here by name: members may be added, not changed.
import { Gather } from "../../storage/gather";
import type { SerializedQuery } from "../../transaction/query";
import type { Json } from "../../values/json";
import { Rows } from "../../values/asRead";
import { documentOf, fromJson, ownJson, patchJson, resultText, toJson } from "../../values/plain";
import { currentExecution, type Execution } from "../execution";
import { checkDeadline } from "../invoke";
import { enterCall } from "../progress";
import { execution, mayAnswer, othersFirst } from "../turns";
import {
  getText,
  insertDocument,
  patchDocument,
  removeDocument,
  replaceDocument,
  type GetArguments,
  type WriteArguments,
} from "./database";
import { normalizedId, openStream, pageOf, streamOf, type PageArguments } from "./query";

/** The package's own jsonToConvex, for values that are not the same in JSON. */
type Decode = (json: unknown) => unknown;

/**
 * What is read before the clock is looked at. A text of more than 128 KiB is an object that V8 maps memory for: to make
 * and to parse one takes three to ten times as long as the same in parts.
 */
const BETWEEN_LOOKS = { rows: 64, bytes: 2 ** 16 } as const;

const gathered = new Gather();

function answered<T>(read: (current: Execution) => T | Promise<T>): T | Promise<T> {
  const current = execution();
  const result = mayAnswer(current) ? read(current) : othersFirst(current).then(() => read(current));
  if (result instanceof Promise) return result.finally(() => enterCall(current.request.slot));
  enterCall(current.request.slot);
  return result;
}

/** Everything that is left, with a turn for others in between when there is much. */
function collect(
  current: Execution,
  queryId: number,
  decode: Decode,
  rows: Rows,
): unknown[] | Promise<unknown[]> {
  const stream = streamOf(current, queryId);
  // To gather one is no faster than to read it, and the transaction keeps the text of what is read.
  if (stream.isShort) {
    for (let text = stream.next(); text !== null; text = stream.next()) rows.add(text, decode);
    return given(current, rows);
  }
  for (;;) {
    gathered.clear();
    const hasMore = stream.gather(gathered, BETWEEN_LOOKS.rows, BETWEEN_LOOKS.bytes);
    const text = gathered.take();
    if (text !== null) rows.addAll(text, decode);
    if (!hasMore) return given(current, rows);
    if (!mayAnswer(current)) return othersFirst(current).then(() => collect(current, queryId, decode, rows));
  }
}

function given(current: Execution, rows: Rows): unknown[] {
  current.asRead?.add(rows);
  return rows.documents;
}

/** As JSON would have it: a limit that is no finite number means none are read. */
function isPlain({ operators }: SerializedQuery): boolean {
  return operators.every((operator) => !("limit" in operator) || Number.isFinite(operator.limit));
}

export const direct = {
  fromJson,
  toJson,
  ownJson,
  patchJson,
  resultText: (value: unknown, original: Decode) =>
    resultText(value, original, currentExecution()?.asRead ?? null),
  // What is written was made by ownJson or patchJson, so that the function can do with its values what it likes.
  insert: (table: string, value: Json) => answered((current) => insertDocument(current, table, value)),
  patch: (args: WriteArguments, value: Json) => answered((current) => patchDocument(current, args, value)),
  replace: (args: WriteArguments, value: Json) =>
    answered((current) => replaceDocument(current, args, value)),
  remove: (args: WriteArguments) => answered((current) => removeDocument(current, args)),
  open(query: SerializedQuery): number {
    const current = execution();
    checkDeadline(current);
    enterCall(current.request.slot);
    return openStream(
      current,
      isPlain(query) ? query : (JSON.parse(JSON.stringify(query)) as SerializedQuery),
    );
  },
  close(queryId: number): void {
    execution().streams.delete(queryId);
  },
  normalizeId(table: string, id: unknown): string | null {
    const current = execution();
    checkDeadline(current);
    enterCall(current.request.slot);
    return typeof id === "string" ? normalizedId(current, table, id) : null;
  },
  /** undefined: there are no more. */
  next: (queryId: number, decode: Decode) =>
    answered((current) => {
      const text = streamOf(current, queryId).next();
      return text === null ? undefined : documentOf(text, decode);
    }),
  collect: (queryId: number, decode: Decode) =>
    answered((current) => collect(current, queryId, decode, new Rows())),
  page: (args: PageArguments, decode: Decode) =>
    answered((current) => {
      const { documents, isDone, continueCursor, splitCursor, pageStatus } = pageOf(current, args);
      const rows = new Rows();
      for (const text of documents) rows.add(text, decode);
      return { page: given(current, rows), isDone, continueCursor, splitCursor, pageStatus };
    }),
  get: (args: GetArguments, decode: Decode) =>
    answered((current) => {
      const text = getText(current, args);
      return text === null ? null : documentOf(text, decode);
    }),
};
