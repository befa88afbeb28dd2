// Which rows of a long table exist: those in sight and a few around them. Rows have one fixed height, so this is
// arithmetic; what matters is when it is done. Reading a size or a scroll position lays out the page that was just
// changed, so nothing here reads one before the browser has done that by itself.
import { useEffect, useState, type RefObject } from "react";
import { flushSync } from "react-dom";

/** Rows kept ready above and below what is in sight. */
const SPARE = 6;
/** The window moves in steps, so that scrolling by one row does not render the table anew. */
const STEP = 4;
/** About what the bars above the rows take (CSS px), for the first guess. */
const BARS = 128;

/** Rows `first` up to, not including, `end`. */
export interface RowWindow {
  first: number;
  end: number;
}

/** The window around what is in sight at a scroll position (all CSS px), widened to whole steps. */
export function rowWindow(scrollTop: number, height: number, rowHeight: number): RowWindow {
  const first = Math.floor(scrollTop / rowHeight) - SPARE;
  const end = Math.ceil((scrollTop + height) / rowHeight) + SPARE;
  return {
    first: Math.max(0, Math.floor(first / STEP) * STEP),
    end: Math.max(0, Math.ceil(end / STEP) * STEP),
  };
}

/**
 * The rows to draw. The first drawing guesses from the window's height and leaves the spare rows for after it, so that a
 * list is there as early as it can be.
 */
export function useRowWindow(
  scroll: RefObject<HTMLElement | null>,
  rowHeight: number,
  isShown: boolean,
): RowWindow {
  const [shown, setShown] = useState<RowWindow>(() => ({
    first: 0,
    end: Math.max(1, Math.ceil((innerHeight - BARS) / rowHeight)),
  }));
  useEffect(() => {
    const element = scroll.current;
    if (!element || !isShown) return;
    const next = () => {
      const { first, end } = rowWindow(element.scrollTop, element.clientHeight, rowHeight);
      return (now: RowWindow) => (now.first === first && now.end === end ? now : { first, end });
    };
    let waiting: number | undefined;
    // At once, because a jump of more than the spare rows would show a frame without any.
    const onScroll = () => flushSync(() => setShown(next()));
    // Reports first after the first paint, then whenever the size changes. What is in sight is drawn at once, the spare
    // rows when nothing else is to be done.
    const sizes = new ResizeObserver(() => {
      const seen = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight);
      setShown((now) => (now.end < seen ? { ...now, end: seen } : now));
      cancelIdle(waiting);
      waiting = whenIdle(() => setShown(next()));
    });
    sizes.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      cancelIdle(waiting);
      sizes.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroll, rowHeight, isShown]);
  return shown;
}

// Safari has no idle callbacks.
const IDLE_MS = 200;
const hasIdle = typeof requestIdleCallback === "function";
const whenIdle = (run: () => void): number =>
  hasIdle ? requestIdleCallback(run, { timeout: IDLE_MS }) : window.setTimeout(run, IDLE_MS);
const cancelIdle = (id: number | undefined): void => {
  if (id !== undefined) (hasIdle ? cancelIdleCallback : clearTimeout)(id);
};
