// The columns of the list of orders, and what a phone shows of a row.
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { dateColumn, liveColumn, moneyColumn, personColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import type { Column } from "../../ui/tableView";
import { MoneyText } from "../../ui/Values";
import type { messages } from "./messages";
import { OrderStatusBadge } from "./OrderStatusBadge";

type OrderRow = OrgRow<typeof api.orders.list>;

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

export const orderColumns = (words: (typeof messages)["en"]): readonly Column<OrderRow>[] => [
  textColumn("number", words.number, 124, (row) => row.orderNumber, "numeric"),
  textColumn("customer", words.customer, 190, (row) => row.customerName),
  textColumn("what", words.what, 200, (row) => (
    <>
      {row.summary}
      {row.lineCount > 1 && <span className="meta"> +{row.lineCount - 1}</span>}
    </>
  )),
  liveColumn(
    "status",
    words.status,
    140,
    (row) => row.status,
    (row) => <OrderStatusBadge status={row.status} />,
  ),
  moneyColumn("total", words.total, (row) => row.totalAmount),
  moneyColumn("paid", words.paid, (row) => row.paidAmount || null),
  personColumn("owner", words.owner, (row) => row.ownerName),
  dateColumn("created", words.created, (row) => row.createdAt),
];
