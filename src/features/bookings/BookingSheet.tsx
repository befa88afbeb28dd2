// One booking: where to, for how many, what was paid and by when, who travels, and what can be done with it.
import { Suspense, useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { mayMove, type BookingStatus } from "../../../convex/bookings/words";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { Fact } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Sheet } from "../../ui/Sheet";
import { DateText, DayText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { BookingStatusBadge } from "./BookingStatusBadge";
import { messages } from "./messages";
import type { OpenBooking } from "./openBooking";
import { Payments } from "./Payments";
import { Travellers } from "./Travellers";
import { Wishes } from "./Wishes";
import "./bookings.css";

const AboutMessages = later(() => import("../inbox/AboutMessages"));
const ChangeBookingSheet = later(() => import("./ChangeBookingSheet"));

export default function BookingSheet({ bookingId, onClose }: { bookingId: string; onClose: () => void }) {
  const words = useMessages(messages);
  const booking = useOrgQuery(api.bookings.get, { bookingId });
  return (
    <Sheet open onClose={onClose} title={booking?.tourName ?? words.booking}>
      {booking === undefined ? (
        <SkeletonLines widths={["60%", "40%", "70%"]} />
      ) : (
        <Opened key={booking._id} booking={booking} />
      )}
    </Sheet>
  );
}

function Opened({ booking }: { booking: OpenBooking }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const owed = booking.status === "cancelled" ? 0 : Math.max(0, booking.totalAmount - booking.paidAmount);
  const facts: [string, React.ReactNode][] = [
    [
      words.customer,
      <Link key="customer" className="link" to={org.path(`customers/${booking.customerId}?tab=bookings`)}>
        {booking.customerName} ({booking.customerCode})
      </Link>,
    ],
    [
      words.departs,
      <Link key="days" className="link" to={org.path(`tours/departures/${booking.tourDepartureId}`)}>
        <DayText day={booking.departureDate} /> – <DayText day={booking.endDate} />
      </Link>,
    ],
    [words.people, words.peopleCount({ n: booking.numParticipants })],
    [words.totalReason, booking.totalReason],
    [words.note, booking.note],
    [
      words.bookedBy,
      <span key="by">
        {booking.createdByName}, <DateText at={booking.createdAt} />
      </span>,
    ],
  ];
  return (
    <div className="stack">
      <div className="booking-head">
        <p className="booking-sum">
          <LiveValue value={booking.totalAmount}>
            <MoneyText minor={booking.totalAmount} currency={booking.currency} />
          </LiveValue>
        </p>
        <BookingStatusBadge status={booking.status} />
      </div>
      {owed > 0 && (
        <p>
          <span className="meta">{words.owed}</span>{" "}
          <LiveValue value={owed}>
            <strong className="numeric">{format.money(owed, booking.currency)}</strong>
          </LiveValue>
        </p>
      )}
      {booking.cancelReason !== null && (
        <p className="meta">{words.because({ why: booking.cancelReason })}</p>
      )}
      <div>
        {facts
          .filter(([, value]) => value !== null)
          .map(([label, value]) => (
            <Fact key={label} label={label}>
              <div className="booking-fact">{value}</div>
            </Fact>
          ))}
      </div>
      <Deeds booking={booking} />
      <Payments booking={booking} />
      <Travellers booking={booking} />
      <Wishes json={booking.preferencesSnapshot} />
      {org.can("communications:read") && (
        <Suspense fallback={<SkeletonLines widths={["60%", "75%"]} />}>
          <AboutMessages customerId={booking.customerId} bookingId={booking._id} />
        </Suspense>
      )}
    </div>
  );
}

function Deeds({ booking }: { booking: OpenBooking }) {
  const words = useMessages(messages);
  const undoable = useUndoable();
  const move = useOrgMutation(api.bookings.move);
  const [isBusy, setBusy] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const { _id: bookingId, status, may } = booking;
  if (!may.change) return null;
  const go = async (to: BookingStatus) => {
    setBusy(true);
    try {
      await move({ bookingId, to });
      if (to === "cancelled")
        undoable(words.wasCancelled({ tour: booking.tourName }), () => move({ bookingId, to: "confirmed" }));
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="row">
      {(status === "confirmed" || status === "paid") && (
        <Button onClick={() => setChanging(true)}>{words.change}</Button>
      )}
      {mayMove(status, "completed") && (
        <Button busy={isBusy} onClick={() => void go("completed")}>
          {words.complete}
        </Button>
      )}
      {mayMove(status, "cancelled") && (
        <Button busy={isBusy} onClick={() => void go("cancelled")}>
          {words.cancelIt}
        </Button>
      )}
      {mayMove(status, "confirmed") && (
        <Button busy={isBusy} onClick={() => void go("confirmed")}>
          {words.bringBack}
        </Button>
      )}
      {isChanging && (
        <Suspense>
          <ChangeBookingSheet booking={booking} onClose={() => setChanging(false)} />
        </Suspense>
      )}
    </div>
  );
}
