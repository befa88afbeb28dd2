// What may wait until the page is there: code and cells that nobody sees in the first picture. Asking for them while the
// page is being drawn makes it later, because asking, compiling and drawing again all stand in the same queue.
import { useEffect, useState, type ReactNode } from "react";
import { createStore } from "./store";

/** How long the first picture has before anything else is begun (ms). */
const BREATH_MS = 400;
// Safari has no idle callbacks.
const IDLE_MS = 200;
const hasIdle = typeof requestIdleCallback === "function";

/** False until the page has been drawn for the first time. */
const isStarted = createStore(false);

/** Called once, when the app has been given to React to draw. */
export function startedDrawing(): void {
  setTimeout(() => idle(() => isStarted.set(true)), BREATH_MS);
}

const idle = (run: () => void): number =>
  hasIdle ? requestIdleCallback(run, { timeout: IDLE_MS }) : window.setTimeout(run, IDLE_MS);

/** Leaves `children` out of the first picture; `before` keeps their place. */
export function AfterStart({ children, before = null }: { children: ReactNode; before?: ReactNode }) {
  return isStarted.use() ? children : before;
}

/** Runs when nothing else is to be done, and not before the page has been drawn; returns how to take it back. */
export function whenIdle(run: () => void): () => void {
  let waiting: number | undefined;
  const begin = () => {
    leave();
    waiting = idle(run);
  };
  const leave = isStarted.subscribe(begin);
  if (isStarted.get()) begin();
  return () => {
    leave();
    if (waiting !== undefined) (hasIdle ? cancelIdleCallback : clearTimeout)(waiting);
  };
}

/** False until `isDue` and, after that, a moment when nothing else is to be done: for what comes after the page's own data. */
export function useIdle(isDue: boolean): boolean {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => (isDue && !isIdle ? whenIdle(() => setIdle(true)) : undefined), [isDue, isIdle]);
  return isIdle;
}
