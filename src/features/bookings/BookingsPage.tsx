// All bookings by day of departure: coming, past, by status and owner; live, with exact counts (TRV-28).
import { Suspense, useCallback, useEffect, useMemo } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { bookingStatuses, type BookingStatus } from "../../../convex/bookings/words";
import { addDays } from "../../../convex/shared/days";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useToday } from "../../hooks/useToday";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable, type PhoneRow } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { Page } from "../../ui/Page";
import { useTableView, type Column } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { DateText, DayText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { BookingStatusBadge } from "./BookingStatusBadge";
import { messages } from "./messages";
import "./bookings.css";

const BookSheet = later(() => import("./BookSheet"));
const BookingSheet = later(() => import("./BookingSheet"));

type Row = OrgRow<typeof api.bookings.list>;
const rowId = (row: Row) => row._id;
const soonest = { column: "departs", direction: "asc" } as const;

export default function BookingsPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const { can, role, user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const today = useToday();
  const [search, setAddress] = useAddress();
  const { filters, setFilters, key } = useFilterParams(["when", "status", "owner"], soonest);
  const seesAll = role !== "sales" || settings?.recordVisibility === "org";
  const members = useOrgQuery(api.customers.owners, seesAll && can("members:read") ? {} : "skip")?.members;
  const when = filters["when"]?.[0];
  const status = filters["status"]?.[0] as BookingStatus | undefined;
  const owner = seesAll ? ((filters["owner"]?.[0] as Id<"users"> | undefined) ?? "everybody") : user._id;
  const days = useMemo(() => {
    if (today === undefined || when === undefined) return {};
    if (when === "past") return { from: addDays(today, -1460), to: addDays(today, -1) };
    return { from: today, to: addDays(today, when === "next30" ? 30 : 1460) };
  }, [today, when]);
  const isReady = settings !== undefined && today !== undefined;
  const filter = useMemo(() => ({ ...days, ...(status === undefined ? {} : { status }) }), [days, status]);
  const order = when === undefined || when === "past" ? ("desc" as const) : ("asc" as const);
  const list = useOrgPaginated(api.bookings.list, isReady ? { owner, filter, order } : "skip", {
    initialNumItems: 60,
    pageSize: 60,
  });
  const { rows, loadMore, status: loading } = list;
  const shown = rows?.length ?? 0;
  // A page shows only what matches: go on by itself until there is a screen of it.
  useEffect(() => {
    if (loading === "CanLoadMore" && shown < 40) loadMore();
  }, [loading, shown, loadMore]);
  const counts = useOrgQuery(api.bookings.counts, isReady ? { owner, ...days } : "skip");
  const total =
    counts === undefined
      ? undefined
      : status === undefined
        ? bookingStatuses.reduce((sum, one) => sum + counts[one], 0)
        : counts[status];
  const view = useTableView("bookings", useColumns());
  const open = useCallback((row: Row) => setAddress({ booking: row._id }), [setAddress]);
  const mayBook = can("bookings:write");
  useShortcut(mayBook ? "N" : null, () => setAddress({ new: "1" }), words.book);
  const add = mayBook && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1" })}>
      {words.book}
    </Button>
  );
  const choices: Filter[] = [
    {
      id: "when",
      label: words.when,
      options: [
        { value: "coming", label: words.coming },
        { value: "next30", label: words.next30 },
        { value: "past", label: words.past },
      ],
    },
    {
      id: "status",
      label: words.status,
      options: bookingStatuses.map((value) => ({
        value,
        label: counts === undefined ? words[value] : `${words[value]} · ${format.number(counts[value])}`,
      })),
    },
    ...(seesAll && members !== undefined
      ? [
          {
            id: "owner",
            label: words.owner,
            options: members.map(({ userId, name }) => ({ value: userId as string, label: name })),
          },
        ]
      : []),
  ];
  const bookingId = search.get("booking");
  return (
    <Page
      title={words.title}
      {...(total === undefined ? {} : { count: format.number(total) })}
      actions={add}
      toolbar={
        <>
          <FilterBar filters={choices} values={filters} onChange={setFilters} />
          <div className="toolbar-end">
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={rows}
        rowId={rowId}
        onOpen={open}
        status={loading}
        onLoadMore={loadMore}
        resetKey={key}
        phoneRow={phoneRow}
        {...(total === undefined ? {} : { total })}
        empty={
          Object.keys(filters).length > 0 ? (
            <EmptyState title={words.noMatch} />
          ) : (
            <EmptyState title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      <Suspense>
        {search.get("new") === "1" && mayBook && (
          <BookSheet
            departureId={search.get("departure")}
            onClose={() => setAddress({ new: null, departure: null })}
          />
        )}
        {bookingId !== null && (
          <BookingSheet bookingId={bookingId} onClose={() => setAddress({ booking: null })} />
        )}
      </Suspense>
    </Page>
  );
}

const phoneRow = (row: Row): PhoneRow => ({
  title: row.customerName,
  titleEnd: <DayText day={row.departureDate} />,
  line: row.tourName,
  lineEnd: <BookingStatusBadge status={row.status} />,
});

function useColumns(): readonly Column<Row>[] {
  const words = useMessages(messages);
  return useMemo<Column<Row>[]>(
    () => [
      {
        id: "customer",
        header: words.customer,
        width: 200,
        cell: (row) => <span className="truncate">{row.customerName}</span>,
      },
      {
        id: "tour",
        header: words.tour,
        width: 210,
        cell: (row) => <span className="truncate">{row.tourName}</span>,
      },
      {
        id: "departs",
        header: words.departs,
        width: 126,
        cell: (row) => <DayText day={row.departureDate} />,
      },
      { id: "people", header: words.people, width: 84, align: "end", cell: (row) => row.numParticipants },
      {
        id: "status",
        header: words.status,
        width: 140,
        cell: (row) => <BookingStatusBadge status={row.status} />,
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
        header: words.paidOf,
        width: 120,
        align: "end",
        cell: (row) => <MoneyText minor={row.paidAmount} currency={row.currency} />,
      },
      {
        id: "by",
        header: words.bookedBy,
        width: 160,
        cell: (row) => (
          <span className="truncate">
            {row.createdByName}, <DateText at={row.createdAt} />
          </span>
        ),
      },
    ],
    [words],
  );
}
