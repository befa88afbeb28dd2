// The customer list as live pages. Each page but the last is pinned to the place where the next begins, so that rows
// that come and go never leave a gap or appear twice between two pages. A grouped list is one run of pages after
// another, a run for each group.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api";
import type { CustomerFilters } from "../../convex/customers/filterShape";
import { unpack } from "../../convex/customers/packed";
import { useOrg } from "../data/org";
import { useAsksFirst } from "../data/firstAnswers";
import { useLiveQueries } from "../data/liveQuery";
import { useKept } from "../data/useKept";

type CustomerPage = FunctionReturnType<typeof api.customers.listPacked>;
/** With the fields that were asked for, and the part of a note where a search found it by that. */
export type CustomerRow = FunctionReturnType<typeof api.customers.list>["page"][number] & {
  passage?: string | null;
};
export type CustomerListArgs = Omit<
  FunctionArgs<typeof api.customers.listPacked>,
  "orgId" | "cursor" | "endCursor" | "numItems" | "filters" | "fields"
>;
/** The filters of one run, by a name that stays while the group does. */
export interface Run {
  id: string;
  filters: CustomerFilters;
}

/** The filters of the runs still to be read, and after which row the first of them goes on. */
export interface Following {
  runs: readonly CustomerFilters[];
  cursor: string | null;
}

export interface CustomerList {
  /** undefined until the first rows, or the certainty that there are none, are here. */
  rows: readonly CustomerRow[] | undefined;
  /** What of a customer all of these rows have. */
  fields: ReadonlySet<string>;
  status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  loadMore: () => void;
  /** What comes after the rows that are here, for walking on without the list; null at the end. */
  following: Following | null;
  /** Rows of each run that has begun, in order. */
  counts: ReadonlyMap<string, number>;
  /** While pages come back short: customers looked at so far in this run, and of how many (null: unknown). */
  skimmed: { looked: number; among: number | null } | null;
}

/** Where a page begins: in which run, after which row. */
interface Start {
  run: string;
  cursor: string | null;
}

const pageSize = 50;
/** How far each list of this visit was read, so that going back restores it. */
const readSoFar = new Map<string, readonly Start[]>();

/**
 * `fields` as api.customers.listPacked takes them. Asking for others leaves the list where it is, with the rows it has
 * until the new ones are here.
 */
export function useCustomers(
  args: CustomerListArgs,
  runs: readonly Run[] | "skip",
  fields: string[],
): CustomerList {
  const { orgId } = useOrg();
  const key = runs === "skip" ? "skip" : JSON.stringify([orgId, args, runs]);
  const onlyFirst = useMemo<readonly Start[]>(
    () => (runs === "skip" || runs[0] === undefined ? [] : [{ run: runs[0].id, cursor: null }]),
    // The key stands for the arguments, which are new objects at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [key],
  );
  const [read, setRead] = useState<{ key: string; starts: readonly Start[] }>(() => ({
    key,
    starts: readSoFar.get(key) ?? onlyFirst,
  }));
  const starts = read.key === key ? read.starts : (readSoFar.get(key) ?? onlyFirst);
  const setStarts = useCallback(
    (next: readonly Start[]) => {
      readSoFar.set(key, next);
      setRead({ key, starts: next });
    },
    [key],
  );

  const firstRun = runs === "skip" ? undefined : runs[0]?.filters;
  useAsksFirst(
    api.customers.listPacked,
    firstRun === undefined || firstRun.now !== undefined
      ? "skip"
      : { ...args, fields, filters: firstRun, orgId, cursor: null, endCursor: null, numItems: pageSize },
  );
  const queries = useMemo(() => {
    if (runs === "skip") return {};
    return Object.fromEntries(
      starts.map(({ run, cursor }, index) => [
        String(index),
        {
          query: api.customers.listPacked,
          args: {
            ...args,
            fields,
            filters: runs.find(({ id }) => id === run)?.filters ?? {},
            orgId,
            cursor,
            endCursor: nextInRun(starts, index)?.cursor ?? null,
            numItems: pageSize,
          },
        },
      ]),
    );
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, starts, orgId, fields]);
  const answers = useLiveQueries(queries) as Record<string, CustomerPage | Error | undefined>;

  const last = useRef<{ key: string; pages: Map<string, CustomerPage> }>({ key, pages: new Map() });
  const pages = useMemo(() => {
    /* oxlint-disable react/refs -- only repeats what was shown before: a page that is being pinned, or pinned anew, keeps
       its rows meanwhile, and state would render every answer twice */
    if (last.current.key !== key) last.current = { key, pages: new Map() };
    const known = last.current.pages;
    /* oxlint-enable react/refs */
    return starts.map(({ run, cursor }, index) => {
      const answer = answers[String(index)];
      if (answer instanceof Error) throw answer;
      const place = JSON.stringify([run, cursor]);
      if (answer !== undefined) known.set(place, answer);
      return { run, answer, shown: answer ?? known.get(place) };
    });
  }, [answers, starts, key]);

  const end = pages.at(-1);
  const following = useMemo((): Start | null => {
    if (runs === "skip" || end?.answer === undefined) return null;
    if (!end.answer.isDone) return { run: end.run, cursor: end.answer.continueCursor };
    const next = runs[runs.findIndex(({ id }) => id === end.run) + 1];
    return next === undefined ? null : { run: next.id, cursor: null };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [end, key]);
  const walkOn = useMemo((): Following | null => {
    if (runs === "skip" || following === null) return null;
    const left = runs.slice(runs.findIndex(({ id }) => id === following.run));
    return { runs: left.map(({ filters }) => filters), cursor: following.cursor };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [following, key]);
  const loadMore = useCallback(() => {
    if (following !== null) setStarts([...starts, following]);
  }, [following, setStarts, starts]);

  const { counts, isWhole, ...here } = useMemo(() => rowsOf(pages), [pages]);
  const { rows } = here;
  const isSearching = isWhole && rows.length === 0 && following !== null;

  useEffect(() => {
    // A page that read enough before it reached its end gets a page more behind it.
    const short = pages.findIndex(({ answer }, index) => {
      const until = nextInRun(starts, index)?.cursor;
      return (
        typeof until === "string" && answer !== undefined && !answer.isDone && answer.continueCursor !== until
      );
    });
    const stopped = pages[short];
    if (stopped?.answer !== undefined) {
      const more = { run: stopped.run, cursor: stopped.answer.continueCursor };
      setStarts([...starts.slice(0, short + 1), more, ...starts.slice(short + 1)]);
    } else if (isSearching) loadMore();
  }, [pages, starts, setStarts, isSearching, loadMore]);

  const skimmed = useMemo(() => {
    if (end === undefined) return null;
    const inRun = pages.filter(({ run, shown }) => run === end.run && shown !== undefined);
    const looked = inRun.reduce((sum, { shown }) => sum + shown!.looked, 0);
    const found = inRun.reduce((sum, { shown }) => sum + shown!.packed.rows.length, 0);
    const isOver = end.answer?.isDone ?? false;
    return isOver || looked < 4 * (found + pageSize) ? null : { looked, among: inRun.at(-1)!.shown!.among };
  }, [pages, end]);

  const isFirst = runs === "skip" || (runs.length > 0 && (pages[0]?.shown === undefined || isSearching));
  const kept = useKept(isFirst ? undefined : here, orgId);
  const all = { ...here, loadMore, following: null, counts, skimmed };
  if (runs === "skip") return { ...all, rows: undefined, status: "LoadingFirstPage", skimmed: null };
  if (isFirst) {
    const before = isSearching || kept === undefined ? { rows: undefined } : kept;
    return { ...all, ...before, status: "LoadingFirstPage" };
  }
  if (runs.length > 0 && (!isWhole || end?.answer === undefined)) return { ...all, status: "LoadingMore" };
  return { ...all, status: following === null ? "Exhausted" : "CanLoadMore", following: walkOn };
}

function nextInRun(starts: readonly Start[], index: number): Start | undefined {
  const next = starts[index + 1];
  return next?.run === starts[index]?.run ? next : undefined;
}

/** Of answers that stay, so that their rows are the same objects at each drawing. */
const unpacked = new WeakMap<CustomerPage, readonly CustomerRow[]>();

function rowsIn(page: CustomerPage): readonly CustomerRow[] {
  let rows = unpacked.get(page);
  if (rows === undefined) unpacked.set(page, (rows = unpack(page.packed)));
  return rows;
}

/** The rows of the pages that are here, up to the first that is not, and the fields that all of them have. */
function rowsOf(pages: readonly { run: string; shown: CustomerPage | undefined }[]): {
  rows: readonly CustomerRow[];
  fields: ReadonlySet<string>;
  counts: ReadonlyMap<string, number>;
  isWhole: boolean;
} {
  const rows = new Map<string, CustomerRow>();
  const counts = new Map<string, number>();
  let fields: ReadonlySet<string> | undefined;
  for (const { run, shown } of pages) {
    if (shown === undefined) break;
    const before = rows.size;
    // Two pages that answer one after the other may both name a row that moved between them.
    for (const row of rowsIn(shown)) if (!rows.has(row._id)) rows.set(row._id, row);
    counts.set(run, (counts.get(run) ?? 0) + rows.size - before);
    const had = fields;
    fields = new Set(shown.packed.fields.filter((field) => had?.has(field) ?? true));
  }
  const isWhole = pages.every(({ shown }) => shown !== undefined);
  return { rows: [...rows.values()], fields: fields ?? new Set(), counts, isWhole };
}
