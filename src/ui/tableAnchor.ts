// Pure rule of the anchored list: how far the rows above the one being looked at have grown.

export interface Anchor {
  id: string;
  index: number;
}

/** How many rows appeared above the anchor row since it was at `anchor.index`; 0 when it moved up, is gone, or there is none. */
export function anchorShift<Row>(
  anchor: Anchor | null,
  rows: readonly Row[],
  rowId: (row: Row) => string,
): number {
  if (!anchor) return 0;
  const here = rows[anchor.index];
  if (here !== undefined && rowId(here) === anchor.id) return 0;
  const index = rows.findIndex((row) => rowId(row) === anchor.id);
  return Math.max(0, index - anchor.index);
}
