// The catalogue: what is offered, at which price, when it departs next and how many places that has left (TRV-01, TRV-28).
import { useCallback, useDeferredValue, useMemo } from "react";
import { useNavigate } from "react-router";
import { CalendarIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useToday } from "../../hooks/useToday";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { ButtonLink } from "../../ui/Button";
import { liveColumn, moneyColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import { ListPage } from "../../ui/ListPage";
import type { Column } from "../../ui/tableView";
import { SearchField } from "../../ui/SearchField";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { DayText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { SeatsLeft } from "./SeatsLeft";
import "./tours.css";

const TourSheet = later(() => import("./TourSheet"));

type TourRow = OrgRow<typeof api.tours.list>;

export default function ToursPage() {
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { can, path } = useOrg();
  const today = useToday();
  const [search, setAddress] = useAddress();
  const { filters, setFilters, key } = useFilterParams(["state"]);
  const typed = search.get("find") ?? "";
  const found = useDeferredValue(typed);
  const state = filters["state"]?.[0] as "active" | "inactive" | undefined;
  const filter = useMemo(
    () => ({
      ...(state === undefined ? {} : { active: state === "active" }),
      ...(found === "" ? {} : { search: found }),
    }),
    [state, found],
  );
  const list = useOrgPaginated(api.tours.list, today === undefined ? "skip" : { filter, today }, {
    pageSize: 50,
  });
  const counts = useOrgQuery(api.tours.counts, {});
  const all = counts && (state === undefined ? counts.active + counts.inactive : counts[state]);
  return (
    <ListPage
      name="tours"
      title={words.title}
      columns={useMemo(() => tourColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      total={found === "" ? all : undefined}
      isFiltered={state !== undefined || found !== ""}
      filters={{
        key,
        values: filters,
        onChange: setFilters,
        choices: [
          {
            id: "state",
            label: words.state,
            options: [
              { value: "active", label: words.active, count: counts?.active },
              { value: "inactive", label: words.inactive, count: counts?.inactive },
            ],
          },
        ],
      }}
      tools={
        <SearchField
          className="tour-search"
          aria-label={words.search}
          placeholder={words.search}
          value={typed}
          onChange={(event) => setAddress({ find: event.target.value || null })}
        />
      }
      toolsKey={found}
      actions={
        <ButtonLink to={path("tours/calendar")} icon={<CalendarIcon aria-hidden />}>
          {words.calendar}
        </ButtonLink>
      }
      add={
        can("tours:manage") && {
          label: words.newTour,
          show: (close) => (
            <TourSheet tour={null} onSaved={(id) => void navigate(path(`tours/${id}`))} onClose={close} />
          ),
        }
      }
      href={useCallback((row: TourRow) => path(`tours/${row._id}`), [path])}
      empty={{ title: words.emptyTitle, text: words.empty, noMatch: words.noMatch }}
    />
  );
}

const phoneRow = (row: TourRow): PhoneRow => ({
  title: row.name,
  titleEnd: <MoneyText minor={row.basePrice} currency={row.currency} />,
  line: row.next === null ? "" : <DayText day={row.next.departureDate} />,
  lineEnd: row.next === null ? null : <SeatsLeft left={row.next.seatsLeft} />,
});

const tourColumns = (words: (typeof messages)["en"]): readonly Column<TourRow>[] => [
  textColumn("name", words.name, 240, (row) => row.name),
  moneyColumn("price", words.price, (row) => row.basePrice),
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
  liveColumn(
    "state",
    words.state,
    140,
    (row) => row.active,
    (row) => (row.active ? words.active : <Badge>{words.inactive}</Badge>),
  ),
];
