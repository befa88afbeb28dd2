// The lines of a draft: a small sheet by keyboard. Enter adds a line, arrows move between lines, totals follow each key.
// While a code or a name is typed the catalogue offers what it may be.
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { Cross2Icon, PlusIcon } from "@radix-ui/react-icons";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { ItemOffers, useItemOffers, type OfferedItem } from "../items/ItemOffers";
import { emptyLine, withItem, type LineProblem, type TypedLine } from "./editor";
import { messages } from "./messages";
import "./quotes.css";

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

  const cell = (row: number, column: Column) =>
    body.current?.querySelector<HTMLInputElement>(`[data-cell="${row}.${column}"]`);
  const focus = (row: number, column: Column) => cell(row, column)?.focus();
  const listId = useId();
  /** The cell that is being typed in, and the offer that Enter would take. */
  const [typing, setTyping] = useState<{ row: number; column: Column; active: number } | null>(null);
  const isOffering = typing?.column === "description" || typing?.column === "sku";
  const offers = useItemOffers(isOffering ? (lines[typing.row]?.[typing.column] ?? null) : null);
  const set = (row: number, column: Column, value: string) => {
    setTyping({ row, column, active: -1 });
    onChange(
      lines.map((line, index) => {
        if (index !== row) return line;
        const { itemId, ...rest } = { ...line, [column]: value };
        // Another code is another thing.
        return column === "sku" || itemId === undefined ? rest : { ...rest, itemId };
      }),
    );
  };
  const choose = (row: number, item: OfferedItem) => {
    flushSync(() => {
      setTyping(null);
      onChange(
        lines.map((line, index) => (index === row ? withItem(line, item, currency, format.locale) : line)),
      );
    });
    // Selected, so that the next digit is the new quantity.
    cell(row, "quantity")?.select();
  };
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
    if (isOffering && offers.length > 0 && typing.row === row && typing.column === column) {
      const { active } = typing;
      const next =
        event.key === "ArrowDown"
          ? (active + 1) % offers.length
          : event.key === "ArrowUp"
            ? Math.max(active, 0) - 1
            : null;
      if (next !== null) {
        event.preventDefault();
        return setTyping({ row, column, active: next < 0 ? offers.length - 1 : next });
      }
      if (event.key === "Escape") {
        event.preventDefault();
        return setTyping(null);
      }
      if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        return choose(row, offers[active]!);
      }
    }
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
              {columns.map((column) => {
                const isHere = typing?.row === row && typing.column === column && offers.length > 0;
                return (
                  <div key={column} data-column={column} className="line-cell">
                    <span className="line-label" aria-hidden>
                      {heads[column]}
                    </span>
                    <input
                      {...(column === "description" || column === "sku"
                        ? {
                            role: "combobox",
                            "aria-autocomplete": "list" as const,
                            "aria-expanded": isHere,
                            ...(isHere && {
                              "aria-controls": listId,
                              ...(typing.active >= 0 && {
                                "aria-activedescendant": `${listId}-${typing.active}`,
                              }),
                            }),
                          }
                        : {})}
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
                      onBlur={() => setTyping(null)}
                    />
                    {isHere && (
                      <ItemOffers
                        id={listId}
                        offers={offers}
                        active={typing.active}
                        onChoose={(item) => choose(row, item)}
                      />
                    )}
                  </div>
                );
              })}
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
