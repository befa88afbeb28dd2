// A package of the catalogue: its name, price and limits (PKG-10).
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { packageShape } from "../../../convex/packages/shape";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { CurrencySelect } from "../../ui/CurrencySelect";
import { FormButtons, FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
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
  const currency = form.watch("currency");
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
        <div className="pack-price">
          <FormField label={words.price} required error={form.error("price")}>
            {form.control("price", (field) => (
              <MoneyField {...field} currency={currency} />
            ))}
          </FormField>
          <FormField label={words.currency} error={form.error("currency")}>
            {form.control("currency", (field) => (
              <CurrencySelect {...field} own={own} />
            ))}
          </FormField>
        </div>
        <div className="pack-pair">
          <FormField label={words.sessions} optional error={form.error("sessions")} help={words.sessionsHelp}>
            {form.control("sessions", (field) => (
              <CountField {...field} />
            ))}
          </FormField>
          <FormField
            label={words.validDays}
            optional
            error={form.error("validDays")}
            help={words.validDaysHelp}
          >
            {form.control("validDays", (field) => (
              <CountField {...field} />
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

/** A whole number, or null for an empty field. */
function CountField(props: {
  value: number | null;
  onChange: (value: number | null) => void;
  onBlur?: () => void;
  ref?: React.Ref<HTMLInputElement>;
}) {
  const { value, onChange, ...rest } = props;
  return (
    <TextField
      {...rest}
      inputMode="numeric"
      className="numeric"
      value={value === null ? "" : String(value)}
      onChange={(event) => {
        const digits = event.target.value.replace(/\D/g, "").slice(0, 6);
        onChange(digits === "" ? null : globalThis.Number(digits));
      }}
    />
  );
}
