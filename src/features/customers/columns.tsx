// The columns of the customer list. Values that change by themselves glow.
import { useMemo, type ReactNode } from "react";
import { sortNames } from "../../../convex/customers/sortNames";
import { visitSortNames } from "../../../convex/customers/visitOrders";
import { choosableStatuses, customerTypes, type CustomerSource } from "../../../convex/customers/words";
import { useMessages } from "../../i18n/messages";
import { Avatar, Person } from "../../ui/Avatar";
import { LiveValue } from "../../ui/LiveValue";
import { TagList } from "../../ui/Tag";
import type { Column } from "../../ui/tableView";
import type { PhoneRow } from "../../ui/DataTable";
import { DateText, DayText, MoneyText, NumberText, PhoneLink } from "../../ui/Values";
import { hiddenColumns, type ColumnId } from "./columnFields";
import { ChurnRiskBadge, CustomerStatusBadge, statusWord, typeWord } from "./badges";
import { TierById } from "../loyalty/TierBadge";
import { messages } from "./messages";
import { sourceWord } from "./sources";
import type { CellEdits } from "./useCellEdits";
import type { CustomerRow } from "../../hooks/useCustomers";

const nothing = <span className="quiet">—</span>;

/** What glows when somebody else changes the field; `absent` where there is nothing to show. */
function live(
  row: CustomerRow,
  name: Exclude<keyof CustomerRow, "tags" | "custom">,
  shown: ReactNode,
  absent: ReactNode = nothing,
) {
  return (
    <LiveValue value={row[name]} field={`customer:${row._id}.${name}`}>
      {shown || absent}
    </LiveValue>
  );
}

/** The server's sort of a column; null for one that is sorted by its groups (useGroups). */
export function sortOf(column: string): string | null {
  const isOther = column.startsWith("f_") || visitSortNames.some((name) => name === column);
  return sortNames.find((name) => name === column) ?? (isOther ? column : null);
}

/** Stable while the language and the rights stay. Ids of sortable columns are the server's sorts, or groupings. */
export function useCustomerColumns({ update }: CellEdits): readonly Column<CustomerRow>[] {
  const words = useMessages(messages);
  return useMemo<readonly Column<CustomerRow>[]>(() => {
    const never = <span className="quiet">{words.never}</span>;
    const editing = (edit: NonNullable<Column<CustomerRow>["edit"]>) => (update === null ? {} : { edit });
    const columns: readonly (Column<CustomerRow> & { id: ColumnId })[] = [
      {
        id: "name",
        header: words.name,
        width: 242,
        sortable: true,
        cell: (row) => (
          <span className="customer-name" data-off={!row.isActive || undefined}>
            <Avatar name={row.name} round={row.type === "individual"} />
            {live(row, "name", row.name)}
            {(row.passage ?? row.companyName) !== null && (
              <span className="meta truncate">{row.passage ?? row.companyName}</span>
            )}
          </span>
        ),
      },
      {
        id: "status",
        header: words.status,
        width: 146,
        sortable: true,
        ...editing((row) => ({
          value: row.status,
          options: choosableStatuses.map((value) => ({ value, label: statusWord(words, value) })),
          save: (value) => update!(row, "status", value),
        })),
        cell: (row) => live(row, "status", <CustomerStatusBadge status={row.status} />),
      },
      {
        id: "owner",
        header: words.owner,
        width: 164,
        sortable: true,
        cell: (row) => live(row, "ownerId", <Person name={row.ownerName} nobody={words.nobody} />),
      },
      {
        id: "lifetimeValue",
        header: words.value,
        width: 120,
        align: "end",
        sortable: true,
        cell: (row) => {
          const { lifetimeValue: minor, currency } = row;
          return live(row, "lifetimeValue", minor !== 0 && <MoneyText minor={minor} currency={currency} />);
        },
      },
      {
        id: "lastContactAt",
        header: words.lastContact,
        width: 146,
        sortable: true,
        cell: (row) =>
          live(
            row,
            "lastContactAt",
            row.lastContactAt !== null && <DateText at={row.lastContactAt} />,
            never,
          ),
      },
      {
        id: "lastVisitAt",
        header: words.lastVisit,
        width: 146,
        sortable: true,
        cell: (row) =>
          live(row, "lastVisitAt", row.lastVisitAt !== null && <DateText at={row.lastVisitAt} />, never),
      },
      {
        id: "totalVisits",
        header: words.visits,
        width: 84,
        align: "end",
        sortable: true,
        cell: (row) =>
          live(row, "totalVisits", row.totalVisits !== 0 && <NumberText value={row.totalVisits} />),
      },
      {
        id: "phone",
        header: words.phone,
        width: 156,
        sortable: true,
        ...editing((row) => ({
          value: row.phone ?? "",
          type: "tel",
          save: (value) => update!(row, "phone", value),
        })),
        cell: (row) =>
          row.phone === null ? (
            nothing
          ) : row.phoneE164 === null ? (
            row.phone
          ) : (
            <PhoneLink phone={row.phoneE164} display={row.phone} />
          ),
      },
      {
        id: "email",
        header: words.email,
        width: 210,
        sortable: true,
        ...editing((row) => ({
          value: row.email ?? "",
          type: "email",
          save: (value) => update!(row, "email", value),
        })),
        cell: (row) =>
          row.email === null ? (
            nothing
          ) : (
            <a className="contact truncate" href={`mailto:${row.email}`}>
              {row.email}
            </a>
          ),
      },
      { id: "tags", header: words.tags, width: 160, cell: (row) => <TagList tags={row.tags} /> },
      {
        id: "risk",
        header: words.risk,
        width: 104,
        cell: (row) => live(row, "churnRisk", <ChurnRiskBadge risk={row.churnRisk} />),
      },
      {
        id: "vip",
        header: words.vip,
        width: 120,
        cell: (row) => live(row, "vipTierId", row.vipTierId !== null && <TierById tierId={row.vipTierId} />),
      },
      {
        id: "credit",
        header: words.credit,
        width: 104,
        align: "end",
        cell: (row) => {
          const { availableCredit: minor, creditCurrency: currency } = row;
          return live(row, "availableCredit", minor !== 0 && <MoneyText minor={minor} currency={currency} />);
        },
      },
      {
        id: "points",
        header: words.points,
        width: 90,
        align: "end",
        cell: (row) => (row.loyaltyPoints === 0 ? nothing : <NumberText value={row.loyaltyPoints} />),
      },
      {
        id: "nextFollowUpAt",
        header: words.nextFollowUp,
        width: 130,
        sortable: true,
        cell: (row) => (row.nextFollowUpAt === null ? nothing : <DateText at={row.nextFollowUpAt} />),
      },
      {
        id: "type",
        header: words.type,
        width: 120,
        sortable: true,
        ...editing((row) => ({
          value: row.type,
          options: customerTypes.map((value) => ({ value, label: typeWord(words, value) })),
          save: (value) => update!(row, "type", value),
        })),
        cell: (row) => typeWord(words, row.type),
      },
      {
        id: "createdAt",
        header: words.created,
        width: 116,
        sortable: true,
        cell: (row) => <DateText at={row.createdAt} style="day" />,
      },
      {
        id: "source",
        header: words.source,
        width: 140,
        sortable: true,
        cell: (row) => sourceWord(row.customerSource as CustomerSource),
      },
      {
        id: "company",
        header: words.company,
        width: 180,
        sortable: true,
        ...editing((row) => ({
          value: row.companyName ?? "",
          save: (value) => update!(row, "companyName", value),
        })),
        cell: (row) =>
          row.companyName === null ? nothing : <span className="truncate">{row.companyName}</span>,
      },
      {
        id: "city",
        header: words.city,
        width: 130,
        sortable: true,
        cell: (row) => (row.city === null ? nothing : <span className="truncate">{row.city}</span>),
      },
      {
        id: "leadScore",
        header: words.leadScore,
        width: 96,
        align: "end",
        sortable: true,
        cell: (row) => live(row, "leadScore", row.leadScore !== null && <NumberText value={row.leadScore} />),
      },
      {
        id: "dateJoined",
        header: words.dateJoined,
        width: 116,
        sortable: true,
        cell: (row) => <DayText day={row.dateJoined} />,
      },
      {
        id: "code",
        header: words.code,
        width: 100,
        sortable: true,
        cell: (row) => <span className="numeric quiet">{row.customerCode}</span>,
      },
    ];
    return columns.map((column) => ({ ...column, hiddenAtFirst: hiddenColumns.has(column.id) }));
  }, [words, update]);
}

/** Two lines on a phone: who and status, how to reach them and when they were last spoken to. */
export function phoneRow(row: CustomerRow): PhoneRow {
  return {
    title: (
      <span className="customer-name" data-off={!row.isActive || undefined}>
        <Avatar name={row.name} round={row.type === "individual"} />
        <span className="truncate">{row.name}</span>
      </span>
    ),
    titleEnd: <CustomerStatusBadge status={row.status} />,
    line: row.passage ?? row.companyName ?? row.phone ?? row.email ?? row.customerCode,
    lineEnd: row.lastContactAt === null ? null : <DateText at={row.lastContactAt} />,
  };
}
