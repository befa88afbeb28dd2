// A customer's bookings: how many, how many to come, and each with its day, status and sum (TRV-22, TRV-23).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useToday } from "../../hooks/useToday";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Figure } from "../../ui/Page";
import { DateText, DayText, MoneyText, NumberText } from "../../ui/Values";
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
      {list.rows === undefined ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : isEmpty ? (
        <EmptyState title={words.emptyTitle} actions={add}>
          {words.emptyHere}
        </EmptyState>
      ) : (
        <ul className="booking-list">
          {list.rows.map((row) => (
            <li key={row._id}>
              <button type="button" className="booking-row" onClick={() => setOpenId(row._id)}>
                <span className="payment-what">
                  <span className="truncate">{row.tourName}</span>
                  <span className="meta">
                    <DayText day={row.departureDate} /> · {words.peopleCount({ n: row.numParticipants })}
                  </span>
                </span>
                <BookingStatusBadge status={row.status} />
                <span className="booking-amount">
                  <MoneyText minor={row.totalAmount} currency={row.currency} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
      <Suspense>
        {isBooking && <BookSheet customer={customer} onClose={() => setBooking(false)} />}
        {openId !== null && <BookingSheet bookingId={openId} onClose={() => setOpenId(null)} />}
      </Suspense>
    </div>
  );
}
