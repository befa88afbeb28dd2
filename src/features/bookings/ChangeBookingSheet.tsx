// What was agreed on changes: other people, another total, another note (TRV-07, TRV-16). Places follow by themselves.
import { useState } from "react";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { bookingChangesShape } from "../../../convex/bookings/shape";
import { useOrgMutation } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { FormButtons, FormField } from "../../ui/FormField";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { WholeField } from "../../ui/WholeField";
import { messages } from "./messages";
import type { OpenBooking } from "./openBooking";
import { TotalFields, type TypedTotal } from "./TotalFields";
import "./bookings.css";

const shape = bookingChangesShape.omit({ metadata: true });
interface Typed extends Record<string, unknown>, TypedTotal {
  numParticipants: number;
  note: string;
}
type Entered = z.output<typeof shape> & Record<string, unknown>;

export default function ChangeBookingSheet({
  booking,
  onClose,
}: {
  booking: OpenBooking;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const update = useOrgMutation(api.bookings.update);
  const { currency, price, priceCurrency } = booking;
  const wasOwn = booking.totalReason !== null || priceCurrency !== currency;
  const [isOwn, setOwn] = useState(wasOwn);
  const form = useZodForm(shape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      numParticipants: booking.numParticipants,
      totalAmount: booking.totalAmount,
      totalReason: booking.totalReason ?? "",
      note: booking.note ?? "",
    },
  });
  const people = form.watch("numParticipants");

  async function send({ numParticipants, totalAmount, totalReason, note }: Entered) {
    const isTotalChanged =
      totalAmount !== booking.totalAmount || totalReason !== (booking.totalReason ?? undefined);
    await update({
      bookingId: booking._id,
      changes: {
        ...(numParticipants === undefined || numParticipants === booking.numParticipants
          ? {}
          : { numParticipants }),
        ...(isOwn && (isTotalChanged || !wasOwn) && totalAmount !== undefined
          ? { totalAmount, ...(totalReason === undefined ? {} : { totalReason }) }
          : {}),
        ...(!isOwn && wasOwn ? { totalAmount: null } : {}),
        note: note ?? "",
      },
    });
    onClose();
  }
  return (
    <Sheet open modal onClose={onClose} title={booking.tourName}>
      <form className="stack" onSubmit={form.submit(send)}>
        <FormField
          label={words.people}
          required
          error={form.error("numParticipants")}
          help={words.left({ n: booking.seatsLeft })}
        >
          {form.control("numParticipants", (field) => (
            <WholeField {...field} />
          ))}
        </FormField>
        <TotalFields
          form={form}
          usual={priceCurrency === currency && !Number.isNaN(people) ? price * people : null}
          currency={currency}
          isOwn={isOwn}
          onOwn={setOwn}
        />
        <FormField label={words.note} optional error={form.error("note")}>
          <TextArea rows={3} {...form.register("note")} />
        </FormField>
        <FormButtons form={form} onCancel={onClose}>
          {words.saveChanges}
        </FormButtons>
      </form>
    </Sheet>
  );
}
