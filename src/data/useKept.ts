// The last known value while the next one loads.
import { useRef } from "react";

/** `value`, or while it is undefined the last one that was not; forgets when `scope` changes (another organization). */
export function useKept<T>(value: T | undefined, scope: string): T | undefined {
  const last = useRef<{ scope: string; value: T } | null>(null);
  /* oxlint-disable react/refs -- read while rendering on purpose: it only repeats what this component rendered before,
     and state would render every answer twice */
  if (value !== undefined) last.current = { scope, value };
  return last.current?.scope === scope ? last.current.value : undefined;
  /* oxlint-enable react/refs */
}
