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
  /** In rows that are not drawn whole yet, columns that begin at the right of this (CSS px) are left out. */
  right: number;
  /** Rows that have all their columns; none until the first picture is complete. */
  whole: Rows;
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

const NONE: Rows = { first: 0, end: 0 };

/**
 * What must be drawn at once when rows from `sight.first` up to `sight.end` come into sight: those and, of what is drawn
 * already, what borders on them and is within the `most` that is kept; columns up to `right`. The same object where
 * nothing is missing.
 */
export function atOnce(now: TableWindow, sight: Rows, most: Rows, right: number): TableWindow {
  const wanted = { first: Math.max(most.first, sight.first), end: Math.min(most.end, sight.end) };
  if (now.first <= wanted.first && wanted.end <= now.end) return now.right < right ? { ...now, right } : now;
  const isNear = now.first <= wanted.end && wanted.first <= now.end;
  const first = isNear ? Math.max(most.first, Math.min(now.first, wanted.first)) : wanted.first;
  const end = isNear ? Math.min(most.end, Math.max(now.end, wanted.end)) : wanted.end;
  const whole = { first: Math.max(first, now.whole.first), end: Math.min(end, now.whole.end) };
  return { first, end, right, whole: whole.first < whole.end ? whole : { first, end: first } };
}

/**
 * What to draw. The first drawing, and that of a jump, is what the window shows and nothing else, so that it is there as
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
    whole: NONE,
  }));
  useEffect(() => {
    const element = scroll.current;
    if (!element || !isShown) return;
    const next = () => {
      const rows = rowWindow(element.scrollTop, element.clientHeight, rowHeight);
      return (now: TableWindow) =>
        [now, now.whole].every(({ first, end }) => first === rows.first && end === rows.end)
          ? now
          : { ...rows, right: Infinity, whole: rows };
    };
    let stopWaiting: (() => void) | undefined;
    let stopMeasuring: (() => void) | undefined;
    const complete = () => {
      stopWaiting ??= whenIdle(() => {
        stopWaiting = undefined;
        // Not urgent: filling cells must not stand in the way of a press.
        startTransition(() => setShown(next()));
      });
    };
    // At once, because a jump of more than the spare rows would show a frame without any.
    const onScroll = () => {
      const { scrollTop, clientHeight, scrollLeft, clientWidth } = element;
      const sight = {
        first: Math.floor(scrollTop / rowHeight),
        end: Math.ceil((scrollTop + clientHeight) / rowHeight),
      };
      const most = rowWindow(scrollTop, clientHeight, rowHeight);
      flushSync(() => setShown((now) => atOnce(now, sight, most, scrollLeft + clientWidth)));
      complete();
    };
    // Reports first after the first paint, then whenever the size changes. What is in sight is drawn at once.
    const sizes = new ResizeObserver(() => {
      const { clientWidth, clientHeight, scrollTop } = element;
      const end = Math.ceil((scrollTop + clientHeight) / rowHeight);
      setShown((now) =>
        now.end < end || now.right < clientWidth
          ? { ...now, end: Math.max(now.end, end), right: Math.max(now.right, clientWidth) }
          : now,
      );
      complete();
      stopMeasuring?.();
      stopMeasuring = whenIdle(() => {
        bars = { width: innerWidth - clientWidth, height: innerHeight - clientHeight };
        writeLocal(KEY, bars);
      });
    });
    sizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      stopWaiting?.();
      stopMeasuring?.();
      sizes.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroll, rowHeight, isShown]);
  return shown;
}
