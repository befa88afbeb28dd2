// Where in a long table one is, and the way to another place of it, for what stands outside the table: nothing of the
// table is drawn anew by either.
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";
import { createStore, type Store } from "./store";
import type { Layout } from "./TableSection";

/** As Convex's paginated queries tell it. */
export type PageStatus = "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";

export interface TablePosition {
  /** The first row in sight, from 0. */
  top: Store<number>;
  /** The row to bring to the top, reading on as far as that needs; null once it is there. */
  wanted: Store<number | null>;
}

export function useTablePosition(): TablePosition {
  return useState(() => ({ top: createStore(0), wanted: createStore<number | null>(null) }))[0];
}

/** The table's side. */
export function useTellPosition(table: {
  position: TablePosition | undefined;
  scroll: RefObject<HTMLElement | null>;
  layout: Layout;
  rowHeight: number;
  count: number;
  status: PageStatus | undefined;
  onLoadMore: (() => void) | undefined;
}): void {
  const { position, scroll, layout, rowHeight, count, status } = table;
  /** The end of a table cannot be brought to the top: what was gone to holds until one scrolls on. */
  const held = useRef<{ row: number; scrollTop: number } | null>(null);

  const bring = useEffectEvent(() => {
    const row = position?.wanted.get() ?? null;
    if (!position || !scroll.current || row === null) return;
    if (row < count) {
      scroll.current.scrollTo({ top: layout.placeOf(row) * rowHeight });
      held.current = { row, scrollTop: scroll.current.scrollTop };
      position.top.set(row);
      position.wanted.set(null);
    } else if (status === "CanLoadMore") table.onLoadMore?.();
    else if (status === "Exhausted") position.wanted.set(null);
  });
  const tell = useEffectEvent(() => {
    if (!position || !scroll.current) return;
    const { scrollTop } = scroll.current;
    if (held.current?.scrollTop !== scrollTop) held.current = null;
    position.top.set(held.current?.row ?? Math.max(0, layout.rowAt(Math.round(scrollTop / rowHeight))));
  });

  useEffect(() => bring(), [count, status]);
  useEffect(() => position?.wanted.subscribe(() => bring()), [position]);
  const isShown = layout.length > 0;
  useEffect(() => {
    const element = scroll.current;
    if (!element || !isShown) return undefined;
    const onScroll = () => tell();
    onScroll();
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [scroll, isShown]);
}
