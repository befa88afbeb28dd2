// What a page keeps in its address, so that it can be linked, reloaded and gone back to.
import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** Sets some parameters and leaves the others; null or "" removes one. A new entry in the history only when told. */
export type SetAddress = (
  values: Readonly<Record<string, string | null>>,
  options?: { isNewEntry?: boolean },
) => void;

/** The parameters of the address, and how they are set. */
export function useAddress(): readonly [URLSearchParams, SetAddress] {
  const [search, setSearch] = useSearchParams();
  const set = useCallback<SetAddress>(
    (values, { isNewEntry = false } = {}) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value === null || value === "") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: !isNewEntry },
      ),
    [setSearch],
  );
  return [search, set];
}
