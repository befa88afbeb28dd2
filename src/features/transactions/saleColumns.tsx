// The columns of the list of sales, and what a phone shows of a row.
import { useMemo } from "react";
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import type { PhoneRow } from "../../ui/DataTable";
import { LiveValue } from "../../ui/LiveValue";
import type { Column } from "../../ui/tableView";
import { DateText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";

export type SaleRow = OrgRow<typeof api.transactions.list>;
export const rowId = (row: SaleRow) => row._id;
const Amount = ({ row }: { row: SaleRow }) => (
  <span className={row.status === "void" ? "sale-void" : undefined}>
    <MoneyText minor={row.amount} currency={row.currency} />
  </span>
);
export const phoneRow = (row: SaleRow): PhoneRow => ({
  title: row.customerName,
  titleEnd: <Amount row={row} />,
  line: row.reference ?? row.customerCode,
  lineEnd: <DateText at={row.at} />,
});
/** Stable while the language stays. */
export function useSaleColumns(): readonly Column<SaleRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<SaleRow>[]>(
    () => [
      {
        id: "customer",
        header: words.customer,
        width: 216,
        cell: (row) => <span className="truncate">{row.customerName}</span>,
      },
      { id: "at", header: words.when, width: 146, cell: (row) => <DateText at={row.at} /> },
      {
        id: "amount",
        header: words.amount,
        width: 120,
        align: "end",
        cell: (row) => <Amount row={row} />,
      },
      { id: "method", header: words.method, width: 124, cell: (row) => words[row.method] },
      {
        id: "reference",
        header: words.receipt,
        width: 130,
        cell: (row) =>
          row.reference === null ? (
            <span className="quiet">—</span>
          ) : (
            <span className="truncate numeric">{row.reference}</span>
          ),
      },
      {
        id: "status",
        header: words.status,
        width: 116,
        cell: (row) => (
          <LiveValue value={row.status}>
            {row.status === "void" ? <Badge>{words.void}</Badge> : words[row.status]}
          </LiveValue>
        ),
      },
      {
        id: "note",
        header: words.note,
        width: 196,
        cell: (row) => <span className="truncate quiet">{row.note ?? ""}</span>,
      },
      {
        id: "by",
        header: words.recordedBy,
        width: 150,
        cell: (row) => <span className="truncate">{row.createdByName}</span>,
      },
    ],
    [words],
  );
}
