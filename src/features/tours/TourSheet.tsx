// A tour: new, or its fields as they are.
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { tourShape } from "../../../convex/tours/shape";
import { useOrgMutation, useOrgQuery, type OrgRow } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { FormButtons, FormField } from "../../ui/FormField";
import { Sheet } from "../../ui/Sheet";
import { SumFields } from "../../ui/SumFields";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { WholeField } from "../../ui/WholeField";
import { messages } from "./messages";
import "./tours.css";

type Tour = Omit<OrgRow<typeof api.tours.list>, "next">;
interface Typed extends Record<string, unknown> {
  name: string;
  description: string;
  basePrice: number | null;
  currency: string;
  capacity: number;
  durationDays: number;
  active: boolean;
}
type Entered = z.output<typeof tourShape> & Record<string, unknown>;

export default function TourSheet(props: {
  tour: Tour | null;
  onSaved: (id: Id<"tours">) => void;
  onClose: () => void;
}) {
  const settings = useOrgQuery(api.settings.get, {});
  return settings === undefined ? null : <Form {...props} own={settings.currency} />;
}

function Form({
  tour,
  own,
  onSaved,
  onClose,
}: {
  tour: Tour | null;
  own: string;
  onSaved: (id: Id<"tours">) => void;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const create = useOrgMutation(api.tours.create);
  const update = useOrgMutation(api.tours.update);
  const form = useZodForm(tourShape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      name: tour?.name ?? "",
      description: tour?.description ?? "",
      basePrice: tour?.basePrice ?? null,
      currency: tour?.currency ?? own,
      capacity: tour?.capacity ?? Number.NaN,
      durationDays: tour?.durationDays ?? Number.NaN,
      active: tour?.active ?? true,
    },
  });
  async function send({ description, ...fields }: Entered) {
    const said = { ...fields, description: description ?? "" } as Parameters<typeof create>[0]["input"];
    if (tour === null) {
      const made = await create({ input: said });
      // The page of the new tour takes the place of this one.
      return onSaved(made);
    }
    await update({ tourId: tour._id, changes: said });
    onClose();
  }
  return (
    <Sheet open modal onClose={onClose} title={tour?.name ?? words.newTour}>
      <form className="stack" onSubmit={form.submit(send)}>
        <FormField label={words.name} required error={form.error("name")}>
          <TextField maxLength={120} {...form.register("name")} />
        </FormField>
        <SumFields form={form} amount="basePrice" label={words.pricePerPerson} own={own} />
        <div className="tour-halves">
          <FormField label={words.places} required error={form.error("capacity")}>
            {form.control("capacity", (field) => (
              <WholeField {...field} />
            ))}
          </FormField>
          <FormField label={words.durationDays} required error={form.error("durationDays")}>
            {form.control("durationDays", (field) => (
              <WholeField {...field} />
            ))}
          </FormField>
        </div>
        <FormField label={words.description} optional error={form.error("description")}>
          <TextArea rows={5} {...form.register("description")} />
        </FormField>
        <FormButtons form={form} onCancel={onClose}>
          {tour === null ? words.add : words.save}
        </FormButtons>
      </form>
    </Sheet>
  );
}
