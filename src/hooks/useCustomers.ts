// The customer list as live pages. Each page but the last is pinned to the place where the next begins, so that rows
// that come and go never leave a gap or appear twice between two pages. A grouped list is one run of pages after
// another, a run for each group.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api";
import type { CustomerFilters } from "../../convex/customers/filterShape";
import { useOrg } from "../data/org";
import { useAsksFirst } from "../data/firstAnswers";
import { useLiveQueries } from "../data/liveQuery";
import { useKept } from "../data/useKept";

export type CustomerPage = FunctionReturnType<typeof api.customers.list>;
/** With the part of a note where a search found it by that. */
export type CustomerRow = CustomerPage["page"][number] & { passage?: string | null };
export type CustomerListArgs = Omit<
  FunctionArgs<typeof api.customers.list>,
  "orgId" | "cursor" | "endCursor" | "numItems" | "filters"
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

export function useCustomers(args: CustomerListArgs, runs: readonly Run[] | "skip"): CustomerList {
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
    api.customers.list,
    firstRun === undefined || firstRun.now !== undefined
      ? "skip"
      : { ...args, filters: firstRun, orgId, cursor: null, endCursor: null, numItems: pageSize },
  );
  const queries = useMemo(() => {
    if (runs === "skip") return {};
    return Object.fromEntries(
      starts.map(({ run, cursor }, index) => [
        String(index),
        {
          query: api.customers.list,
          args: {
            ...args,
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
  }, [key, starts, orgId]);
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

  const { rows, counts, isWhole } = useMemo(() => rowsOf(pages), [pages]);
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
    const found = inRun.reduce((sum, { shown }) => sum + shown!.page.length, 0);
    const isOver = end.answer?.isDone ?? false;
    return isOver || looked < 4 * (found + pageSize) ? null : { looked, among: inRun.at(-1)!.shown!.among };
  }, [pages, end]);

  const isFirst = runs === "skip" || (runs.length > 0 && (pages[0]?.shown === undefined || isSearching));
  const kept = useKept(isFirst ? undefined : rows, orgId);
  if (runs === "skip")
    return { rows: undefined, status: "LoadingFirstPage", loadMore, following: null, counts, skimmed: null };
  if (isFirst) {
    return {
      rows: isSearching ? undefined : kept,
      status: "LoadingFirstPage",
      loadMore,
      following: null,
      counts,
      skimmed,
    };
  }
  if (runs.length > 0 && (!isWhole || end?.answer === undefined))
    return { rows, status: "LoadingMore", loadMore, following: null, counts, skimmed };
  const status = following === null ? "Exhausted" : "CanLoadMore";
  return { rows, status, loadMore, following: walkOn, counts, skimmed };
}

function nextInRun(starts: readonly Start[], index: number): Start | undefined {
  const next = starts[index + 1];
  return next?.run === starts[index]?.run ? next : undefined;
}

/** The rows of the pages that are here, up to the first that is not. */
function rowsOf(pages: readonly { run: string; shown: CustomerPage | undefined }[]): {
  rows: readonly CustomerRow[];
  counts: ReadonlyMap<string, number>;
  isWhole: boolean;
} {
  const rows = new Map<string, CustomerRow>();
  const counts = new Map<string, number>();
  for (const { run, shown } of pages) {
    if (shown === undefined) return { rows: [...rows.values()], counts, isWhole: false };
    const before = rows.size;
    // Two pages that answer one after the other may both name a row that moved between them.
    for (const row of shown.page) if (!rows.has(row._id)) rows.set(row._id, row);
    counts.set(run, (counts.get(run) ?? 0) + rows.size - before);
  }
  return { rows: [...rows.values()], counts, isWhole: true };
}
