// One tier: its name, what it brings, and from which worth it is given.
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { choiceColors, type ChoiceColor } from "../../../convex/fields/words";
import { tierShape } from "../../../convex/loyalty/shape";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { FormButtons, FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { WholeField } from "../../ui/WholeField";
import { messages } from "./messages";
import { TierBadge } from "./TierBadge";
import type { Tier } from "./useTiers";

interface Typed extends Record<string, unknown> {
  name: string;
  description: string;
  color: ChoiceColor;
  minLifetimeValue: number | null;
  legacyTierId: number | null;
}
type Entered = z.output<typeof tierShape> & Record<string, unknown>;

export default function TierSheet({ tier, onClose }: { tier: Tier | null; onClose: () => void }) {
  const words = useMessages(messages);
  const currency = useOrgQuery(api.settings.get, {})?.currency ?? "USD";
  const create = useOrgMutation(api.vip.create);
  const update = useOrgMutation(api.vip.update);
  const form = useZodForm(tierShape as unknown as z.ZodType<Entered, Typed>, {
    defaults: {
      name: tier?.name ?? "",
      description: tier?.description ?? "",
      color: tier?.color ?? "info",
      minLifetimeValue: tier?.minLifetimeValue ?? null,
      legacyTierId: tier?.legacyTierId ?? null,
    },
  });
  const { name, color } = form.watch();
  const colorWords: Record<ChoiceColor, string> = {
    neutral: words.colorNeutral,
    info: words.colorInfo,
    positive: words.colorPositive,
    warning: words.colorWarning,
    danger: words.colorDanger,
    live: words.colorLive,
  };
  return (
    <Sheet open modal onClose={onClose} title={tier?.name ?? words.newTier}>
      <form
        className="stack"
        onSubmit={form.submit(async (input) => {
          if (tier === null) await create({ input });
          else await update({ tierId: tier._id, input });
          onClose();
        })}
      >
        <FormField label={words.name} required error={form.error("name")}>
          <TextField maxLength={60} {...form.register("name")} />
        </FormField>
        <FormField label={words.color}>
          {form.control("color", (field) => (
            <Select {...field} options={choiceColors.map((value) => ({ value, label: colorWords[value] }))} />
          ))}
        </FormField>
        {name.trim() !== "" && (
          <div>
            <TierBadge tier={{ name, color, description: "" }} />
          </div>
        )}
        <FormField label={words.description} error={form.error("description")} help={words.descriptionHelp}>
          <TextArea rows={3} {...form.register("description")} />
        </FormField>
        <FormField
          label={words.threshold}
          optional
          error={form.error("minLifetimeValue")}
          help={words.thresholdHelp}
        >
          {form.control("minLifetimeValue", (field) => (
            <MoneyField {...field} currency={currency} />
          ))}
        </FormField>
        <FormField
          label={words.legacyId}
          optional
          error={form.error("legacyTierId")}
          help={words.legacyIdHelp}
        >
          {form.control("legacyTierId", (field) => (
            <WholeField {...field} empty={null} digits={9} />
          ))}
        </FormField>
        <FormButtons form={form} onCancel={onClose}>
          {tier === null ? words.add : words.save}
        </FormButtons>
      </form>
    </Sheet>
  );
}
