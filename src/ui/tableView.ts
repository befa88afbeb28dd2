// Which columns a table shows, in which order and widths: this person's choice per table, kept in this browser, or the
// arrangement of a saved view with what was changed since.
import { useMemo, useState, type ReactNode } from "react";
import { readLocal, writeLocal } from "./store";
import type { MenuItem } from "./menuItem";

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
  /** Edits the cell in place; undefined for a row that may not be edited. */
  edit?: (row: Row) => CellEdit | undefined;
}

/** How a cell is edited: as text, or as one of a few choices. */
export interface CellEdit {
  value: string;
  options?: readonly { value: string; label: string }[];
  type?: "text" | "email" | "tel";
  /** A rejected promise shows its message; the cell goes back by itself. */
  save: (value: string) => Promise<unknown>;
}

/** Columns shown (in order) and widths by column id. */
export interface Arrangement {
  columns?: readonly string[];
  widths?: Readonly<Record<string, number>>;
}

export interface TableView<Row> {
  columns: readonly Column<Row>[];
  /** Ids of what is to be shown, those among them whose columns are not known yet (fields that are still on their way). */
  wanted: readonly string[];
  /** Every column there is, those shown first in their order. */
  all: readonly Column<Row>[];
  widths: Record<string, number>;
  setWidth: (id: string, width: number) => void;
  isShown: (id: string) => boolean;
  setShown: (id: string, shown: boolean) => void;
  /** Moves a column by so many places; the first column stays the first. */
  move: (id: string, by: number) => void;
  /** Ticks for a Menu: every column but the first can be hidden. */
  menuItems: readonly MenuItem[];
  /** As it is now, to be kept in a saved view. */
  arrangement: Required<Arrangement>;
  /** Something differs from `base`. */
  isChanged: boolean;
  /** Back to `base`. */
  reset: () => void;
}

interface Kept {
  widths: Record<string, number>;
  shown: Record<string, boolean>;
  /** Ids in the person's order; columns that are not named follow where they were. */
  order?: readonly string[];
}
const untouched: Kept = { widths: {}, shown: {} };

/**
 * The columns of one table as this person arranged them. `name` is the table's key in this browser; another name is
 * another arrangement. `base` is what it starts from. Pass stable columns and base (useMemo).
 */
export function useTableView<Row>(
  name: string,
  columns: readonly Column<Row>[],
  base?: Arrangement,
): TableView<Row> {
  const key = `orbit.table.${name}`;
  const [held, setHeld] = useState<{ key: string; kept: Kept }>(() => ({
    key,
    kept: readLocal(key, untouched),
  }));
  const kept = useMemo(() => (held.key === key ? held.kept : readLocal<Kept>(key, untouched)), [held, key]);
  return useMemo(() => {
    const update = (next: Kept) => {
      setHeld({ key, kept: next });
      writeLocal(key, next);
    };
    const baseShown = (column: Column<Row>) => base?.columns?.includes(column.id) ?? !column.hiddenAtFirst;
    const isShown = (id: string) => {
      const column = columns.find((one) => one.id === id);
      return column !== undefined && (column === columns[0] || (kept.shown[id] ?? baseShown(column)));
    };
    const baseOrder = inOrder(columns, base?.columns ?? []);
    const all = inOrder(baseOrder, kept.order ?? []);
    const visible = all.filter(({ id }) => isShown(id));
    const widthOf = (column: Column<Row>) =>
      kept.widths[column.id] ?? base?.widths?.[column.id] ?? column.width;
    const setShown = (id: string, shown: boolean) =>
      update({ ...kept, shown: { ...kept.shown, [id]: shown } });
    const ids = visible.map(({ id }) => id);
    const unknown = [...(base?.columns ?? []), ...Object.keys(kept.shown)].filter(
      (id) => kept.shown[id] !== false && !columns.some((column) => column.id === id),
    );
    const widths = Object.fromEntries(visible.map((column) => [column.id, widthOf(column)]));
    const baseIds = baseOrder.filter((column, index) => index === 0 || baseShown(column)).map(({ id }) => id);
    return {
      columns: visible,
      wanted: [...ids, ...new Set(unknown)],
      all: [...visible, ...all.filter(({ id }) => !isShown(id))],
      widths,
      setWidth: (id, width) => {
        const least = columns.find((column) => column.id === id)?.minWidth ?? 64;
        const next = Math.round(Math.max(least, Math.min(720, width)));
        update({ ...kept, widths: { ...kept.widths, [id]: next } });
      },
      isShown,
      setShown,
      move: (id, by) => {
        const from = ids.indexOf(id);
        const to = Math.max(1, Math.min(ids.length - 1, from + by));
        if (from < 1 || to === from) return;
        const moved = ids.filter((one) => one !== id);
        moved.splice(to, 0, id);
        update({ ...kept, order: moved });
      },
      menuItems: columns.slice(1).map((column) => ({
        label: column.header,
        checked: isShown(column.id),
        keepOpen: true,
        onSelect: () => setShown(column.id, !isShown(column.id)),
      })),
      arrangement: { columns: ids, widths },
      isChanged:
        ids.join() !== baseIds.join() ||
        visible.some((column) => widthOf(column) !== (base?.widths?.[column.id] ?? column.width)),
      reset: () => update(untouched),
    };
  }, [columns, kept, key, base]);
}

/** The columns named, in that order, then the others; the first column stays the first. */
export function inOrder<C extends { id: string }>(
  columns: readonly C[],
  named: readonly string[],
): readonly C[] {
  const [first, ...rest] = columns;
  if (first === undefined || named.length === 0) return columns;
  const place = (column: C) => {
    const at = named.indexOf(column.id);
    return at === -1 ? named.length + rest.indexOf(column) : at;
  };
  return [first, ...rest.toSorted((a, b) => place(a) - place(b))];
}
