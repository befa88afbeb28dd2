// Filters live in the address, so that a view can be linked, reloaded and gone back to.
import { useCallback, useMemo } from "react";
import type { FilterValues } from "./FilterBar";
import { useAddress } from "./useAddress";

/**
 * `?status=active,lead`: the values of the named filters, and their setter. `key` names the list they make; it stays while
 * something else of the address changes, as what is open beside the list.
 */
export function useFilterParams(ids: readonly string[]) {
  const [search, setAddress] = useAddress();
  const key = JSON.stringify(ids.map((id) => search.get(id) ?? ""));
  const idList = ids.join(",");
  const values: FilterValues = useMemo(() => {
    const texts = JSON.parse(key) as string[];
    return Object.fromEntries(
      idList
        .split(",")
        .map((id, index) => [id, (texts[index] ?? "").split(",").filter(Boolean)] as const)
        .filter(([, chosen]) => chosen.length > 0),
    );
  }, [key, idList]);

  const setFilters = useCallback(
    (next: FilterValues) =>
      setAddress(Object.fromEntries(idList.split(",").map((id) => [id, (next[id] ?? []).join(",")]))),
    [setAddress, idList],
  );
  return { filters: values, setFilters, key };
}
