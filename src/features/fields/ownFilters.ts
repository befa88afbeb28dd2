// The organization's own fields as filters of the list.
import type { FilterField } from "../../../convex/customers/fields";
import { filterOf, leftFilter } from "../../../convex/fields/filtering";
import type { ShownField } from "./useFields";

export function ownFilters(fields: readonly ShownField[]): ReadonlyMap<string, FilterField> {
  return new Map(
    fields.flatMap((field) => {
      const filter = filterOf(field);
      return [...(filter === null ? [] : [[field.key, filter] as const]), ...leftFilter(field)];
    }),
  );
}
