// One clock for every relative date on screen, so that they tick together and a table of a thousand has one timer.
import { createContext, use, useEffect, useState, type ReactNode } from "react";

const TICK_MS = 30_000;
const ClockContext = createContext<number | null>(null);

/** Around everything that is drawn. */
export function ClockProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  return <ClockContext value={now}>{children}</ClockContext>;
}

/** The time (epoch ms), to the half minute; for "2 h ago". */
export function useNow(): number {
  const now = use(ClockContext);
  if (now === null) throw new Error("useNow is used outside ClockProvider.");
  return now;
}
