// Coming back to a list finds it where it was left: the table's scroll per list, for this visit.
import { useEffect, useRef, type RefObject } from "react";

/** Tops in CSS pixels by the list's address and key. */
const places = new Map<string, number>();

/** `listKey` names the list among those of its page. Restores once enough rows are there to scroll to. */
export function useKeptScroll(
  scroll: RefObject<HTMLElement | null>,
  listKey: string,
  rowCount: number,
): void {
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    wanted.current = places.get(placeOf(listKey));
  }, [listKey]);

  useEffect(() => {
    const table = scroll.current;
    if (!table) return;
    const place = placeOf(listKey);
    const top = wanted.current;
    if (top !== undefined && rowCount > 0 && table.scrollHeight - table.clientHeight >= top) {
      table.scrollTo({ top, behavior: "instant" });
      wanted.current = undefined;
    }
    const remember = () => {
      if (wanted.current === undefined) places.set(place, table.scrollTop);
    };
    table.addEventListener("scroll", remember, { passive: true });
    return () => table.removeEventListener("scroll", remember);
  }, [scroll, listKey, rowCount]);
}

const placeOf = (listKey: string) => `${location.pathname} ${listKey}`;
