// Which columns a table shows, in which widths: this person's choice per table, kept in this browser.
import { useMemo, useState, type ReactNode } from "react";
import { readLocal, writeLocal } from "./store";
import type { MenuItem } from "./Menu";

export interface Column<Row> {
  id: string;
  header: string;
  /** CSS pixels at first; the person may change it. */
  width: number;
  minWidth?: number;
  /** "end" for numbers and money. */
  align?: "start" | "end";
  cell: (row: Row) => ReactNode;
  /** The header sorts by this column. */
  sortable?: boolean;
  /** Not shown until chosen in the columns menu. */
  hiddenAtFirst?: boolean;
  /** Width of the grey bar while loading, e.g. "50%". */
  skeleton?: string;
}

export interface TableView<Row> {
  columns: readonly Column<Row>[];
  widths: Record<string, number>;
  setWidth: (id: string, width: number) => void;
  /** Ticks for a Menu: every column but the first can be hidden. */
  menuItems: readonly MenuItem[];
}

interface Kept {
  widths: Record<string, number>;
  shown: Record<string, boolean>;
}

/** The columns of one table as this person arranged them. `name` is the table's key in this browser. Pass stable columns (useMemo). */
export function useTableView<Row>(name: string, columns: readonly Column<Row>[]): TableView<Row> {
  const key = `orbit.table.${name}`;
  const [kept, setKept] = useState<Kept>(() => readLocal<Kept>(key, { widths: {}, shown: {} }));
  return useMemo(() => {
    const update = (next: Kept) => {
      setKept(next);
      writeLocal(key, next);
    };
    const isShown = (column: Column<Row>) => kept.shown[column.id] ?? !column.hiddenAtFirst;
    const visible = columns.filter((column, index) => index === 0 || isShown(column));
    return {
      columns: visible,
      widths: Object.fromEntries(
        visible.map((column) => [column.id, kept.widths[column.id] ?? column.width]),
      ),
      setWidth: (id, width) => {
        const least = columns.find((column) => column.id === id)?.minWidth ?? 64;
        update({
          ...kept,
          widths: { ...kept.widths, [id]: Math.round(Math.max(least, Math.min(720, width))) },
        });
      },
      menuItems: columns.slice(1).map((column) => ({
        label: column.header,
        checked: isShown(column),
        keepOpen: true,
        onSelect: () => update({ ...kept, shown: { ...kept.shown, [column.id]: !isShown(column) } }),
      })),
    };
  }, [columns, kept, key]);
}
