// A departure of a tour: a new one begins with the tour's price and places (TRV-03).
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { departureShape } from "../../../convex/tours/shape";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { DateField } from "../../ui/DateField";
import { FormButtons, FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { Sheet } from "../../ui/Sheet";
import { WholeField } from "../../ui/WholeField";
import { messages } from "./messages";
import "./tours.css";

type Departure = OrgRow<typeof api.tours.departures>;
interface Typed extends Record<string, unknown> {
  departureDate: string;
  price: number | null;
  capacity: number;
}
const shape = departureShape.omit({ currency: true });
type Entered = z.output<typeof shape> & Record<string, unknown>;

export default function DepartureSheet(props: {
  tour: { _id: Id<"tours">; basePrice: number; currency: string; capacity: number };
  /** Null: a new one. */
  departure: Departure | null;
  onClose: () => void;
}) {
  const { tour, departure, onClose } = props;
  const words = useMessages(messages);
  const add = useOrgMutation(api.tours.addDate);
  const update = useOrgMutation(api.tours.updateDate);
  const form = useZodForm(shape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      departureDate: departure?.departureDate ?? "",
      price: departure?.price ?? tour.basePrice,
      capacity: departure?.capacity ?? tour.capacity,
    },
  });
  const currency = departure?.currency ?? tour.currency;
  async function send({ departureDate, price, capacity }: Entered) {
    const said = {
      departureDate,
      ...(price === undefined ? {} : { price }),
      ...(capacity === undefined ? {} : { capacity }),
    };
    if (departure === null) await add({ tourId: tour._id, input: said });
    else await update({ departureId: departure._id, changes: said });
    onClose();
  }
  return (
    <Sheet open modal onClose={onClose} title={departure === null ? words.addDeparture : words.departure}>
      <form className="stack" onSubmit={form.submit(send)}>
        <FormField label={words.departureDate} required error={form.error("departureDate")}>
          {form.control("departureDate", (field) => (
            <DateField {...field} onChange={(day) => field.onChange(day ?? "")} />
          ))}
        </FormField>
        <div className="tour-halves">
          <FormField label={words.pricePerPerson} error={form.error("price")}>
            {form.control("price", (field) => (
              <MoneyField {...field} currency={currency} />
            ))}
          </FormField>
          <FormField label={words.places} error={form.error("capacity")}>
            {form.control("capacity", (field) => (
              <WholeField {...field} />
            ))}
          </FormField>
        </div>
        <FormButtons form={form} onCancel={onClose}>
          {departure === null ? words.add : words.save}
        </FormButtons>
      </form>
    </Sheet>
  );
}
