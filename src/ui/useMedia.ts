// One place that asks the screen's size, so that a table and a sheet agree on what a phone is.
import { useSyncExternalStore } from "react";

const queries = new Map<string, MediaQueryList>();

function listFor(query: string): MediaQueryList {
  let list = queries.get(query);
  if (!list) queries.set(query, (list = matchMedia(query)));
  return list;
}

/** True while the media query matches. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = listFor(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => listFor(query).matches,
    () => false,
  );
}

/** Phones and narrow windows: lists become two-line rows, sheets become pages, the sidebar a drawer. */
export const useIsPhone = () => useMedia("(max-width: 719px)");
