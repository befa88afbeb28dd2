/**
 * Several index ranges read as one sorted list, in small chunks, stopping after
 * a fixed number of documents. A representative's list (one range per owner
 * they may see) thus costs the same as an admin's single range.
 *
 * The position in the merged list is the sort value, creation time and id of
 * the last row that was passed. It means the same in every range, so one
 * cursor resumes them all.
 */

/** null: the customer has no value, and comes last in either direction. */
export type SortValue = string | number | null;

export interface Position {
  value: SortValue;
  creationTime: number;
  id: string;
}

export type Direction = "asc" | "desc";

/**
 * About `limit` rows of one range from `after` on (exclusive), in order, at
 * least one unless it is the end; `reads` is what they cost.
 */
export type ReadRange<Row> = (
  after: Position | null,
  limit: number,
) => Promise<{ rows: Row[]; isEnd: boolean; reads: number }>;

export interface MergeRequest<Row> {
  ranges: readonly ReadRange<Row>[];
  order: Direction;
  positionOf(row: Row): Position;
  /** What becomes of a row that is next in order; null leaves it out. */
  accept(row: Row): Promise<Row | null> | Row | null;
  after: Position | null;
  /** Read up to and including this place instead of counting rows. */
  until: Position | null;
  /** Rows wanted when there is no `until`. */
  want: number;
  /** Most rows to read, at least one per range; the page ends there, shorter than wanted, and goes on with the next. */
  budget: number;
  /** Documents that accepting one row reads besides the row itself. */
  costPerRow: number;
  /** Asked before more is read: whether these ranges hold too little of what is wanted to go on with them. */
  isPoor?: (progress: { accepted: number; passed: number }) => boolean;
}

export interface Merged<Row> {
  rows: Row[];
  /** Where to go on; null at the end of the list. */
  next: Position | null;
  /** Rows passed, whether they were accepted or not. */
  passed: number;
  /** Of the budget. */
  left: number;
  /** Ended because the ranges were poor (`isPoor`). */
  isPoor: boolean;
}

interface Range<Row> {
  read: ReadRange<Row>;
  waiting: Row[];
  after: Position | null;
  finished: boolean;
}

export async function mergeRanges<Row>(request: MergeRequest<Row>): Promise<Merged<Row>> {
  const { order, positionOf, until, want } = request;
  const ranges = request.ranges.map((read): Range<Row> => ({
    read,
    waiting: [],
    after: request.after,
    finished: false,
  }));
  const rows: Row[] = [];
  let passed = request.after;
  let count = 0;
  let left = request.budget;
  const share = Math.floor(request.budget / (2 * Math.max(1, ranges.length)));
  const chunk = Math.max(1, Math.min(want + 1, share));

  const ended = (next: Position | null, isPoor = false) => ({ rows, next, passed: count, left, isPoor });

  for (;;) {
    for (const range of ranges) {
      if (range.waiting.length > 0 || range.finished) continue;
      if (left <= 0) return ended(passed);
      if (request.isPoor?.({ accepted: rows.length, passed: count }) === true) return ended(passed, true);
      const missing = until === null ? missingRows(want + 1 - rows.length, rows.length, count) : chunk;
      const limit = Math.min(chunk, missing, left);
      const read = await range.read(range.after, limit);
      range.waiting = read.rows;
      range.finished = read.isEnd;
      left -= read.reads;
      const last = range.waiting.at(-1);
      if (last !== undefined) range.after = positionOf(last);
    }
    const first = earliest(ranges, order, positionOf);
    if (first === null) return ended(null);
    const position = positionOf(first.waiting[0]!);
    if (until === null ? rows.length === want : comparePositions(position, until, order) > 0) {
      return ended(until ?? passed);
    }
    const row = first.waiting.shift()!;
    left -= request.costPerRow;
    const accepted = request.accept(row);
    // Most are known at once: a promise for each row would be time for every page.
    if ((accepted instanceof Promise ? await accepted : accepted) !== null) rows.push(row);
    passed = position;
    count++;
  }
}

/** Fewer tell nothing about the next. */
const fewestTelling = 16;

/** How many rows to read for so many more that are accepted, as it went so far and a few more. */
function missingRows(wanted: number, accepted: number, passed: number): number {
  if (passed < fewestTelling || accepted === 0) return Infinity;
  return Math.ceil((1.1 * wanted * passed) / accepted) + 1;
}

function earliest<Row>(
  ranges: readonly Range<Row>[],
  order: Direction,
  positionOf: (row: Row) => Position,
): Range<Row> | null {
  let first: Range<Row> | null = null;
  for (const range of ranges) {
    const row = range.waiting[0];
    if (row === undefined) continue;
    if (first === null || comparePositions(positionOf(row), positionOf(first.waiting[0]!), order) < 0) {
      first = range;
    }
  }
  return first;
}

/** The order of the database's indexes (value, creation time, id), but for those without a value. */
export function comparePositions(a: Position, b: Position, order: Direction): number {
  if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
  const ascending =
    compareValues(a.value, b.value) || a.creationTime - b.creationTime || compareValues(a.id, b.id);
  return order === "asc" ? ascending : -ascending;
}

/** Strings by code point, as the database does; JavaScript's < goes by UTF-16 unit. */
function compareValues(a: SortValue, b: SortValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === b) return 0;
  const left = [...String(a)];
  const right = [...String(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = left[index]!.codePointAt(0)! - right[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

export function encodeCursor(position: Position): string {
  return JSON.stringify([position.value, position.creationTime, position.id]);
}

/** What continues a list after a page. */
export function cursorOf(next: Position | string): string {
  return typeof next === "string" ? next : encodeCursor(next);
}

/** Null for text that is no cursor of ours. */
export function decodeCursor(cursor: string): Position | null {
  try {
    const [value, creationTime, id, ...rest] = JSON.parse(cursor) as unknown[];
    const isOurs =
      (typeof value === "string" || typeof value === "number" || value === null) &&
      typeof creationTime === "number" &&
      typeof id === "string" &&
      rest.length === 0;
    return isOurs ? { value, creationTime, id } : null;
  } catch {
    return null;
  }
}
