// Live queries without a second drawing. Convex's own useQuery hands out a new object when it subscribes, so that every
// component that asks draws twice when it appears; on a page of lists that is a fifth of the time until it can be used.
// The same client and the same subscription, read through React's own store hook (decisions/live-queries.md).
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useConvex, type ConvexReactClient, type Watch } from "convex/react";
import {
  getFunctionName,
  makeFunctionReference,
  type FunctionArgs,
  type FunctionReference,
  type FunctionReturnType,
} from "convex/server";
import { convexToJson, jsonToConvex, type Value } from "convex/values";

/** Questions by a name of the caller's choosing. */
export type LiveQueries = Record<string, { query: FunctionReference<"query">; args: Record<string, Value> }>;

/** The live answer: undefined while loading and for "skip"; a refusal is thrown to the page's error boundary. */
export function useLiveQuery<F extends FunctionReference<"query">>(
  reference: F,
  args: FunctionArgs<F> | "skip",
): FunctionReturnType<F> | undefined {
  const client = useConvex();
  const path = getFunctionName(reference);
  const key = args === "skip" ? null : JSON.stringify(convexToJson(args as Value));
  const watch = useMemo(() => (key === null ? null : watching(client, path, key)), [client, path, key]);
  const subscribe = useCallback(
    (changed: () => void) => (watch === null ? nothing : keptUntilLater([watch.onUpdate(changed)])),
    [watch],
  );
  return useSyncExternalStore(subscribe, () => watch?.localQueryResult()) as
    FunctionReturnType<F> | undefined;
}

/** Several at once; a refusal is the Error itself, under its own name. The same object while no answer changes. */
export function useLiveQueries(queries: LiveQueries): Record<string, unknown> {
  const client = useConvex();
  const key = JSON.stringify(
    Object.entries(queries).map(([name, { query, args }]) => [
      name,
      getFunctionName(query),
      JSON.stringify(convexToJson(args)),
    ]),
  );
  const watched = useMemo(() => watchingAll(client, key), [client, key]);
  return useSyncExternalStore(watched.subscribe, watched.read);
}

const nothing = () => undefined;

function watching(client: ConvexReactClient, path: string, args: string): Watch<unknown> {
  const parsed = jsonToConvex(JSON.parse(args)) as Record<string, Value>;
  return client.watchQuery(makeFunctionReference<"query", Record<string, Value>, unknown>(path), parsed);
}

/** `key` names each question: [name, path, arguments as JSON][]. */
function watchingAll(client: ConvexReactClient, key: string) {
  const asked = JSON.parse(key) as [name: string, path: string, args: string][];
  const watches = asked.map(([name, path, args]) => [name, watching(client, path, args)] as const);
  let last: Record<string, unknown> = {};
  return {
    read: () => {
      const now = watches.map(([name, watch]) => [name, answerOf(watch)] as const);
      const isSame = now.every(([name, answer]) => name in last && Object.is(last[name], answer));
      if (!isSame) last = Object.fromEntries(now);
      return last;
    },
    subscribe: (changed: () => void) => keptUntilLater(watches.map(([, watch]) => watch.onUpdate(changed))),
  };
}

/** A refused query's error object is new at each reading; its text says whether it is another. */
const refusals = new WeakMap<Watch<unknown>, Error>();
function answerOf(watch: Watch<unknown>): unknown {
  try {
    return watch.localQueryResult();
  } catch (thrown) {
    const error = thrown as Error;
    const known = refusals.get(watch);
    if (known?.message === error.message) return known;
    refusals.set(watch, error);
    return error;
  }
}

/**
 * Ends subscriptions a moment later, so that what the next set of questions has in common with this one is never let go:
 * the server would forget it and answer it anew.
 */
function keptUntilLater(ends: readonly (() => void)[]): () => void {
  return () => queueMicrotask(() => ends.forEach((end) => end()));
}
