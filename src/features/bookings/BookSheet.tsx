// Booking a departure: for a customer that is open or found, or for somebody new who passes the gatekeeper (TRV-19).
import { useState } from "react";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { bookingShape } from "../../../convex/bookings/shape";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery, useOrgQueryKept } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useZodForm } from "../../data/useZodForm";
import { useToday } from "../../hooks/useToday";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { WholeField } from "../../ui/WholeField";
import { CustomerPicker } from "../customers/CustomerPicker";
import { Matches } from "../customers/Matches";
import { useDuplicateCheck } from "../customers/useDuplicateCheck";
import { CustomerLookup, useOwnCustomers } from "../mirror/CustomerLookup";
import { messages } from "./messages";
import { TotalFields, type TypedTotal } from "./TotalFields";
import { Wishes } from "./Wishes";
import "./bookings.css";

const shape = bookingShape.pick({
  tourDepartureId: true,
  numParticipants: true,
  totalAmount: true,
  totalReason: true,
  note: true,
});
interface Typed extends Record<string, unknown>, TypedTotal {
  tourDepartureId: string;
  numParticipants: number;
  note: string;
}
type Entered = z.output<typeof shape> & Record<string, unknown>;
const nobody = { name: "", phone: "", email: "" };

export default function BookSheet({
  customer: given,
  leadId,
  departureId,
  onClose,
}: {
  /** Absent: the form asks for whom. */
  customer?: { _id: Id<"customers">; name: string };
  leadId?: Id<"leads">;
  /** The departure it was opened from. */
  departureId?: string | null;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const org = useOrg();
  const today = useToday();
  const undoable = useUndoable();
  const book = useOrgMutation(api.bookings.create);
  const move = useOrgMutation(api.bookings.move);
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  const isOwn = useOwnCustomers("new-booking-integration");
  const [typed, setPerson] = useState<typeof nobody | null>(null);
  // What was typed for Orbit is not sent while the older point of sale is in use.
  const person = isOwn ? typed : null;
  const [tourChosen, setTour] = useState<ComboOption | null>(null);
  const [hasOwnTotal, setOwnTotal] = useState(false);
  const [find, setFind] = useState("");
  const opened = useOrgQuery(
    api.tours.departure,
    departureId === undefined || departureId === null ? "skip" : { departureId },
  );
  const tour =
    tourChosen ?? (opened === undefined ? null : { value: opened.tourId as string, label: opened.tourName });
  const tours = useOrgPaginated(
    api.tours.list,
    today === undefined
      ? "skip"
      : { filter: { active: true, ...(find === "" ? {} : { search: find }) }, today },
    { initialNumItems: 20 },
  );
  const departures = useOrgPaginated(
    api.tours.departures,
    today === undefined || tour === null
      ? "skip"
      : { tourId: tour.value as Id<"tours">, when: "upcoming", today },
    { initialNumItems: 100 },
  );
  const customerId = given?._id ?? (chosen?.value as Id<"customers"> | undefined);
  const customer = useOrgQueryKept(
    api.customers.get,
    customerId === undefined ? "skip" : { customer: customerId },
  );
  const form = useZodForm(shape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      tourDepartureId: departureId ?? "",
      numParticipants: 1,
      totalAmount: undefined,
      totalReason: "",
      note: "",
    },
  });
  const { tourDepartureId, numParticipants } = form.watch();
  const departure =
    departures.rows?.find(({ _id }) => _id === tourDepartureId) ??
    (opened?._id === tourDepartureId ? opened : undefined);
  const usual =
    departure === undefined || Number.isNaN(numParticipants) ? null : departure.price * numParticipants;

  async function send({ totalAmount, totalReason, note, ...entered }: Entered) {
    const who = given?.name ?? chosen?.label ?? person?.name ?? "";
    const filled = Object.fromEntries(Object.entries(person ?? {}).filter(([, text]) => text.trim() !== ""));
    const bookingId = await book({
      ...(customerId !== undefined && person === null ? { customerId } : {}),
      ...(person === null ? {} : { newCustomer: { input: filled as { name: string } } }),
      input: {
        ...entered,
        tourDepartureId: entered.tourDepartureId as Id<"tourDepartures">,
        ...(leadId === undefined ? {} : { leadId }),
        ...(hasOwnTotal && totalAmount !== undefined ? { totalAmount } : {}),
        ...(hasOwnTotal && totalReason !== undefined ? { totalReason } : {}),
        ...(note === undefined ? {} : { note }),
      },
    });
    onClose();
    undoable(words.booked({ tour: tour?.label ?? "", name: who }), () =>
      move({ bookingId, to: "cancelled" }),
    );
  }

  return (
    <Sheet
      open
      modal
      onClose={onClose}
      title={given === undefined ? words.book : words.bookFor({ name: given.name })}
    >
      <form className="stack" onSubmit={form.submit(send)}>
        {given === undefined && !isOwn && (
          <FormField label={words.customer} required>
            <CustomerLookup
              part="new-booking-integration"
              value={chosen}
              onChange={setChosen}
              placeholder={words.findCustomer}
            />
          </FormField>
        )}
        {given === undefined && isOwn && person === null && (
          <>
            <FormField label={words.customer} required>
              <CustomerPicker value={chosen} onChange={setChosen} placeholder={words.findCustomer} />
            </FormField>
            {org.can("customers:create") && (
              <div className="row">
                <Button size="small" look="ghost" onClick={() => setPerson(nobody)}>
                  {words.somebodyNew}
                </Button>
              </div>
            )}
          </>
        )}
        {isOwn && person !== null && (
          <NewPerson
            person={person}
            onChange={setPerson}
            onKnown={(known) => {
              setChosen(known);
              setPerson(null);
            }}
          />
        )}
        <FormField label={words.tour} required>
          <Combobox
            value={tour}
            onChange={(next) => {
              setTour(next);
              form.setValue("tourDepartureId", "");
            }}
            onSearch={(text) => setFind(text.trim())}
            placeholder={words.findTour}
            options={tours.rows?.map((row) => ({
              value: row._id,
              label: row.name,
              note: format.money(row.basePrice, row.currency),
            }))}
          />
        </FormField>
        {departures.rows?.length === 0 ? (
          <p className="quiet">{words.noDepartures}</p>
        ) : (
          <FormField label={words.departure} required error={form.error("tourDepartureId")}>
            {form.control("tourDepartureId", (field) => (
              <Select
                {...field}
                disabled={tour === null}
                options={[
                  { value: "", label: words.chooseDeparture },
                  ...(departures.rows ?? []).map((row) => ({
                    value: row._id as string,
                    label: words.departureOption({
                      day: format.day(row.departureDate),
                      left: words.left({ n: row.seatsLeft }),
                    }),
                  })),
                ]}
              />
            ))}
          </FormField>
        )}
        <FormField label={words.people} required error={form.error("numParticipants")}>
          {form.control("numParticipants", (field) => (
            <WholeField {...field} />
          ))}
        </FormField>
        {departure !== undefined && (
          <TotalFields
            form={form}
            usual={usual}
            currency={departure.currency}
            isOwn={hasOwnTotal}
            onOwn={setOwnTotal}
          />
        )}
        {customer !== undefined && person === null && <Wishes json={customer.preferences} />}
        <FormField label={words.note} optional error={form.error("note")}>
          <TextArea rows={3} {...form.register("note")} />
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button
            type="submit"
            look="primary"
            busy={form.busy}
            disabled={customerId === undefined && person === null}
          >
            {words.save}
          </Button>
        </FormActions>
      </form>
    </Sheet>
  );
}

function NewPerson({
  person,
  onChange,
  onKnown,
}: {
  person: typeof nobody;
  onChange: (person: typeof nobody | null) => void;
  onKnown: (known: ComboOption) => void;
}) {
  const words = useMessages(messages);
  const found = useDuplicateCheck({ ...person, secondaryPhone: "" });
  return (
    <fieldset className="stack booking-person">
      <legend className="visually-hidden">{words.somebodyNew}</legend>
      {(["name", "phone", "email"] as const).map((field) => (
        <FormField key={field} label={words[field]} required={field === "name"}>
          <TextField
            type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
            value={person[field]}
            onChange={(event) => onChange({ ...person, [field]: event.target.value })}
          />
        </FormField>
      ))}
      <Matches
        matches={found.matches}
        crowded={found.crowded.length > 0}
        onOpen={(value) =>
          onKnown({
            value,
            label: found.matches.find(({ customerId }) => customerId === value)?.name ?? value,
          })
        }
      />
      <div className="row">
        <Button size="small" look="ghost" onClick={() => onChange(null)}>
          {words.somebodyKnown}
        </Button>
      </div>
    </fieldset>
  );
}
