// Filters and sort live in the address, so that a view can be linked, reloaded and gone back to.
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { FilterValues } from "./FilterBar";
import type { Sort } from "./TableHead";

/** `?status=active,lead&sort=-created`: the values of the named filters, the sort (descending with "-"), and their setters. */
export function useFilterParams(ids: readonly string[], defaultSort: Sort) {
  const [search, setSearch] = useSearchParams();
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
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const id of idList.split(",")) {
            const chosen = values[id] ?? [];
            if (chosen.length > 0) next.set(id, chosen.join(","));
            else next.delete(id);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch, idList],
  );
  const setSort = useCallback(
    (sort: Sort) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          next.set("sort", `${sort.direction === "desc" ? "-" : ""}${sort.column}`);
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  return { filters: read.filters, sort: read.sort ?? defaultSort, setFilters, setSort, key: text };
}
