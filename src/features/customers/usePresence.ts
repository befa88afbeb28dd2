// Being seen on a record, and seeing who else is there: heartbeats while it is open and in sight, the field one is in,
// and the others' fields for the rings around them.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery, useOrgSignal } from "../../data/org";
import type { FieldPresence } from "../../ui/fieldPresence";

const beatMs = 15_000;
/** A field that is only passed through is not worth telling. */
const settleMs = 400;
/**
 * A person who goes from field to field tells the first few at once; after that one message in ten seconds, the
 * latest. Rings may lag then, conflicts are caught all the same.
 */
const burst = 3;
const refillMs = 10_000;

/** `isGone`: the record is out of reach, nobody can be met there. */
export function usePresence(customerId: string, isGone = false) {
  const beat = useOrgSignal(api.presence.beat);
  const leave = useOrgSignal(api.presence.leave);
  const others = useOrgQuery(api.presence.here, isGone ? "skip" : { customerId });
  const [field, setField] = useState<string | null>(null);
  const tokens = useRef({ left: burst, at: 0 });

  useEffect(() => {
    if (isGone) return;
    const tell = () => {
      if (document.visibilityState === "hidden") return;
      tokens.current.left -= 1;
      beat({ customerId, field });
    };
    const bucket = tokens.current;
    const now = Date.now();
    bucket.left = Math.min(burst, bucket.left + (now - bucket.at) / refillMs);
    bucket.at = now;
    const wait = bucket.left >= 1 ? settleMs : (1 - bucket.left) * refillMs;
    const first = setTimeout(tell, wait);
    const ticking = setInterval(tell, beatMs);
    document.addEventListener("visibilitychange", tell);
    return () => {
      clearTimeout(first);
      clearInterval(ticking);
      document.removeEventListener("visibilitychange", tell);
    };
  }, [beat, customerId, field, isGone]);

  useEffect(() => {
    const gone = () => leave({ customerId });
    addEventListener("pagehide", gone);
    return () => {
      removeEventListener("pagehide", gone);
      gone();
    };
  }, [leave, customerId]);

  const fields = useMemo(() => {
    const editors = new Map<string, string[]>();
    for (const { field: theirs, name } of others ?? []) {
      if (theirs !== null) editors.set(theirs, [...(editors.get(theirs) ?? []), name]);
    }
    return editors;
  }, [others]);
  const editing = useCallback((next: string | null) => setField(next), []);
  const value = useMemo<FieldPresence>(
    () => ({ others: (name: string) => fields.get(name) ?? none, editing }),
    [fields, editing],
  );
  return { names: (others ?? []).map(({ name }) => name), value };
}

const none: readonly string[] = [];
