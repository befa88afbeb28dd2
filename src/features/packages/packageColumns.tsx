// The columns of the catalogue, and what a phone shows of a row.
import { useMemo } from "react";
import { useMessages } from "../../i18n/messages";
import type { PhoneRow } from "../../ui/DataTable";
import { LiveValue } from "../../ui/LiveValue";
import type { Column } from "../../ui/tableView";
import { MoneyText, NumberText } from "../../ui/Values";
import { messages } from "./messages";
import { useLimits, type CatalogueRow } from "./packages";

export const rowId = (row: CatalogueRow) => row._id;

const Sessions = ({ row }: { row: CatalogueRow }) => <>{useLimits().sessions(row.sessions)}</>;
const Days = ({ row }: { row: CatalogueRow }) => <>{useLimits().days(row.validDays)}</>;
const Price = ({ row }: { row: CatalogueRow }) => <MoneyText minor={row.price} currency={row.currency} />;

export const phoneRow = (row: CatalogueRow): PhoneRow => ({
  title: row.name,
  titleEnd: <Price row={row} />,
  line: <Sessions row={row} />,
  lineEnd: <Days row={row} />,
});

const nothing = <span className="quiet">—</span>;

/** Stable while the language stays. */
export function usePackageColumns(): readonly Column<CatalogueRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<CatalogueRow>[]>(() => {
    const sold = (status: "active" | "used" | "expired"): Column<CatalogueRow> => ({
      id: status,
      header: words[status],
      width: 108,
      align: "end",
      cell: (row) =>
        row.sold === null ? (
          nothing
        ) : (
          <LiveValue value={row.sold[status]}>
            <NumberText value={row.sold[status]} />
          </LiveValue>
        ),
    });
    return [
      {
        id: "name",
        header: words.name,
        width: 260,
        cell: (row) => <span className="truncate">{row.name}</span>,
      },
      { id: "price", header: words.price, width: 120, align: "end", cell: (row) => <Price row={row} /> },
      { id: "sessions", header: words.sessions, width: 132, cell: (row) => <Sessions row={row} /> },
      { id: "validDays", header: words.lasts, width: 140, cell: (row) => <Days row={row} /> },
      sold("active"),
      sold("used"),
      sold("expired"),
      {
        id: "takings",
        header: words.takings,
        width: 132,
        align: "end",
        cell: (row) =>
          row.takings.length === 0 ? (
            nothing
          ) : (
            <LiveValue value={row.takings[0]!.amount}>
              <MoneyText minor={row.takings[0]!.amount} currency={row.takings[0]!.currency} />
              {row.takings.length > 1 && <span className="meta"> +{row.takings.length - 1}</span>}
            </LiveValue>
          ),
      },
      {
        id: "description",
        header: words.description,
        width: 240,
        cell: (row) => <span className="truncate quiet">{row.description ?? ""}</span>,
      },
    ];
  }, [words]);
}
