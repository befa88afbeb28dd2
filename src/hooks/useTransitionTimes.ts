// How long looking for a customer and adding one takes, told while an organization leaves an older point of sale (POS-29).
// Nothing is told elsewhere.
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../convex/_generated/api";
import type { Use } from "../../convex/mirror/use";
import { mostUses } from "../../convex/mirror/words";
import { useOrg, useOrgSignal } from "../data/org";

/** Lookups are told together, so long after the last one, and when the field goes. */
const quietMs = 3_000;

function useTell(): (uses: Use[]) => void {
  const { isInTransition, can } = useOrg();
  const tell = useOrgSignal(api.mirror.noteUse);
  const isTold = isInTransition && can("customers:create");
  return useCallback(
    (uses) => {
      if (isTold && uses.length > 0) tell({ uses });
    },
    [isTold, tell],
  );
}

/** From a question to its answer. `asked` is "" while nothing is. */
export function useLookupTime(flow: Use["flow"], asked: string, isAnswered: boolean): void {
  const tell = useTell();
  const kept = useRef<Use[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const since = useRef<{ asked: string; at: number } | null>(null);
  useEffect(() => {
    if (asked === "") {
      since.current = null;
      return;
    }
    if (since.current?.asked !== asked) since.current = { asked, at: performance.now() };
    if (!isAnswered || since.current.at === 0) return;
    kept.current.push({ flow, deed: "lookup", ms: performance.now() - since.current.at });
    since.current.at = 0;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(kept.current.splice(0, mostUses)), quietMs);
  }, [flow, asked, isAnswered, tell]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      tell(kept.current.splice(0, mostUses));
    },
    [tell],
  );
}

/** From when the form was opened to when the customer is there, which the returned function says. */
export function useCreationTime(flow: Use["flow"]): () => void {
  const tell = useTell();
  const [openedAt] = useState(() => performance.now());
  return useCallback(
    () => tell([{ flow, deed: "creation", ms: performance.now() - openedAt }]),
    [flow, openedAt, tell],
  );
}
