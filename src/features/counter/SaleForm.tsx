// The sale at the counter: an amount, how it is paid, one press; then what became of the receipt, and the next customer.
import { useMemo, useState } from "react";
import { CheckCircledIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { transactionShape } from "../../../convex/transactions/shape";
import { paymentMethods, type PaymentMethod } from "../../../convex/transactions/words";
import { useOrg, useOrgMutation } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useZodForm } from "../../data/useZodForm";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { SumFields } from "../../ui/SumFields";
import { TextField } from "../../ui/TextField";
import { messages as saleMessages } from "../transactions/messages";
import { ReceiptWords } from "../transactions/ReceiptWords";
import { messages } from "./messages";

type Customer = Pick<FunctionReturnType<typeof api.pos.card>, "customerId" | "displayName" | "currency">;
type Recorded = FunctionReturnType<typeof api.transactions.record>;

interface Typed extends Record<string, unknown> {
  amount: number | null;
  currency: string;
  method: PaymentMethod;
  reference: string;
}
type Checked = z.output<ReturnType<typeof transactionShape>> & Record<string, unknown>;

export default function SaleForm({ customer, onNext }: { customer: Customer; onNext: () => void }) {
  const words = useMessages(messages);
  const [done, setDone] = useState<(Pick<Recorded, "receipts"> & { amount: string }) | null>(null);
  if (done === null) return <Form customer={customer} onDone={setDone} />;
  return (
    <section className="counter-done" role="status">
      <p className="row counter-done-what">
        <CheckCircledIcon aria-hidden />
        <strong>{words.done({ amount: done.amount })}</strong>
      </p>
      {done.receipts.length > 0 && (
        <p className="meta">
          {words.receiptTold} <ReceiptWords receipts={done.receipts} />
        </p>
      )}
      <div className="row">
        <Button
          look="primary"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- what comes next, after the press that brought it here
          autoFocus
          onClick={onNext}
        >
          {words.next}
        </Button>
        <Button onClick={() => setDone(null)}>{words.again}</Button>
      </div>
    </section>
  );
}

function Form(props: {
  customer: Customer;
  onDone: (done: Pick<Recorded, "receipts"> & { amount: string }) => void;
}) {
  const { customerId, currency: own } = props.customer;
  const words = useMessages(messages);
  const sales = useMessages(saleMessages);
  const format = useFormat();
  const org = useOrg();
  const undoable = useUndoable();
  const record = useOrgMutation(api.transactions.record);
  const voidSale = useOrgMutation(api.transactions.voidSale);
  const defaults = useMemo<Typed>(
    () => ({ amount: null, currency: own, method: "card", reference: "" }),
    [own],
  );
  const shape = transactionShape(Number.MAX_SAFE_INTEGER, own) as unknown as z.ZodType<Checked, Typed>;
  const form = useZodForm(shape, { defaults });

  async function send({ amount, currency: paidIn = own, method, reference }: Checked) {
    const { transactionId, receipts } = await record({
      customerId,
      input: { amount, currency: paidIn, method, ...(reference === undefined ? {} : { reference }) },
    });
    const told = format.money(amount, paidIn);
    props.onDone({ receipts, amount: told });
    if (org.can("transactions:void"))
      undoable(words.done({ amount: told }), () => voidSale({ transactionId }));
  }

  return (
    <form className="stack counter-sale" aria-label={words.sale} onSubmit={form.submit(send)}>
      <SumFields form={form} amount="amount" label={words.amount} own={own} />
      <fieldset className="counter-methods">
        <legend>{words.method}</legend>
        {paymentMethods.map((value) => (
          <label key={value} className="counter-method">
            <input type="radio" value={value} {...form.register("method")} />
            <span>{sales[value]}</span>
          </label>
        ))}
      </fieldset>
      <FormField label={words.receipt} optional error={form.error("reference")}>
        <TextField maxLength={120} {...form.register("reference")} />
      </FormField>
      <FormActions problem={form.problem}>
        <Button type="submit" look="primary" className="counter-record" busy={form.busy}>
          {words.record}
        </Button>
      </FormActions>
    </form>
  );
}
