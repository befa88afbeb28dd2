// A table by keyboard: rows, cells, opening, ticking, the row's menu; J and K from anywhere on the page.
import { useEffect, useEffectEvent, type KeyboardEvent, type RefObject } from "react";
import { isCovered, isTyping, keyName, moveRow } from "./keyboard";
import type { useCellEditing } from "./useCellEditing";

interface TableKeys<Row> {
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  scroll: RefObject<HTMLElement | null>;
  active: number;
  /** The open record; keys walk it then. */
  openId: string | null;
  /** Rows that Page Down goes, of a table this many pixels high. */
  pageOf: (height: number) => number;
  goTo: (index: number) => void;
  cells: Pick<ReturnType<typeof useCellEditing<Row>>, "cursor" | "walk" | "start">;
  onOpen: ((row: Row) => void) | undefined;
  /** Opens the row's menu, or one deed of it at once. */
  onMenu: ((index: number, deed?: string) => void) | undefined;
  /** Keys of deeds on a row. Beside an open record they are the record's own. */
  deeds: Readonly<Record<string, string>> | undefined;
  /** The row under the pointer; keys of deeds go to it while the table has no focus. */
  pointedAt: number | null;
  onToggle: ((id: string, index: number, range: boolean) => void) | undefined;
  /** Takes all ticks off; absent while there are none. */
  onClear: (() => void) | undefined;
}

/** Gives the handler of the table's own keys: true when the key was for it. */
export function useTableKeys<Row>(table: TableKeys<Row>) {
  const onKey = (
    event: KeyboardEvent | globalThis.KeyboardEvent,
    pointedAt: number | null = null,
  ): boolean => {
    const { rows, rowId, cells, onOpen, onMenu, onToggle } = table;
    const name = keyName(event);
    const at =
      table.openId !== null && rows
        ? rows.findIndex((row) => rowId(row) === table.openId)
        : (pointedAt ?? table.active);
    const page = table.pageOf(table.scroll.current?.clientHeight ?? 400);
    const moved = moveRow(name === "J" ? "j" : name === "K" ? "k" : name, at, rows?.length ?? 0, page);
    if (moved !== null) {
      table.goTo(moved);
      const row = rows?.[moved];
      if (row && table.openId !== null) onOpen?.(row);
      return true;
    }
    const row = rows?.[at];
    if (!row) return false;
    if (name === "ArrowRight" || name === "ArrowLeft") cells.walk(name === "ArrowRight" ? 1 : -1);
    else if (name === "Enter" && cells.cursor > 0 && cells.start(at, cells.cursor, 0)) return true;
    else if ((name === "E" || name === "F2") && (cells.start(at, cells.cursor, 1) || cells.start(at, 0, 1)))
      return true;
    else if (onMenu && ["Shift+F10", "ContextMenu", "."].includes(name)) onMenu(at);
    else if (onMenu && table.openId === null && table.deeds?.[name]) onMenu(at, table.deeds[name]);
    else if (name === "Enter" && onOpen) onOpen(row);
    else if ((name === "Space" || name === "X") && onToggle) onToggle(rowId(row), at, event.shiftKey);
    else if (name === "Escape" && table.onClear) table.onClear();
    else return false;
    return true;
  };

  // J and K work from anywhere on the page that is not a text field, as they do beside an open record. So do the keys of
  // deeds, on the row under the pointer or the last one gone to.
  const onPageKey = useEffectEvent((event: globalThis.KeyboardEvent) => {
    const { scroll } = table;
    if (event.defaultPrevented || isTyping(event.target) || scroll.current?.contains(event.target as Node))
      return;
    if (isCovered()) return;
    const name = keyName(event);
    const isDeed = table.openId === null && (name === "E" || table.deeds?.[name] !== undefined);
    if (!(isDeed ? onKey(event, table.pointedAt) : /^[JK]$/.test(name) && onKey(event))) return;
    event.preventDefault();
    // Where nothing else has the focus the table takes it, so that Enter, Space and the arrows go on from there.
    if (document.activeElement === document.body) scroll.current?.focus({ preventScroll: true });
  });
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => onPageKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  return onKey;
}
