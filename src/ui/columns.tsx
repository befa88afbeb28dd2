// The columns that lists have in common, so that a sum, a day or a person looks the same in each.
import type { ReactNode } from "react";
import { Person } from "./Avatar";
import { LiveValue } from "./LiveValue";
import type { Column } from "./tableView";
import { DateText, DayText, MoneyText } from "./Values";

const nothing = <span className="quiet">—</span>;

/** Words of one line; "numeric" for numbers and codes, "quiet" for what is read last. */
export function textColumn<Row>(
  id: string,
  header: string,
  width: number,
  read: (row: Row) => ReactNode,
  look?: "numeric" | "quiet",
): Column<Row> {
  return {
    id,
    header,
    width,
    cell: (row) => {
      const text = read(row);
      return text === null ? (
        nothing
      ) : (
        <span className={look === undefined ? "truncate" : `truncate ${look}`}>{text}</span>
      );
    },
  };
}

/** Minor units of the row's currency; a dash for null. */
export function moneyColumn<Row extends { currency: string }>(
  id: string,
  header: string,
  read: (row: Row) => number | null,
): Column<Row> {
  return {
    id,
    header,
    width: 120,
    align: "end",
    cell: (row) => {
      const minor = read(row);
      return minor === null ? nothing : <MoneyText minor={minor} currency={row.currency} />;
    },
  };
}

/** A calendar day, `YYYY-MM-DD`; a dash for null. */
export function dayColumn<Row>(
  id: string,
  header: string,
  width: number,
  read: (row: Row) => string | null,
): Column<Row> {
  return {
    id,
    header,
    width,
    cell: (row) => {
      const day = read(row);
      return day === null ? nothing : <DayText day={day} />;
    },
  };
}

/** A moment in epoch milliseconds; a dash for null. */
export function dateColumn<Row>(id: string, header: string, read: (row: Row) => number | null): Column<Row> {
  return {
    id,
    header,
    // "На следующей неделе" stands in it whole.
    width: 160,
    cell: (row) => {
      const at = read(row);
      return at === null ? nothing : <DateText at={at} />;
    },
  };
}

/** A colleague; "" is nobody. */
export function personColumn<Row>(id: string, header: string, read: (row: Row) => string): Column<Row> {
  return { id, header, width: 150, cell: (row) => <Person name={read(row) || null} /> };
}

/** What changes under one's eyes: glows when `value` does. */
export function liveColumn<Row>(
  id: string,
  header: string,
  width: number,
  value: (row: Row) => string | number | boolean,
  show: (row: Row) => ReactNode,
): Column<Row> {
  return { id, header, width, cell: (row) => <LiveValue value={value(row)}>{show(row)}</LiveValue> };
}
