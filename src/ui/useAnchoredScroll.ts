// The scroll position of a list that grows above what is being looked at.
import { useLayoutEffect, useRef, useState } from "react";
import { anchorShift, type Anchor } from "./tableAnchor";

/** Keeps what the person is looking at in place when rows appear above it, and counts them. */
export function useAnchoredScroll<Row>(args: {
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  rowHeight: number;
  scroll: { current: HTMLDivElement | null };
  resetKey: string | undefined;
}) {
  const { rows, rowId, rowHeight, scroll, resetKey } = args;
  /* oxlint-disable react/immutability, react/set-state-in-effect -- the scroll position lives in the element, not in
     React; following it after a commit is this hook's purpose */
  const anchor = useRef<Anchor | null>(null);
  // The position as last reported: asking the element after a change would lay out the page twice.
  const top = useRef(0);
  const [fresh, setFresh] = useState(0);

  useLayoutEffect(() => {
    anchor.current = null;
    setFresh(0);
    if (scroll.current && top.current !== 0) scroll.current.scrollTop = top.current = 0;
  }, [resetKey, scroll]);

  useLayoutEffect(() => {
    const element = scroll.current;
    if (!element || !rows) return;
    const remember = () => {
      const index = Math.floor(top.current / rowHeight);
      const row = rows[index];
      anchor.current = index > 0 && row !== undefined ? { id: rowId(row), index } : null;
      if (index === 0) setFresh(0);
    };
    const shift = anchorShift(anchor.current, rows, rowId);
    if (shift > 0) {
      element.scrollTop = top.current += shift * rowHeight;
      setFresh((count) => count + shift);
    }
    remember();
    const onScroll = () => {
      top.current = element.scrollTop;
      remember();
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => element.removeEventListener("scroll", onScroll);
  }, [rows, rowId, rowHeight, scroll]);

  /* oxlint-enable react/immutability, react/set-state-in-effect */
  return {
    fresh,
    showFresh: () => {
      setFresh(0);
      scroll.current?.scrollTo({ top: 0, behavior: "smooth" });
    },
  };
}
