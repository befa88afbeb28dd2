// The columns of the list of quotes, and what a phone shows of a row.
import { useMemo } from "react";
import type { api } from "../../../convex/_generated/api";
import type { OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Person } from "../../ui/Avatar";
import type { PhoneRow } from "../../ui/DataTable";
import { LiveValue } from "../../ui/LiveValue";
import type { Column } from "../../ui/tableView";
import { DateText, DayText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { QuoteStatusBadge } from "./QuoteStatusBadge";

export type QuoteRow = OrgRow<typeof api.quotes.list>;

export const rowId = (row: QuoteRow) => row._id;

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

/** Stable while the language stays. */
export function useQuoteColumns(): readonly Column<QuoteRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<QuoteRow>[]>(
    () => [
      {
        id: "number",
        header: words.number,
        width: 124,
        cell: (row) => <span className="numeric">{row.quoteNumber}</span>,
      },
      {
        id: "customer",
        header: words.customer,
        width: 200,
        cell: (row) => <span className="truncate">{row.customerName}</span>,
      },
      {
        id: "subject",
        header: words.subject,
        width: 220,
        cell: (row) => <span className="truncate">{row.subject}</span>,
      },
      {
        id: "status",
        header: words.status,
        width: 130,
        cell: (row) => (
          <LiveValue value={row.status}>
            <QuoteStatusBadge status={row.status} />
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
        id: "validUntil",
        header: words.validUntil,
        width: 128,
        cell: (row) => <DayText day={row.validUntil} />,
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
