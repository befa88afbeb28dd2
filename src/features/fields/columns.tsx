// The organization's own fields as columns of a list; hidden at first, as there may be many.
import { isSortable } from "../../../convex/fields/filtering";
import type { Column } from "../../ui/tableView";
import { FieldValue, leftover } from "./FieldValue";
import { isNumber } from "./kinds";
import type { FieldValues, ShownField } from "./useFields";

interface Row {
  _id: string;
  custom: FieldValues;
}

export function fieldColumns<R extends Row>(fields: readonly ShownField[]): Column<R>[] {
  return fields
    .filter(({ type }) => type !== "longText")
    .map((field) => ({
      id: field.key,
      header: field.label,
      width: isNumber(field) ? 124 : 160,
      hiddenAtFirst: true,
      sortable: isSortable(field),
      ...(isNumber(field) ? { align: "end" as const } : {}),
      cell: (row: R) => (
        <FieldValue field={field} value={row.custom[field.key]} empty={leftover(field, row.custom)} />
      ),
    }));
}
