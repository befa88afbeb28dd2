// The columns of the list of quotes, and what a phone shows of a row.
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { dateColumn, dayColumn, liveColumn, moneyColumn, personColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import type { Column } from "../../ui/tableView";
import { MoneyText } from "../../ui/Values";
import type { messages } from "./messages";
import { QuoteStatusBadge } from "./QuoteStatusBadge";

export type QuoteRow = OrgRow<typeof api.quotes.list>;

export const phoneRow = (row: QuoteRow): PhoneRow => ({
  title: (
    <>
      <span className="numeric">{row.quoteNumber}</span> {row.customerName}
    </>
  ),
  titleEnd: <MoneyText minor={row.totalAmount} currency={row.currency} />,
  line: row.subject,
  lineEnd: <QuoteStatusBadge status={row.status} />,
});

export const quoteColumns = (words: (typeof messages)["en"]): readonly Column<QuoteRow>[] => [
  textColumn("number", words.number, 124, (row) => row.quoteNumber, "numeric"),
  textColumn("customer", words.customer, 200, (row) => row.customerName),
  textColumn("subject", words.subject, 220, (row) => row.subject),
  liveColumn(
    "status",
    words.status,
    130,
    (row) => row.status,
    (row) => <QuoteStatusBadge status={row.status} />,
  ),
  moneyColumn("total", words.total, (row) => row.totalAmount),
  dayColumn("validUntil", words.validUntil, 128, (row) => row.validUntil),
  personColumn("owner", words.owner, (row) => row.ownerName),
  dateColumn("created", words.created, (row) => row.createdAt),
];
