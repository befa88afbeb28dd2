// Which rows of a long table are in sight, and a step of a page on or back. The table scrolls all the same.
import { ChevronLeftIcon, ChevronRightIcon } from "@radix-ui/react-icons";
import { useFormat } from "../i18n/format";
import { useMessages } from "../i18n/messages";
import { IconButton } from "./Button";
import { uiMessages } from "./messages";
import { usePageSize } from "./preferences";
import type { TablePosition } from "./tablePosition";
import "./Pager.css";

/** Nothing where everything is one page. */
export default function Pager({ position, total }: { position: TablePosition; total: number }) {
  const words = useMessages(uiMessages);
  const format = useFormat();
  const size = usePageSize();
  const top = position.top.use();
  if (total <= size) return null;
  const first = Math.floor(top / size) * size;
  const end = Math.min(first + size, total);
  return (
    <div className="pager" role="group" aria-label={words.pages}>
      <span className="meta numeric">
        {words.rowsOf({
          from: format.number(first + 1),
          to: format.number(end),
          total: format.number(total),
        })}
      </span>
      <IconButton
        size="small"
        label={words.previousPage}
        disabled={top === 0}
        // In the midst of a page this is its beginning first.
        onClick={() => position.wanted.set(top > first ? first : first - size)}
      >
        <ChevronLeftIcon aria-hidden />
      </IconButton>
      <IconButton
        size="small"
        label={words.nextPage}
        disabled={end >= total}
        onClick={() => position.wanted.set(end)}
      >
        <ChevronRightIcon aria-hidden />
      </IconButton>
    </div>
  );
}
