// A package of the catalogue: its name, price and limits (PKG-10).
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { packageShape } from "../../../convex/packages/shape";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { FormButtons, FormField } from "../../ui/FormField";
import { Sheet } from "../../ui/Sheet";
import { SumFields } from "../../ui/SumFields";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { WholeField } from "../../ui/WholeField";
import { toast } from "../../ui/toast";
import { messages } from "./messages";
import type { Offer } from "./packages";
import "./packages.css";

interface Typed extends Record<string, unknown> {
  name: string;
  description: string;
  price: number | null;
  currency: string;
  sessions: number | null;
  validDays: number | null;
}
type Entered = z.output<ReturnType<typeof packageShape>> & Record<string, unknown>;

interface Asked {
  /** Null for a new one. */
  offer: Offer | null;
  onClose: () => void;
}

export default function PackageForm(props: Asked) {
  const settings = useOrgQuery(api.settings.get, {});
  return settings === undefined ? null : <Form {...props} own={settings.currency} />;
}

function Form({ offer, own, onClose }: Asked & { own: string }) {
  const words = useMessages(messages);
  const create = useOrgMutation(api.packages.create);
  const update = useOrgMutation(api.packages.update);
  const form = useZodForm(packageShape(own) as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      name: offer?.name ?? "",
      description: offer?.description ?? "",
      price: offer?.price ?? null,
      currency: offer?.currency ?? own,
      sessions: offer?.sessions ?? null,
      validDays: offer?.validDays ?? null,
    },
  });
  return (
    <Sheet open modal onClose={onClose} title={offer?.name ?? words.newPackage}>
      <form
        className="stack"
        onSubmit={form.submit(async ({ description = "", ...rest }) => {
          const input = { ...rest, description } as Parameters<typeof create>[0]["input"];
          if (offer === null) await create({ input });
          else await update({ packageId: offer._id, input });
          onClose();
          toast(words.saved({ name: rest.name }));
        })}
      >
        <FormField label={words.name} required error={form.error("name")}>
          <TextField maxLength={120} {...form.register("name")} />
        </FormField>
        <SumFields form={form} amount="price" label={words.price} own={own} />
        <div className="pack-pair">
          <FormField label={words.sessions} optional error={form.error("sessions")} help={words.sessionsHelp}>
            {form.control("sessions", (field) => (
              <WholeField {...field} empty={null} />
            ))}
          </FormField>
          <FormField
            label={words.validDays}
            optional
            error={form.error("validDays")}
            help={words.validDaysHelp}
          >
            {form.control("validDays", (field) => (
              <WholeField {...field} empty={null} />
            ))}
          </FormField>
        </div>
        <FormField label={words.description} optional error={form.error("description")}>
          <TextArea rows={3} {...form.register("description")} />
        </FormField>
        <FormButtons form={form} onCancel={onClose}>
          {offer === null ? words.add : words.save}
        </FormButtons>
      </form>
    </Sheet>
  );
}
