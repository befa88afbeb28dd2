// The columns of the list of sales, and what a phone shows of a row.
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { Badge } from "../../ui/Badge";
import { dateColumn, liveColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import type { Column } from "../../ui/tableView";
import { DateText, MoneyText } from "../../ui/Values";
import type { messages } from "./messages";

type SaleRow = OrgRow<typeof api.transactions.list>;

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

export const saleColumns = (words: (typeof messages)["en"]): readonly Column<SaleRow>[] => [
  textColumn("customer", words.customer, 216, (row) => row.customerName),
  dateColumn("at", words.when, (row) => row.at),
  { id: "amount", header: words.amount, width: 120, align: "end", cell: (row) => <Amount row={row} /> },
  textColumn("method", words.method, 124, (row) => words[row.method]),
  textColumn("reference", words.receipt, 130, (row) => row.reference, "numeric"),
  liveColumn(
    "status",
    words.status,
    116,
    (row) => row.status,
    (row) => (row.status === "void" ? <Badge>{words.void}</Badge> : words[row.status]),
  ),
  textColumn("note", words.note, 196, (row) => row.note ?? "", "quiet"),
  textColumn("by", words.recordedBy, 150, (row) => row.createdByName),
];
