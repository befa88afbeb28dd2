// One pencil for all editable cells of a table: it stands over the cell under the pointer.
import { useState } from "react";
import { Pencil1Icon } from "@radix-ui/react-icons";
import { topOf } from "./useRowMenu";

/** The editable cell under the pointer, for the one pencil that all cells share. */
interface Hovered {
  row: number;
  column: number;
  top: number;
  right: number;
}

/** Row and column of the editable cell that holds the element. */
export function editableCell(target: Element) {
  const cell = target.closest<HTMLElement>(".table-cell[data-edit]");
  const line = cell?.closest<HTMLElement>(".table-row");
  if (!cell || !line) return null;
  return { cell, line, row: Number(line.ariaRowIndex) - 2, column: Number(cell.dataset["edit"]) };
}

function editableAt(target: Element): ((now: Hovered | null) => Hovered | null) | null {
  if (target.closest(".table-pencil")) return (now) => now;
  const found = editableCell(target);
  if (!found) return null;
  const { cell, line, row, column } = found;
  return (now) =>
    now?.row === row && now.column === column
      ? now
      : { row, column, top: topOf(line), right: cell.offsetLeft + cell.offsetWidth };
}

export function useCellPencil() {
  const [hovered, setHovered] = useState<Hovered | null>(null);
  return {
    onPointerOver: (target: Element) => setHovered(editableAt(target)),
    onPointerLeave: () => setHovered(null),
    pencil: (
      rowHeight: number,
      labelOf: (column: number) => string,
      onEdit: (row: number, column: number) => void,
    ) =>
      hovered === null ? null : (
        <button
          type="button"
          className="table-pencil"
          tabIndex={-1}
          // For pointers; keys have E, and a grid may hold nothing but rows.
          aria-hidden
          title={labelOf(hovered.column)}
          style={{
            transform: `translate(${hovered.right - 28}px, ${hovered.top + (rowHeight - 22) / 2}px)`,
          }}
          onClick={() => onEdit(hovered.row, hovered.column)}
        >
          <Pencil1Icon aria-hidden />
        </button>
      ),
  };
}
