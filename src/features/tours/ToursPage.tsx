// The catalogue: what is offered, at which price, when it departs next and how many places that has left (TRV-01, TRV-28).
import { Suspense, useCallback, useDeferredValue, useMemo } from "react";
import { useNavigate } from "react-router";
import { CalendarIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useToday } from "../../hooks/useToday";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable, type PhoneRow } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { useTableView, type Column } from "../../ui/tableView";
import { TextField } from "../../ui/TextField";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { DayText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { SeatsLeft } from "./SeatsLeft";
import "./tours.css";

const TourSheet = later(() => import("./TourSheet"));

type TourRow = OrgRow<typeof api.tours.list>;
const rowId = (row: TourRow) => row._id;
const byName = { column: "name", direction: "asc" } as const;

export default function ToursPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const navigate = useNavigate();
  const { can, path } = useOrg();
  const today = useToday();
  const [search, setAddress] = useAddress();
  const { filters, setFilters, key } = useFilterParams(["state"], byName);
  const typed = search.get("find") ?? "";
  const found = useDeferredValue(typed);
  const state = filters["state"]?.[0];
  const filter = useMemo(
    () => ({
      ...(state === undefined ? {} : { active: state === "active" }),
      ...(found === "" ? {} : { search: found }),
    }),
    [state, found],
  );
  const list = useOrgPaginated(api.tours.list, today === undefined ? "skip" : { filter, today }, {
    initialNumItems: 50,
    pageSize: 50,
  });
  const counts = useOrgQuery(api.tours.counts, {});
  const total =
    counts === undefined || found !== ""
      ? undefined
      : state === undefined
        ? counts.active + counts.inactive
        : counts[state as "active" | "inactive"];
  const view = useTableView("tours", useColumns());
  const href = useCallback((row: TourRow) => path(`tours/${row._id}`), [path]);
  const open = useCallback((row: TourRow) => void navigate(href(row)), [navigate, href]);
  const mayManage = can("tours:manage");
  useShortcut(mayManage ? "N" : null, () => setAddress({ new: "1" }), words.newTour);
  const add = mayManage && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1" })}>
      {words.newTour}
    </Button>
  );
  const choices: Filter[] = [
    {
      id: "state",
      label: words.state,
      options: [
        { value: "active", label: words.active },
        { value: "inactive", label: words.inactive },
      ],
    },
  ];
  const isFiltered = state !== undefined || found !== "";
  return (
    <Page
      title={words.title}
      {...(total === undefined ? {} : { count: format.number(total) })}
      actions={
        <>
          <ButtonLink to={path("tours/calendar")} icon={<CalendarIcon aria-hidden />}>
            {words.calendar}
          </ButtonLink>
          {add}
        </>
      }
      toolbar={
        <>
          <TextField
            type="search"
            className="tour-search"
            aria-label={words.search}
            placeholder={words.search}
            value={typed}
            onChange={(event) => setAddress({ find: event.target.value || null })}
          />
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
        rows={list.rows}
        rowId={rowId}
        href={href}
        onOpen={open}
        status={list.status}
        onLoadMore={list.loadMore}
        resetKey={`${key}${found}`}
        phoneRow={phoneRow}
        {...(total === undefined ? {} : { total })}
        empty={
          isFiltered ? (
            <EmptyState title={words.noMatch} />
          ) : (
            <EmptyState title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      {search.get("new") === "1" && mayManage && (
        <Suspense>
          <TourSheet
            tour={null}
            onSaved={(id) => void navigate(path(`tours/${id}`))}
            onClose={() => setAddress({ new: null })}
          />
        </Suspense>
      )}
    </Page>
  );
}

const phoneRow = (row: TourRow): PhoneRow => ({
  title: row.name,
  titleEnd: <MoneyText minor={row.basePrice} currency={row.currency} />,
  line: row.next === null ? "" : <DayText day={row.next.departureDate} />,
  lineEnd: row.next === null ? null : <SeatsLeft left={row.next.seatsLeft} />,
});

function useColumns(): readonly Column<TourRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<TourRow>[]>(
    () => [
      {
        id: "name",
        header: words.name,
        width: 240,
        cell: (row) => <span className="truncate">{row.name}</span>,
      },
      {
        id: "price",
        header: words.price,
        width: 120,
        align: "end",
        cell: (row) => <MoneyText minor={row.basePrice} currency={row.currency} />,
      },
      { id: "days", header: words.days, width: 80, align: "end", cell: (row) => row.durationDays },
      { id: "places", header: words.places, width: 90, align: "end", cell: (row) => row.capacity },
      {
        id: "next",
        header: words.next,
        width: 160,
        cell: (row) =>
          row.next === null ? (
            <span className="quiet">{words.none}</span>
          ) : (
            <DayText day={row.next.departureDate} />
          ),
      },
      {
        id: "left",
        header: words.left,
        width: 120,
        align: "end",
        cell: (row) =>
          row.next === null ? <span className="quiet">—</span> : <SeatsLeft left={row.next.seatsLeft} />,
      },
      {
        id: "state",
        header: words.state,
        width: 140,
        cell: (row) => (
          <LiveValue value={row.active}>
            {row.active ? words.active : <Badge>{words.inactive}</Badge>}
          </LiveValue>
        ),
      },
    ],
    [words],
  );
}
