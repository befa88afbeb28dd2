// The columns of the catalogue, and what a phone shows of a row.
import { moneyColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import { LiveValue } from "../../ui/LiveValue";
import type { Column } from "../../ui/tableView";
import { MoneyText, NumberText } from "../../ui/Values";
import type { messages } from "./messages";
import { useLimits, type CatalogueRow } from "./packages";

const Sessions = ({ row }: { row: CatalogueRow }) => <>{useLimits().sessions(row.sessions)}</>;
const Days = ({ row }: { row: CatalogueRow }) => <>{useLimits().days(row.validDays)}</>;

export const phoneRow = (row: CatalogueRow): PhoneRow => ({
  title: row.name,
  titleEnd: <MoneyText minor={row.price} currency={row.currency} />,
  line: <Sessions row={row} />,
  lineEnd: <Days row={row} />,
});

const nothing = <span className="quiet">—</span>;

export const packageColumns = (words: (typeof messages)["en"]): readonly Column<CatalogueRow>[] => {
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
    textColumn("name", words.name, 260, (row) => row.name),
    moneyColumn("price", words.price, (row) => row.price),
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
    textColumn("description", words.description, 240, (row) => row.description ?? "", "quiet"),
  ];
};
