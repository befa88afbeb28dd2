// The customer list as live pages. Each page but the last is pinned to the place where the next begins, so that rows
// that come and go never leave a gap or appear twice between two pages.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useQueries } from "convex/react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg } from "../../data/org";
import { useAsksFirst } from "../../data/firstAnswers";
import { useKept } from "../../data/useKept";

export type CustomerPage = FunctionReturnType<typeof api.customers.list>;
export type CustomerRow = CustomerPage["page"][number];
export type CustomerListArgs = Omit<
  FunctionArgs<typeof api.customers.list>,
  "orgId" | "cursor" | "endCursor" | "numItems"
>;

export interface CustomerList {
  /** undefined until the first rows, or the certainty that there are none, are here. */
  rows: readonly CustomerRow[] | undefined;
  status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  loadMore: () => void;
}

const pageSize = 50;
/** One object for all, because useQueries wants the same queries while it renders. */
const onlyFirst: readonly (string | null)[] = [null];
/** How far each list of this visit was read, so that going back restores it. */
const readSoFar = new Map<string, readonly (string | null)[]>();

export function useCustomerPages(args: CustomerListArgs | "skip"): CustomerList {
  const { orgId } = useOrg();
  const key = args === "skip" ? "skip" : JSON.stringify([orgId, args]);
  const [read, setRead] = useState<{ key: string; starts: readonly (string | null)[] }>(() => ({
    key,
    starts: readSoFar.get(key) ?? onlyFirst,
  }));
  const starts = read.key === key ? read.starts : (readSoFar.get(key) ?? onlyFirst);
  const setStarts = useCallback(
    (next: readonly (string | null)[]) => {
      readSoFar.set(key, next);
      setRead({ key, starts: next });
    },
    [key],
  );

  useAsksFirst(
    api.customers.list,
    args === "skip" ? "skip" : { ...args, orgId, cursor: null, endCursor: null, numItems: pageSize },
  );
  const queries = useMemo(() => {
    if (args === "skip") return {};
    return Object.fromEntries(
      starts.map((cursor, index) => [
        String(index),
        {
          query: api.customers.list,
          args: { ...args, orgId, cursor, endCursor: starts[index + 1] ?? null, numItems: pageSize },
        },
      ]),
    );
    // The key stands for the arguments, which are new objects at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key, starts, orgId]);
  const answers = useQueries(queries) as Record<string, CustomerPage | Error | undefined>;

  const last = useRef<{ key: string; pages: Map<string | null, CustomerPage> }>({ key, pages: new Map() });
  const pages = useMemo(() => {
    /* oxlint-disable react/refs -- only repeats what was shown before: a page that is being pinned, or pinned anew, keeps
       its rows meanwhile, and state would render every answer twice */
    if (last.current.key !== key) last.current = { key, pages: new Map() };
    const known = last.current.pages;
    /* oxlint-enable react/refs */
    return starts.map((cursor, index) => {
      const answer = answers[String(index)];
      if (answer instanceof Error) throw answer;
      if (answer !== undefined) known.set(cursor, answer);
      return { answer, shown: answer ?? known.get(cursor) };
    });
  }, [answers, starts, key]);

  const end = pages.at(-1)?.answer;
  const loadMore = useCallback(() => {
    if (end !== undefined && !end.isDone) setStarts([...starts, end.continueCursor]);
  }, [end, setStarts, starts]);

  const { rows, isWhole } = useMemo(() => rowsOf(pages.map(({ shown }) => shown)), [pages]);
  const isSearching = isWhole && rows.length === 0 && end !== undefined && !end.isDone;

  useEffect(() => {
    // A page that read enough before it reached its end gets a page more behind it.
    const short = pages.findIndex(({ answer }, index) => {
      const until = starts[index + 1];
      return until !== undefined && answer !== undefined && !answer.isDone && answer.continueCursor !== until;
    });
    const stopped = short === -1 ? undefined : pages[short]?.answer?.continueCursor;
    if (stopped !== undefined)
      setStarts([...starts.slice(0, short + 1), stopped, ...starts.slice(short + 1)]);
    else if (isSearching) loadMore();
  }, [pages, starts, setStarts, isSearching, loadMore]);

  const isFirst = args === "skip" || pages[0]?.shown === undefined || isSearching;
  const kept = useKept(isFirst ? undefined : rows, orgId);
  if (args === "skip") return { rows: undefined, status: "LoadingFirstPage", loadMore };
  if (isFirst) return { rows: isSearching ? undefined : kept, status: "LoadingFirstPage", loadMore };
  if (!isWhole || end === undefined) return { rows, status: "LoadingMore", loadMore };
  return { rows, status: end.isDone ? "Exhausted" : "CanLoadMore", loadMore };
}

/** The rows of the pages that are here, up to the first that is not. */
function rowsOf(pages: readonly (CustomerPage | undefined)[]): {
  rows: readonly CustomerRow[];
  isWhole: boolean;
} {
  const rows = new Map<string, CustomerRow>();
  for (const page of pages) {
    if (page === undefined) return { rows: [...rows.values()], isWhole: false };
    // Two pages that answer one after the other may both name a row that moved between them.
    for (const row of page.page) rows.set(row._id, row);
  }
  return { rows: [...rows.values()], isWhole: true };
}
