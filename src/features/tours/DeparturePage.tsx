// One departure: its places, live, who has booked it and who travels (TRV-26, TRV-28).
import { Suspense, useState } from "react";
import { Link, useParams } from "react-router";
import { Pencil1Icon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useToday } from "../../hooks/useToday";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, ButtonLink } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Figure, Page, Section } from "../../ui/Page";
import { ThingList } from "../../ui/ThingList";
import { DateText, DayText, MoneyText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { useAddress } from "../../ui/useAddress";
import { BookingStatusBadge } from "../bookings/BookingStatusBadge";
import { messages } from "./messages";
import { SeatsLeft } from "./SeatsLeft";
import "./tours.css";

const BookingSheet = later(() => import("../bookings/BookingSheet"));
const DepartureSheet = later(() => import("./DepartureSheet"));
type Departure = OrgRow<typeof api.tours.departures>;

export default function DeparturePage() {
  const { departureId = "" } = useParams();
  const words = useMessages(messages);
  const format = useFormat();
  const { can, path } = useOrg();
  const today = useToday();
  const departure = useOrgQuery(api.tours.departure, { departureId });
  const tour = useOrgQuery(api.tours.get, departure === undefined ? "skip" : { tourId: departure.tourId });
  const [isEditing, setEditing] = useState(false);
  const [search, setAddress] = useAddress();
  const openId = search.get("booking");
  const crumbs = [
    { label: words.title, to: path("tours") },
    ...(tour === undefined ? [] : [{ label: tour.name, to: path(`tours/${tour._id}`) }]),
  ];
  if (departure === undefined || tour === undefined)
    return (
      <Page title={words.departure} crumbs={crumbs} layout="wide">
        <SkeletonLines widths={["40%", "70%", "60%"]} />
      </Page>
    );
  const isComing = today !== undefined && departure.departureDate >= today;
  const mayBook = isComing && tour.active && departure.seatsLeft > 0 && can("bookings:write");
  return (
    <Page
      title={format.day(departure.departureDate)}
      crumbs={crumbs}
      layout="wide"
      actions={
        <>
          {can("tours:manage") && (
            <Button icon={<Pencil1Icon aria-hidden />} onClick={() => setEditing(true)}>
              {words.edit}
            </Button>
          )}
          {mayBook && (
            <ButtonLink look="primary" to={path(`bookings?new=1&departure=${departure._id}`)}>
              {words.book}
            </ButtonLink>
          )}
        </>
      }
    >
      <div className="tour-figures">
        <Figure label={words.backOn}>
          <DayText day={departure.endDate} />
        </Figure>
        <Figure label={words.pricePerPerson}>
          <MoneyText minor={departure.price} currency={departure.currency} />
        </Figure>
        <Figure label={words.taken}>
          <LiveValue value={departure.seatsTaken}>
            <NumberText value={departure.seatsTaken} />
          </LiveValue>
        </Figure>
        <Figure label={words.left}>
          <SeatsLeft left={departure.seatsLeft} of={departure.capacity} />
        </Figure>
      </div>
      {can("bookings:read") && (
        <>
          <Bookings departureId={departure._id} onOpen={(booking) => setAddress({ booking })} />
          <Travellers departureId={departure._id} />
        </>
      )}
      <Suspense>
        {isEditing && <DepartureSheet tour={tour} departure={departure} onClose={() => setEditing(false)} />}
        {openId !== null && (
          <BookingSheet key={openId} bookingId={openId} onClose={() => setAddress({ booking: null })} />
        )}
      </Suspense>
    </Page>
  );
}

function Bookings({
  departureId,
  onOpen,
}: {
  departureId: Departure["_id"];
  onOpen: (bookingId: string) => void;
}) {
  const words = useMessages(messages);
  const list = useOrgPaginated(
    api.bookings.ofDeparture,
    { departureId },
    { initialNumItems: 30, pageSize: 60 },
  );
  return (
    <Section title={words.bookings}>
      <ThingList
        list={list}
        empty={<p className="quiet">{words.noBookings}</p>}
        more={words.more}
        thing={(booking) => ({
          what: booking.customerName,
          about: (
            <>
              {words.peopleCount({ n: booking.numParticipants })} · <DateText at={booking.createdAt} />
            </>
          ),
          status: booking.status,
          badge: <BookingStatusBadge status={booking.status} />,
          amount: booking.totalAmount,
          currency: booking.currency,
          opens: () => onOpen(booking._id),
        })}
      />
    </Section>
  );
}

/** Whoever may not be seen takes a place without a name. */
function Travellers({ departureId }: { departureId: Departure["_id"] }) {
  const words = useMessages(messages);
  const { path } = useOrg();
  const list = useOrgPaginated(
    api.bookings.travellers,
    { departureId },
    { initialNumItems: 60, pageSize: 60 },
  );
  if (list.rows === undefined || list.rows.length === 0) return null;
  return (
    <Section title={words.travellers}>
      <ul className="departure-people">
        {list.rows.map((person) => (
          <li key={person._id}>
            {person.customerId === null ? (
              <span>{person.name || words.hidden}</span>
            ) : (
              <Link className="link" to={path(`customers/${person.customerId}`)}>
                {person.name}
              </Link>
            )}
            {person.dietary !== null && <span className="meta"> · {person.dietary}</span>}
          </li>
        ))}
      </ul>
      <LoadMore list={list}>{words.more}</LoadMore>
    </Section>
  );
}
