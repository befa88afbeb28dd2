// One item of the catalogue: its code, its name, its price and tax.
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { itemShape } from "../../../convex/items/shape";
import { parseRate, rateText } from "../../../convex/quotes/pricing";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { CurrencySelect } from "../../ui/CurrencySelect";
import { FormButtons, FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import type { Item } from "./item";
import { messages } from "./messages";
import { RateField } from "./RateField";
import "./items.css";

interface Typed extends Record<string, unknown> {
  sku: string;
  name: string;
  description: string;
  category: string;
  unitPrice: number | null;
  currency: string;
  taxRate: number;
}
type Entered = z.output<typeof itemShape> & Record<string, unknown>;

export default function ItemSheet(props: { item: Item | null; onClose: () => void }) {
  const settings = useOrgQuery(api.settings.get, {});
  return settings === undefined ? null : <Form {...props} own={settings.currency} />;
}

function Form({ item, own, onClose }: { item: Item | null; own: string; onClose: () => void }) {
  const words = useMessages(messages);
  const create = useOrgMutation(api.items.create);
  const update = useOrgMutation(api.items.update);
  const form = useZodForm(itemShape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      sku: item?.sku ?? "",
      name: item?.name ?? "",
      description: item?.description ?? "",
      category: item?.category ?? "",
      unitPrice: item?.unitPrice ?? null,
      currency: item?.currency ?? own,
      taxRate: item?.taxRate ?? 0,
    },
  });
  const currency = form.watch("currency");
  return (
    <Sheet open modal onClose={onClose} title={item?.name ?? words.addNew}>
      <form
        className="stack"
        onSubmit={form.submit(async ({ description = "", category = "", ...rest }) => {
          const input = { ...rest, description, category } as Parameters<typeof create>[0]["input"];
          if (item === null) await create({ input });
          else await update({ itemId: item._id, input });
          onClose();
        })}
      >
        <FormField label={words.name} required error={form.error("name")}>
          <TextField maxLength={200} {...form.register("name")} />
        </FormField>
        <FormField label={words.sku} required error={form.error("sku")} help={words.skuHelp}>
          <TextField maxLength={60} {...form.register("sku")} />
        </FormField>
        <div className="item-sum">
          <FormField label={words.unitPrice} required error={form.error("unitPrice")}>
            {form.control("unitPrice", (field) => (
              <MoneyField {...field} currency={currency} />
            ))}
          </FormField>
          <FormField label={words.currency} error={form.error("currency")}>
            {form.control("currency", (field) => (
              <CurrencySelect {...field} own={own} />
            ))}
          </FormField>
          <FormField label={words.taxRate} error={form.error("taxRate")}>
            {form.control("taxRate", (field) => (
              <RateField {...field} read={parseRate} write={rateText} />
            ))}
          </FormField>
        </div>
        <FormField label={words.category} optional error={form.error("category")}>
          <TextField maxLength={80} {...form.register("category")} />
        </FormField>
        <FormField label={words.description} optional error={form.error("description")}>
          <TextArea rows={3} {...form.register("description")} />
        </FormField>
        <FormButtons form={form} onCancel={onClose}>
          {item === null ? words.add : words.save}
        </FormButtons>
      </form>
    </Sheet>
  );
}
