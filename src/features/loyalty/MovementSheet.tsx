// Adding to a balance or spending from it; the undo is a counter entry.
import { useMemo } from "react";
import type * as z from "zod";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { movementShape, type Movement } from "../../../convex/loyalty/shape";
import { useOrgMutation } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { MoneyField } from "../../ui/MoneyField";
import { Sheet } from "../../ui/Sheet";
import { TextField } from "../../ui/TextField";
import type { OpenCustomer } from "../customers/openCustomer";
import { useAmountWords, type Asked } from "./amounts";
import { messages } from "./messages";

interface Typed extends Record<string, unknown> {
  unit: Asked["unit"];
  direction: Asked["direction"];
  amount: number | null;
  reason: string;
  reference: string;
}

export default function MovementSheet(props: {
  customer: OpenCustomer;
  balances: FunctionReturnType<typeof api.loyalty.balances>;
  asked: Asked;
  onClose: () => void;
}) {
  const { customer, balances, asked, onClose } = props;
  const { unit, direction } = asked;
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const amounts = useAmountWords();
  const undoable = useUndoable();
  const adjust = useOrgMutation(api.loyalty.adjust);
  const takeBack = useOrgMutation(api.loyalty.takeBack);
  const defaults = useMemo<Typed>(
    () => ({ unit, direction, amount: null, reason: "", reference: "" }),
    [unit, direction],
  );
  const shape = movementShape(balances.currency) as unknown as z.ZodType<
    Movement & Record<string, unknown>,
    Typed
  >;
  const form = useZodForm(shape, { defaults });
  const isAdding = direction === "add";
  const title = {
    credit: isAdding ? words.addCredit : words.useCredit,
    points: isAdding ? words.addPoints : words.usePoints,
  }[unit];
  const balance = unit === "credit" ? balances.availableCredit : balances.loyaltyPoints;
  const typed = form.watch("amount");
  const after = balance + (isAdding ? 1 : -1) * (typed === null || Number.isNaN(typed) ? 0 : typed);

  async function send({ amount, reason, reference }: Movement) {
    const input = { unit, direction, amount, reason, ...(reference === undefined ? {} : { reference }) };
    const { entryId } = await adjust({ customerId: customer._id, input });
    onClose();
    const moved = amounts(unit, amount, balances.currency);
    undoable((isAdding ? words.wasAdded : words.wasUsed)({ amount: moved }), () => takeBack({ entryId }));
  }

  return (
    <Sheet open modal onClose={onClose} title={`${title} · ${customer.name}`}>
      <form className="stack" onSubmit={form.submit(send)}>
        <FormField
          label={unit === "credit" ? words.amount : words.howMany}
          required
          error={form.error("amount")}
          help={
            after < 0 ? (
              <span className="loyalty-short" role="status">
                {words.tooLittle} {words.balance}: {amounts(unit, balance, balances.currency)}
              </span>
            ) : (
              <span className="numeric">
                {words.after}: {amounts(unit, after, balances.currency)}
              </span>
            )
          }
        >
          {form.control("amount", (field) =>
            unit === "credit" ? (
              <MoneyField {...field} currency={balances.currency} />
            ) : (
              <TextField
                ref={field.ref}
                inputMode="numeric"
                className="numeric"
                value={field.value === null || Number.isNaN(field.value) ? "" : String(field.value)}
                onBlur={field.onBlur}
                onChange={(event) => {
                  const digits = event.target.value.replace(/\D/g, "").slice(0, 9);
                  field.onChange(digits === "" ? null : Number(digits));
                }}
              />
            ),
          )}
        </FormField>
        <FormField label={words.reason} required error={form.error("reason")} help={words.reasonHelp}>
          <TextField maxLength={500} {...form.register("reason")} />
        </FormField>
        <FormField
          label={words.reference}
          optional
          error={form.error("reference")}
          help={words.referenceHelp}
        >
          <TextField maxLength={120} {...form.register("reference")} />
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={after < 0}>
            {isAdding ? words.addVerb : words.useVerb}
          </Button>
        </FormActions>
      </form>
    </Sheet>
  );
}
