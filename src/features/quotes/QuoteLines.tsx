// The lines of a draft: a small sheet by keyboard. Enter adds a line, arrows move between lines, totals follow each key.
import { useRef, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { Cross2Icon, PlusIcon } from "@radix-ui/react-icons";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { emptyLine, type LineProblem, type TypedLine } from "./editor";
import { messages } from "./messages";

export interface QuoteLinesProps {
  lines: readonly TypedLine[];
  nets: readonly (number | null)[];
  currency: string;
  /** Line key -> its first field without meaning; shown once saving was tried. */
  problems: ReadonlyMap<number, LineProblem>;
  onChange: (lines: TypedLine[]) => void;
}

type Column = "description" | "sku" | "quantity" | "unitPrice" | "tax";
const columns: readonly Column[] = ["description", "sku", "quantity", "unitPrice", "tax"];

export function QuoteLines({ lines, nets, currency, problems, onChange }: QuoteLinesProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const body = useRef<HTMLDivElement>(null);
  const heads: Record<Column, string> = {
    description: words.item,
    sku: words.sku,
    quantity: words.quantity,
    unitPrice: words.unitPrice,
    tax: words.tax,
  };
  const problemWords: Record<LineProblem, string> = {
    description: words.badDescription,
    quantity: words.badQuantity,
    unitPrice: words.badPrice,
    tax: words.badTax,
  };

  const focus = (row: number, column: Column) =>
    body.current?.querySelector<HTMLInputElement>(`[data-cell="${row}.${column}"]`)?.focus();
  const set = (row: number, column: Column, value: string) =>
    onChange(lines.map((line, index) => (index === row ? { ...line, [column]: value } : line)));
  const add = (after: number) => {
    const next = [...lines];
    next.splice(after + 1, 0, emptyLine(lines[after]?.tax));
    // The new line must stand before the next key arrives, or fast typing lands in the old one.
    flushSync(() => onChange(next));
    focus(after + 1, "description");
  };
  const remove = (row: number) => {
    const next = lines.filter((_, index) => index !== row);
    flushSync(() => onChange(next.length === 0 ? [emptyLine()] : next));
    focus(Math.max(0, row - 1), "description");
  };
  function onKeyDown(event: KeyboardEvent, row: number, column: Column) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      add(row);
    } else if (event.key === "ArrowDown" && row < lines.length - 1) {
      event.preventDefault();
      focus(row + 1, column);
    } else if (event.key === "ArrowUp" && row > 0) {
      event.preventDefault();
      focus(row - 1, column);
    }
  }

  return (
    <div className="lines">
      <div className="lines-head" aria-hidden>
        {columns.map((column) => (
          <span key={column} data-column={column}>
            {heads[column]}
          </span>
        ))}
        <span data-column="net">{words.net}</span>
        <span />
      </div>
      <div ref={body} role="group" aria-label={words.lines}>
        {lines.map((line, row) => {
          const problem = problems.get(line.key);
          return (
            <div className="line" key={line.key}>
              {columns.map((column) => (
                <label key={column} data-column={column}>
                  <span className="line-label">{heads[column]}</span>
                  <input
                    data-cell={`${row}.${column}`}
                    aria-label={words.lineN({ n: row + 1, what: heads[column] })}
                    aria-invalid={problem === column || undefined}
                    data-tip={problem === column ? problemWords[column as LineProblem] : undefined}
                    inputMode={column === "description" || column === "sku" ? "text" : "decimal"}
                    autoComplete="off"
                    maxLength={column === "description" ? 500 : column === "sku" ? 60 : 24}
                    value={line[column]}
                    onChange={(event) => set(row, column, event.target.value)}
                    onKeyDown={(event) => onKeyDown(event, row, column)}
                  />
                </label>
              ))}
              <span className="numeric line-net" data-column="net">
                {nets[row] === null || nets[row] === undefined ? "—" : format.money(nets[row], currency)}
              </span>
              <IconButton label={words.removeLine({ n: row + 1 })} size="small" onClick={() => remove(row)}>
                <Cross2Icon aria-hidden />
              </IconButton>
              {problem !== undefined && (
                <p className="line-problem" role="alert">
                  {problemWords[problem]}
                </p>
              )}
            </div>
          );
        })}
      </div>
      <div className="row lines-foot">
        <Button
          look="ghost"
          size="small"
          icon={<PlusIcon aria-hidden />}
          onClick={() => add(lines.length - 1)}
        >
          {words.addLine}
        </Button>
        <span className="meta">{words.enterHint}</span>
      </div>
    </div>
  );
}
