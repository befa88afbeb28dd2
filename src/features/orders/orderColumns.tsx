// The columns of the list of orders, and what a phone shows of a row.
import { useMemo } from "react";
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Person } from "../../ui/Avatar";
import type { PhoneRow } from "../../ui/DataTable";
import { LiveValue } from "../../ui/LiveValue";
import type { Column } from "../../ui/tableView";
import { DateText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { OrderStatusBadge } from "./OrderStatusBadge";

export type OrderRow = OrgRow<typeof api.orders.list>;

export const rowId = (row: OrderRow) => row._id;

export const phoneRow = (row: OrderRow): PhoneRow => ({
  title: (
    <>
      <span className="numeric">{row.orderNumber}</span> {row.customerName}
    </>
  ),
  titleEnd: <MoneyText minor={row.totalAmount} currency={row.currency} />,
  line: row.summary,
  lineEnd: <OrderStatusBadge status={row.status} />,
});

/** Stable while the language stays. */
export function useOrderColumns(): readonly Column<OrderRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<OrderRow>[]>(
    () => [
      {
        id: "number",
        header: words.number,
        width: 124,
        cell: (row) => <span className="numeric">{row.orderNumber}</span>,
      },
      {
        id: "customer",
        header: words.customer,
        width: 200,
        cell: (row) => <span className="truncate">{row.customerName}</span>,
      },
      {
        id: "what",
        header: words.what,
        width: 220,
        cell: (row) => (
          <span className="truncate">
            {row.summary}
            {row.lineCount > 1 && <span className="meta"> +{row.lineCount - 1}</span>}
          </span>
        ),
      },
      {
        id: "status",
        header: words.status,
        width: 140,
        cell: (row) => (
          <LiveValue value={row.status}>
            <OrderStatusBadge status={row.status} />
          </LiveValue>
        ),
      },
      {
        id: "total",
        header: words.total,
        width: 120,
        align: "end",
        cell: (row) => <MoneyText minor={row.totalAmount} currency={row.currency} />,
      },
      {
        id: "paid",
        header: words.paid,
        width: 120,
        align: "end",
        cell: (row) =>
          row.paidAmount === 0 ? (
            <span className="quiet">—</span>
          ) : (
            <MoneyText minor={row.paidAmount} currency={row.currency} />
          ),
      },
      {
        id: "owner",
        header: words.owner,
        width: 150,
        cell: (row) => <Person name={row.ownerName || null} />,
      },
      { id: "created", header: words.created, width: 136, cell: (row) => <DateText at={row.createdAt} /> },
    ],
    [words],
  );
}
