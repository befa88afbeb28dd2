// All bookings by day of departure: coming, past, by status and owner; live, with exact counts (TRV-28).
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { bookingStatuses, type BookingStatus } from "../../../convex/bookings/words";
import { addDays } from "../../../convex/shared/days";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useOwnerFilter } from "../../hooks/useOwnerFilter";
import { useToday } from "../../hooks/useToday";
import { useMessages } from "../../i18n/messages";
import { dayColumn, liveColumn, moneyColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import { ListPage } from "../../ui/ListPage";
import type { Column } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { DateText, DayText } from "../../ui/Values";
import { later } from "../../ui/later";
import { BookingStatusBadge } from "./BookingStatusBadge";
import { messages } from "./messages";
import "./bookings.css";

const BookSheet = later(() => import("./BookSheet"));
const BookingSheet = later(() => import("./BookingSheet"));

type Row = OrgRow<typeof api.bookings.list>;
const fourYears = 1460;

export default function BookingsPage() {
  const words = useMessages(messages);
  const { can } = useOrg();
  const today = useToday();
  const [search, setAddress] = useAddress();
  const { filters, setFilters, key } = useFilterParams(["when", "status", "owner"]);
  const { owner, isReady, choices } = useOwnerFilter(filters, words.owner);
  const when = filters["when"]?.[0];
  const status = filters["status"]?.[0] as BookingStatus | undefined;
  const days = useMemo(() => {
    if (today === undefined || when === undefined) return {};
    if (when === "past") return { from: addDays(today, -fourYears), to: addDays(today, -1) };
    return { from: today, to: addDays(today, when === "next30" ? 30 : fourYears) };
  }, [today, when]);
  const filter = useMemo(() => ({ ...days, ...(status === undefined ? {} : { status }) }), [days, status]);
  const whose = isReady && today !== undefined ? ({ owner: owner ?? "everybody" } as const) : undefined;
  const order = when === undefined || when === "past" ? ("desc" as const) : ("asc" as const);
  const list = useOrgPaginated(api.bookings.list, whose ? { ...whose, filter, order } : "skip", {
    pageSize: 60,
  });
  const counts = useOrgQuery(api.bookings.counts, whose ? { ...whose, ...days } : "skip");
  const counted: readonly BookingStatus[] = status === undefined ? bookingStatuses : [status];
  return (
    <ListPage
      name="bookings"
      title={words.title}
      columns={useMemo(() => bookingColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      isSifted
      total={counts && counted.reduce<number>((sum, one) => sum + counts[one], 0)}
      filters={{
        key,
        values: filters,
        onChange: setFilters,
        choices: [
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
              label: words[value],
              count: counts?.[value],
            })),
          },
          ...choices,
        ],
      }}
      add={
        can("bookings:write") && {
          label: words.book,
          show: () => (
            <BookSheet
              departureId={search.get("departure")}
              onClose={() => setAddress({ new: null, departure: null })}
            />
          ),
        }
      }
      sheet={{
        param: "booking",
        show: (bookingId, close) => <BookingSheet bookingId={bookingId} onClose={close} />,
      }}
      empty={{ title: words.emptyTitle, text: words.empty, noMatch: words.noMatch }}
    />
  );
}

const phoneRow = (row: Row): PhoneRow => ({
  title: row.customerName,
  titleEnd: <DayText day={row.departureDate} />,
  line: row.tourName,
  lineEnd: <BookingStatusBadge status={row.status} />,
});

const bookingColumns = (words: (typeof messages)["en"]): readonly Column<Row>[] => [
  textColumn("customer", words.customer, 200, (row) => row.customerName),
  textColumn("tour", words.tour, 210, (row) => row.tourName),
  dayColumn("departs", words.departs, 126, (row) => row.departureDate),
  { id: "people", header: words.people, width: 84, align: "end", cell: (row) => row.numParticipants },
  liveColumn(
    "status",
    words.status,
    140,
    (row) => row.status,
    (row) => <BookingStatusBadge status={row.status} />,
  ),
  moneyColumn("total", words.total, (row) => row.totalAmount),
  moneyColumn("paid", words.paidOf, (row) => row.paidAmount),
  textColumn("by", words.bookedBy, 160, (row) => (
    <>
      {row.createdByName}, <DateText at={row.createdAt} />
    </>
  )),
];
