// The customer list as live pages. Each page but the last is pinned to the place where the next begins, so that rows
// that come and go never leave a gap or appear twice between two pages.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useQueries } from "convex/react";
import type { FunctionArgs, FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg } from "../../data/org";

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
  const [kept, setKept] = useState<{ key: string; starts: readonly (string | null)[] }>({
    key,
    starts: onlyFirst,
  });
  const starts = kept.key === key ? kept.starts : (readSoFar.get(key) ?? onlyFirst);
  const setStarts = useCallback(
    (next: readonly (string | null)[]) => {
      readSoFar.set(key, next);
      setKept({ key, starts: next });
    },
    [key],
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
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, starts, orgId]);
  const answers = useQueries(queries) as Record<string, CustomerPage | Error | undefined>;

  // A page that is being pinned or pinned anew shows its last rows meanwhile.
  const last = useRef<{ key: string; pages: Map<string | null, CustomerPage> }>({ key, pages: new Map() });
  if (last.current.key !== key) last.current = { key, pages: new Map() };
  const pages = starts.map((cursor, index) => {
    const answer = answers[String(index)];
    if (answer instanceof Error) throw answer;
    if (answer !== undefined) last.current.pages.set(cursor, answer);
    return { answer, shown: answer ?? last.current.pages.get(cursor) };
  });

  const end = pages.at(-1)?.answer;
  const loadMore = useCallback(() => {
    if (end !== undefined && !end.isDone) setStarts([...starts, end.continueCursor]);
  }, [end, setStarts, starts]);

  const complete: CustomerRow[] = [];
  let reached = 0;
  for (const { shown } of pages) {
    if (shown === undefined) break;
    complete.push(...shown.page);
    reached += 1;
  }
  const isWhole = reached === pages.length;
  const isSearching = isWhole && complete.length === 0 && end !== undefined && !end.isDone;

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
  });

  // A list changed in place may name a row twice for a moment, while two pages answer one after the other.
  const shown = useMemo(() => [...new Map(complete.map((row) => [row._id, row])).values()], [complete]);
  const previous = useRef<readonly CustomerRow[] | undefined>(undefined);
  const isFirst = args !== "skip" && (reached === 0 || isSearching);
  if (!isFirst && args !== "skip") previous.current = shown;
  if (args === "skip") return { rows: undefined, status: "LoadingFirstPage", loadMore };
  if (isFirst)
    return { rows: isSearching ? undefined : previous.current, status: "LoadingFirstPage", loadMore };
  const status = !isWhole
    ? "LoadingMore"
    : end === undefined
      ? "LoadingMore"
      : end.isDone
        ? "Exhausted"
        : "CanLoadMore";
  return { rows: shown, status, loadMore };
}
