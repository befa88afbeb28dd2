// Coming back to a list finds it where it was left: the table's scroll per list, for this visit.
import { useCallback, useEffect, useRef } from "react";

const places = new Map<string, number>();

/** A ref for the element around the table. Restores once enough rows are there to scroll to. */
export function useKeptScroll(key: string, rowCount: number): (element: HTMLElement | null) => void {
  const box = useRef<HTMLElement | null>(null);
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    wanted.current = places.get(key);
  }, [key]);

  useEffect(() => {
    const table = box.current?.querySelector<HTMLElement>(".table-scroll");
    if (!table) return;
    const top = wanted.current;
    if (top !== undefined && rowCount > 0 && table.scrollHeight - table.clientHeight >= top) {
      table.scrollTop = top;
      wanted.current = undefined;
    }
    const remember = () => {
      if (wanted.current === undefined) places.set(key, table.scrollTop);
    };
    table.addEventListener("scroll", remember, { passive: true });
    return () => table.removeEventListener("scroll", remember);
  }, [key, rowCount]);

  return useCallback((element: HTMLElement | null) => {
    box.current = element;
  }, []);
}
