// What was paid of a booking, by day; an instalment or a refund is recorded here (TRV-11, TRV-16).
import { useState } from "react";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { converted } from "../../../convex/shared/money";
import { paymentShape } from "../../../convex/bookings/shape";
import { paymentMethods, type PaymentMethod } from "../../../convex/transactions/words";
import { useOrgMutation } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useZodForm } from "../../data/useZodForm";
import { useToday } from "../../hooks/useToday";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { CurrencySelect } from "../../ui/CurrencySelect";
import { DateField } from "../../ui/DateField";
import { FormButtons, FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { Select } from "../../ui/Select";
import { TextField } from "../../ui/TextField";
import { DayText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import type { OpenBooking } from "./openBooking";
import { RateInput } from "./RateInput";

type Payment = OpenBooking["payments"][number];

export function Payments({ booking }: { booking: OpenBooking }) {
  const words = useMessages(messages);
  const [adding, setAdding] = useState<"completed" | "refunded" | null>(null);
  const { may, payments, paidAmount, totalAmount, status } = booking;
  return (
    <section>
      <h3 className="booking-part">{words.payments}</h3>
      {payments.length === 0 ? (
        <p className="quiet">{words.noPayments}</p>
      ) : (
        <ul className="payment-list">
          {payments.map((payment) => (
            <PaymentRow key={payment._id} payment={payment} booking={booking} />
          ))}
        </ul>
      )}
      {adding === null ? (
        <div className="row booking-deeds">
          {may.change && status !== "cancelled" && paidAmount < totalAmount && (
            <Button size="small" onClick={() => setAdding("completed")}>
              {words.pay}
            </Button>
          )}
          {may.refund && paidAmount > 0 && (
            <Button size="small" onClick={() => setAdding("refunded")}>
              {words.refund}
            </Button>
          )}
        </div>
      ) : (
        <PaymentForm booking={booking} status={adding} onClose={() => setAdding(null)} />
      )}
    </section>
  );
}

function PaymentRow({ payment, booking }: { payment: Payment; booking: OpenBooking }) {
  const words = useMessages(messages);
  const move = useOrgMutation(api.bookings.movePaid);
  const { status, _id: paymentId } = payment;
  const to = async (next: "completed" | "failed") => {
    try {
      await move({ paymentId, to: next });
    } catch (error) {
      reportError(error);
    }
  };
  const isCounted = status === "completed" || status === "refunded";
  return (
    <li className="payment-row" data-off={!isCounted || undefined}>
      <span className="payment-what">
        <DayText day={payment.paymentDate} />
        <span className="meta truncate">
          {words[payment.paymentMethod]}
          {status !== "completed" && ` · ${words[`payment.${status}`]}`}
          {payment.reference !== null && ` · ${payment.reference}`}
        </span>
      </span>
      <span className="payment-sum">
        <MoneyText
          minor={status === "refunded" ? -payment.amount : payment.amount}
          currency={payment.currency}
        />
        {payment.rate !== null && (
          <span className="meta">
            <MoneyText minor={payment.bookedAmount} currency={booking.currency} />
          </span>
        )}
      </span>
      {booking.may.change && status === "pending" && (
        <Button size="small" look="ghost" onClick={() => void to("completed")}>
          {words.arrived}
        </Button>
      )}
      {booking.may.change && (status === "pending" || status === "completed") && (
        <Button size="small" look="ghost" onClick={() => void to("failed")}>
          {words.notArrived}
        </Button>
      )}
    </li>
  );
}

interface Typed extends Record<string, unknown> {
  amount: number | null;
  currency: string;
  rate: number | undefined;
  paymentDate: string;
  paymentMethod: PaymentMethod;
  reference: string;
}
type Entered = z.output<ReturnType<typeof paymentShape>> & Record<string, unknown>;

function PaymentForm({
  booking,
  status,
  onClose,
}: {
  booking: OpenBooking;
  status: "completed" | "refunded";
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const format = useFormat();
  const undoable = useUndoable();
  const today = useToday();
  const pay = useOrgMutation(api.bookings.pay);
  const move = useOrgMutation(api.bookings.movePaid);
  const { _id: bookingId, currency, totalAmount, paidAmount } = booking;
  const shape = paymentShape(currency) as unknown as z.ZodType<Entered, Typed>;
  const form = useZodForm(shape, {
    defaults: {
      amount: status === "refunded" ? paidAmount : totalAmount - paidAmount,
      currency,
      rate: undefined,
      paymentDate: today ?? "",
      paymentMethod: "card",
      reference: "",
    },
  });
  const { currency: given, rate = Number.NaN, amount: typed } = form.watch();
  const isForeign = given !== currency;
  const worth = typed === null || Number.isNaN(rate) ? null : converted(typed, given, currency, rate);
  async function send({ amount, rate: said, paymentDate, paymentMethod, reference }: Entered) {
    const paymentId = await pay({
      bookingId,
      input: {
        amount,
        // Without a rate the answer says of which two currencies one is needed.
        ...(isForeign ? { currency: given, ...(said === undefined ? {} : { rate: said }) } : {}),
        paymentMethod,
        status,
        ...(paymentDate === undefined ? {} : { paymentDate }),
        ...(reference === undefined ? {} : { reference }),
      },
    });
    onClose();
    undoable(
      `${status === "refunded" ? words["payment.refunded"] : words["payment.completed"]}: ${format.money(amount, given)}`,
      () => move({ paymentId, to: "failed" }),
    );
  }
  return (
    <form className="stack booking-form" onSubmit={form.submit(send)}>
      <div className="booking-halves">
        <FormField label={words.amount} required error={form.error("amount")}>
          {form.control("amount", (field) => (
            <MoneyField {...field} currency={given} />
          ))}
        </FormField>
        <FormField label={words.currency} error={form.error("currency")}>
          {form.control("currency", (field) => (
            <CurrencySelect {...field} own={currency} />
          ))}
        </FormField>
        {isForeign && (
          <FormField
            label={words.rate({ one: given, of: currency })}
            required
            error={form.error("rate")}
            help={worth === null ? undefined : words.isWorth({ sum: format.money(worth, currency) })}
          >
            {form.control("rate", (field) => (
              <RateInput {...field} />
            ))}
          </FormField>
        )}
        <FormField label={words.method} error={form.error("paymentMethod")}>
          {form.control("paymentMethod", (field) => (
            <Select {...field} options={paymentMethods.map((value) => ({ value, label: words[value] }))} />
          ))}
        </FormField>
        <FormField label={words.day} error={form.error("paymentDate")}>
          {form.control("paymentDate", (field) => (
            <DateField {...field} onChange={(day) => field.onChange(day ?? "")} />
          ))}
        </FormField>
        <FormField label={words.receipt} optional error={form.error("reference")}>
          <TextField maxLength={120} {...form.register("reference")} />
        </FormField>
      </div>
      <FormButtons form={form} onCancel={onClose}>
        {status === "refunded" ? words.refund : words.record}
      </FormButtons>
    </form>
  );
}
