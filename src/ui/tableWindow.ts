// Which rows of a long table exist: those in sight and a few around them. Rows have one fixed height, so this is
// arithmetic; what matters is when it is done. Reading a size or a scroll position lays out the page that was just
// changed, so nothing here reads one before the browser has done that by itself.
import { startTransition, useEffect, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { whenIdle } from "./AfterStart";
import { readLocal, writeLocal } from "./store";

/** Rows kept ready above and below what is in sight. */
const SPARE = 6;
/** The window moves in steps, so that scrolling by one row does not render the table anew. */
const STEP = 4;
/** How much of the window's width and height is not the table's (CSS px), as seen last. */
const KEY = "orbit.tableBars";
let bars = readLocal<{ width: number; height: number }>(KEY, { width: 0, height: 96 });

/** Rows `first` up to, not including, `end`. */
interface Rows {
  first: number;
  end: number;
}

export interface TableWindow extends Rows {
  /** Columns that begin at the right of this (CSS px) need not be filled yet. */
  right: number;
}

/** The rows around what is in sight at a scroll position (all CSS px), widened to whole steps. */
export function rowWindow(scrollTop: number, height: number, rowHeight: number): Rows {
  const first = Math.floor(scrollTop / rowHeight) - SPARE;
  const end = Math.ceil((scrollTop + height) / rowHeight) + SPARE;
  return {
    first: Math.max(0, Math.floor(first / STEP) * STEP),
    end: Math.max(0, Math.ceil(end / STEP) * STEP),
  };
}

/**
 * What to draw. The first drawing is what the window can be expected to show and nothing else, so that a list is there as
 * early as it can be; the spare rows and the columns beyond the edge follow when nothing else is to be done.
 */
export function useTableWindow(
  scroll: RefObject<HTMLElement | null>,
  rowHeight: number,
  isShown: boolean,
): TableWindow {
  const [shown, setShown] = useState<TableWindow>(() => ({
    first: 0,
    end: Math.max(1, Math.ceil((innerHeight - bars.height) / rowHeight)),
    right: innerWidth - bars.width,
  }));
  useEffect(() => {
    const element = scroll.current;
    if (!element || !isShown) return;
    const next = () => {
      const { first, end } = rowWindow(element.scrollTop, element.clientHeight, rowHeight);
      return (now: TableWindow) =>
        now.first === first && now.end === end && now.right === Infinity
          ? now
          : { first, end, right: Infinity };
    };
    let stopWaiting: (() => void) | undefined;
    // At once, because a jump of more than the spare rows would show a frame without any.
    const onScroll = () => flushSync(() => setShown(next()));
    // Reports first after the first paint, then whenever the size changes. What is in sight is drawn at once.
    const sizes = new ResizeObserver(() => {
      const { clientWidth, clientHeight, scrollTop } = element;
      const end = Math.ceil((scrollTop + clientHeight) / rowHeight);
      setShown((now) =>
        now.end < end || now.right < clientWidth
          ? { ...now, end: Math.max(now.end, end), right: Math.max(now.right, clientWidth) }
          : now,
      );
      stopWaiting?.();
      stopWaiting = whenIdle(() => {
        // Not urgent: filling cells must not stand in the way of a press.
        startTransition(() => setShown(next()));
        bars = { width: innerWidth - clientWidth, height: innerHeight - clientHeight };
        writeLocal(KEY, bars);
      });
    });
    sizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      stopWaiting?.();
      sizes.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroll, rowHeight, isShown]);
  return shown;
}
