// All departures of a month by day, each with the places it has left; a booking made elsewhere shows at once (TRV-28).
import { useEffect } from "react";
import { Link } from "react-router";
import { ChevronLeftIcon, ChevronRightIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useToday } from "../../hooks/useToday";
import { addMonths, monthSheet } from "../../i18n/dayText";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Page } from "../../ui/Page";
import { useAddress } from "../../ui/useAddress";
import { messages } from "./messages";
import { SeatsLeft } from "./SeatsLeft";
import "./tours.css";

export default function CalendarPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const { path } = useOrg();
  const today = useToday();
  const [search, setAddress] = useAddress();
  const asked = search.get("month");
  const month = asked !== null && /^\d{4}-\d{2}$/.test(asked) ? asked : today?.slice(0, 7);
  const days = month === undefined ? [] : weeksOf(month, monthSheet(format.locale, month));
  const [from, to] = [days[0], days.at(-1)];
  const list = useOrgPaginated(
    api.tours.calendar,
    from === undefined || to === undefined ? "skip" : { from, to },
    { initialNumItems: 100, pageSize: 100 },
  );
  const { status, loadMore } = list;
  // A calendar shows its whole month, however many departures that has.
  useEffect(() => {
    if (status === "CanLoadMore") loadMore();
  }, [status, loadMore]);
  const byDay = new Map<string, NonNullable<typeof list.rows>[number][]>();
  for (const row of list.rows ?? [])
    byDay.set(row.departureDate, [...(byDay.get(row.departureDate) ?? []), row]);
  const turn = (months: number) =>
    month !== undefined && setAddress({ month: addMonths(`${month}-01`, months).slice(0, 7) });
  return (
    <Page
      title={words.calendar}
      crumbs={[{ label: words.title, to: path("tours") }]}
      toolbar={
        <>
          <IconButton label={words.before} onClick={() => turn(-1)}>
            <ChevronLeftIcon aria-hidden />
          </IconButton>
          <strong className="month-name" aria-live="polite">
            {month !== undefined && format.day(`${month}-01`, "month")}
          </strong>
          <IconButton label={words.after} onClick={() => turn(1)}>
            <ChevronRightIcon aria-hidden />
          </IconButton>
          <Button size="small" onClick={() => setAddress({ month: null })}>
            {words.today}
          </Button>
        </>
      }
    >
      {list.rows?.length === 0 && status === "Exhausted" && (
        <p className="quiet month-empty">{words.nothingThisMonth}</p>
      )}
      <div className="month-names" aria-hidden>
        {days.slice(0, 7).map((day) => (
          <span key={day}>{format.day(day, "weekdayShort")}</span>
        ))}
      </div>
      <ol className="month" aria-label={month === undefined ? "" : format.day(`${month}-01`, "month")}>
        {days.map((day) => (
          <li
            key={day}
            className="month-day"
            data-outside={!day.startsWith(month!) || undefined}
            data-empty={!byDay.has(day) || undefined}
            aria-current={day === today ? "date" : undefined}
          >
            <span className="month-date numeric">
              <span aria-hidden>{Number(day.slice(8))}</span>
              <span className="month-weekday">{format.day(day, "weekday")}</span>
            </span>
            {byDay.get(day)?.map((row) => (
              <Link key={row._id} className="month-trip" to={path(`tours/departures/${row._id}`)}>
                <span className="truncate">{row.tourName}</span>
                <SeatsLeft left={row.seatsLeft} of={row.capacity} />
              </Link>
            ))}
          </li>
        ))}
      </ol>
    </Page>
  );
}

/** The sheet's weeks that hold a day of the month: a date picker's last one may not. */
function weeksOf(month: string, sheet: readonly string[]): string[] {
  const first = (at: number) => at - (at % 7);
  return sheet.filter((_, at) => sheet.slice(first(at), first(at) + 7).some((day) => day.startsWith(month)));
}
