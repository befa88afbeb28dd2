// The total of a booking: price times people, or another one with its reason (TRV-07).
import type { ReactElement } from "react";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormField } from "../../ui/FormField";
import { MoneyField } from "../../ui/MoneyField";
import { TextField } from "../../ui/TextField";
import { MoneyText } from "../../ui/Values";
import { messages } from "./messages";

export interface TypedTotal {
  /** Minor units. */
  totalAmount: number | undefined;
  totalReason: string;
}

interface MoneyControl {
  value: unknown;
  onChange: (value: number | undefined) => void;
}

export function TotalFields<Controlled extends MoneyControl>(props: {
  form: {
    error: (name: "totalAmount" | "totalReason") => string | undefined;
    control: (name: "totalAmount", render: (field: Controlled) => ReactElement) => ReactElement;
    register: (name: "totalReason") => object;
  };
  /** Price times people; null while that is not known, or is in another currency. */
  usual: number | null;
  currency: string;
  isOwn: boolean;
  onOwn: (isOwn: boolean) => void;
}) {
  const words = useMessages(messages);
  const { form, usual, currency, isOwn } = props;
  return (
    <>
      <div className="booking-total">
        <p>
          <span className="meta">{words.total}</span>
          <br />
          {isOwn || usual === null ? "—" : <MoneyText minor={usual} currency={currency} />}
        </p>
        {(usual !== null || !isOwn) && (
          <Button size="small" look="ghost" onClick={() => props.onOwn(!isOwn)}>
            {isOwn ? words.usualTotal : words.ownTotal}
          </Button>
        )}
      </div>
      {isOwn && (
        <>
          <FormField label={words.ownTotal} required error={form.error("totalAmount")}>
            {form.control("totalAmount", (field) => (
              <MoneyField
                {...field}
                value={(field.value as number | undefined) ?? null}
                onChange={(minor) => field.onChange(minor ?? undefined)}
                currency={currency}
              />
            ))}
          </FormField>
          <FormField label={words.totalReason} required error={form.error("totalReason")}>
            <TextField maxLength={500} {...form.register("totalReason")} />
          </FormField>
        </>
      )}
    </>
  );
}
