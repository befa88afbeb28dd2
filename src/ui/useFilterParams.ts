// Filters and sort live in the address, so that a view can be linked, reloaded and gone back to.
import { useCallback, useMemo } from "react";
import type { FilterValues } from "./FilterBar";
import type { Sort } from "./TableHead";
import { useAddress } from "./useAddress";

/** `?status=active,lead&sort=-created`: the values of the named filters, the sort (descending with "-"), and their setters. */
export function useFilterParams(ids: readonly string[], defaultSort: Sort) {
  const [search, setAddress] = useAddress();
  const text = search.toString();
  const idList = ids.join(",");
  const read = useMemo(() => {
    const params = new URLSearchParams(text);
    const filters: Record<string, readonly string[]> = {};
    for (const id of idList.split(",")) {
      const values = params.get(id)?.split(",").filter(Boolean) ?? [];
      if (values.length > 0) filters[id] = values;
    }
    const kept = params.get("sort");
    const sort: Sort | undefined = kept
      ? { column: kept.replace(/^-/, ""), direction: kept.startsWith("-") ? "desc" : "asc" }
      : undefined;
    return { filters: filters as FilterValues, sort };
  }, [text, idList]);

  const setFilters = useCallback(
    (values: FilterValues) =>
      setAddress(Object.fromEntries(idList.split(",").map((id) => [id, (values[id] ?? []).join(",")]))),
    [setAddress, idList],
  );
  const setSort = useCallback(
    (sort: Sort) => setAddress({ sort: `${sort.direction === "desc" ? "-" : ""}${sort.column}` }),
    [setAddress],
  );
  return { filters: read.filters, sort: read.sort ?? defaultSort, setFilters, setSort, key: text };
}
