// A customer's bookings: how many, how many to come, and each with its day, status and sum (TRV-22, TRV-23).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useToday } from "../../hooks/useToday";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Figure } from "../../ui/Page";
import { ThingList } from "../../ui/ThingList";
import { DateText, DayText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { BookingStatusBadge } from "./BookingStatusBadge";
import { messages } from "./messages";
import "./bookings.css";

const BookSheet = later(() => import("./BookSheet"));
const BookingSheet = later(() => import("./BookingSheet"));

export function CustomerBookingsTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const today = useToday();
  const customerId = customer._id;
  const summary = useOrgQuery(api.bookings.summary, today === undefined ? "skip" : { customerId, today });
  const list = useOrgPaginated(
    api.bookings.ofCustomer,
    today === undefined ? "skip" : { customerId, when: "all", today },
    { initialNumItems: 20, pageSize: 30 },
  );
  const [isBooking, setBooking] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const add = mayAdd(customer, org, "bookings:write") && (
    <Button size="small" icon={<PlusIcon aria-hidden />} onClick={() => setBooking(true)}>
      {words.book}
    </Button>
  );
  const isEmpty = list.rows?.length === 0;
  return (
    <div className="customer-overview">
      {!isEmpty && (
        <div className="booking-tab-head">
          <div className="booking-figures">
            <Figure label={words.totalBookings}>
              {summary && (
                <LiveValue value={summary.totalBookings}>
                  <NumberText value={summary.totalBookings} />
                </LiveValue>
              )}
            </Figure>
            <Figure label={words.upcomingBookings}>
              {summary && (
                <LiveValue value={summary.upcomingBookings}>
                  <NumberText value={summary.upcomingBookings} />
                </LiveValue>
              )}
            </Figure>
            {summary?.lastBooking !== undefined && (
              <Figure label={words.lastBooking}>
                <DateText at={summary.lastBooking} />
              </Figure>
            )}
          </div>
          {add}
        </div>
      )}
      <ThingList
        list={list}
        empty={
          <EmptyState title={words.emptyTitle} actions={add}>
            {words.emptyHere}
          </EmptyState>
        }
        more={words.more}
        thing={(booking) => ({
          what: booking.tourName,
          about: (
            <>
              <DayText day={booking.departureDate} /> · {words.peopleCount({ n: booking.numParticipants })}
            </>
          ),
          status: booking.status,
          badge: <BookingStatusBadge status={booking.status} />,
          amount: booking.totalAmount,
          currency: booking.currency,
          opens: () => setOpenId(booking._id),
        })}
      />
      <Suspense>
        {isBooking && <BookSheet customer={customer} onClose={() => setBooking(false)} />}
        {openId !== null && <BookingSheet bookingId={openId} onClose={() => setOpenId(null)} />}
      </Suspense>
    </div>
  );
}
