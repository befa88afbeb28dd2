// Recording a sale: of a customer that is open, or of one that is found first.
import { useMemo, useState } from "react";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { isPayable } from "../../../convex/orders/lifecycle";
import { transactionShape, type TransactionInput } from "../../../convex/transactions/shape";
import { paymentMethods, type PaymentMethod } from "../../../convex/transactions/words";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useZodForm } from "../../data/useZodForm";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import type { ComboOption } from "../../ui/Combobox";
import { DateTimeField } from "../../ui/DateField";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { SumFields } from "../../ui/SumFields";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { CustomerOrNew } from "../customers/CustomerOrNew";
import { messages } from "./messages";
import "./transactions.css";

interface Typed extends Record<string, unknown> {
  amount: number | null;
  currency: string;
  at: number | null;
  method: PaymentMethod;
  reference: string;
  note: string;
  quoteId: string;
  orderId: string;
  serviceJobId: string;
}
type Checked = z.output<ReturnType<typeof transactionShape>> & Record<string, unknown>;

export default function RecordSaleSheet(props: {
  /** Absent: the form asks for whom. */
  customer?: { _id: Id<"customers">; name: string };
  onClose: () => void;
}) {
  const settings = useOrgQuery(api.settings.get, {});
  return settings === undefined ? null : <Form {...props} currency={settings.currency} />;
}

function Form({
  customer: given,
  currency: own,
  onClose,
}: {
  customer?: { _id: Id<"customers">; name: string };
  currency: string;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const org = useOrg();
  const undoable = useUndoable();
  const record = useOrgMutation(api.transactions.record);
  const voidSale = useOrgMutation(api.transactions.voidSale);
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  const customer =
    given ?? (chosen === null ? null : { _id: chosen.value as Id<"customers">, name: chosen.label });
  const [opened] = useState(() => Math.floor(Date.now() / 60_000) * 60_000);
  const defaults = useMemo<Typed>(
    () => ({
      amount: null,
      currency: own,
      at: opened,
      method: "card",
      reference: "",
      note: "",
      quoteId: "",
      orderId: "",
      serviceJobId: "",
    }),
    [own, opened],
  );
  // The moment in sight is judged by the clock of when it is sent.
  const shape = transactionShape(Number.MAX_SAFE_INTEGER, own) as unknown as z.ZodType<Checked, Typed>;
  const form = useZodForm(shape, { defaults });
  const currency = form.watch("currency");

  async function send({ quoteId, orderId, serviceJobId, ...input }: Checked) {
    if (customer === null) return;
    const sale: TransactionInput = Object.fromEntries(
      Object.entries(input).filter(([, value]) => value !== undefined),
    ) as never;
    // Nothing was said of when: the server's own clock says now.
    if (sale.at === opened) delete sale.at;
    const { transactionId } = await record({
      customerId: customer._id,
      input: {
        ...(sale as { amount: number }),
        ...(quoteId ? { quoteId: quoteId as Id<"quotes"> } : {}),
        ...(orderId ? { orderId: orderId as Id<"orders"> } : {}),
        ...(serviceJobId ? { serviceJobId: serviceJobId as Id<"serviceJobs"> } : {}),
      },
    });
    onClose();
    const told = words.recorded({
      amount: format.money(input.amount, input.currency ?? own),
      name: customer.name,
    });
    if (org.can("transactions:void")) undoable(told, () => voidSale({ transactionId }));
    else toast(told);
  }

  return (
    <Sheet
      open
      modal
      onClose={onClose}
      title={given === undefined ? words.record : words.recordFor({ name: given.name })}
    >
      <form className="stack" onSubmit={form.submit(send)}>
        {given === undefined && (
          <FormField label={words.customer} required>
            <CustomerOrNew
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
              autoFocus
              value={chosen}
              onChange={setChosen}
              placeholder={words.findCustomer}
            />
          </FormField>
        )}
        <SumFields form={form} amount="amount" label={words.amount} own={own} />
        <FormField label={words.method} error={form.error("method")}>
          {form.control("method", (field) => (
            <Select {...field} options={paymentMethods.map((value) => ({ value, label: words[value] }))} />
          ))}
        </FormField>
        <FormField label={words.when} error={form.error("at")}>
          {form.control("at", (field) => (
            <DateTimeField {...field} />
          ))}
        </FormField>
        <FormField label={words.receipt} optional error={form.error("reference")} help={words.receiptHelp}>
          <TextField maxLength={120} {...form.register("reference")} />
        </FormField>
        {customer !== null && org.can("quotes:read") && (
          <QuoteChoice
            customerId={customer._id}
            currency={currency}
            error={form.error("quoteId")}
            control={(options) => form.control("quoteId", (field) => <Select {...field} options={options} />)}
          />
        )}
        {customer !== null && org.can("orders:read") && (
          <OrderChoice
            customerId={customer._id}
            currency={currency}
            error={form.error("orderId")}
            control={(options) => form.control("orderId", (field) => <Select {...field} options={options} />)}
          />
        )}
        {customer !== null && org.can("serviceJobs:read") && (
          <JobChoice
            customerId={customer._id}
            currency={currency}
            error={form.error("serviceJobId")}
            control={(options) =>
              form.control("serviceJobId", (field) => <Select {...field} options={options} />)
            }
          />
        )}
        <FormField label={words.note} optional error={form.error("note")}>
          <TextArea rows={3} {...form.register("note")} />
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy} disabled={customer === null}>
            {words.save}
          </Button>
        </FormActions>
      </form>
    </Sheet>
  );
}

interface ChoiceProps {
  customerId: Id<"customers">;
  currency: string;
  error: string | undefined;
  control: (options: { value: string; label: string }[]) => React.ReactElement;
}

/** Only where an order stands that is not paid. */
function OrderChoice(props: ChoiceProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const list = useOrgPaginated(
    api.orders.ofCustomer,
    { customerId: props.customerId },
    { initialNumItems: 50 },
  );
  const unpaid = (list.rows ?? []).filter(
    ({ status, currency, paidAmount, totalAmount }) =>
      isPayable(status) && currency === props.currency && paidAmount < totalAmount,
  );
  if (unpaid.length === 0) return null;
  return (
    <FormField label={words.order} error={props.error} help={words.orderHelp}>
      {props.control([
        { value: "", label: words.orderNone },
        ...unpaid.map((order) => ({
          value: order._id as string,
          label: `${order.orderNumber} · ${format.money(order.totalAmount - order.paidAmount, order.currency)} · ${order.summary}`,
        })),
      ])}
    </FormField>
  );
}

/** Only where work was agreed on. */
function JobChoice(props: ChoiceProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const list = useOrgPaginated(
    api.serviceJobs.ofCustomer,
    { customerId: props.customerId },
    { initialNumItems: 50 },
  );
  const payable = (list.rows ?? []).filter(
    ({ status, currency }) => status !== "cancelled" && currency === props.currency,
  );
  if (payable.length === 0) return null;
  return (
    <FormField label={words.job} error={props.error} help={words.jobHelp}>
      {props.control([
        { value: "", label: words.jobNone },
        ...payable.map((job) => ({
          value: job._id as string,
          label: `${job.jobNumber} · ${format.money(job.totalAmount, job.currency)} · ${job.title}`,
        })),
      ])}
    </FormField>
  );
}

/** Only where the customer has accepted something. */
function QuoteChoice(props: ChoiceProps) {
  const words = useMessages(messages);
  const format = useFormat();
  const list = useOrgPaginated(
    api.quotes.ofCustomer,
    { customerId: props.customerId },
    { initialNumItems: 50 },
  );
  const accepted = (list.rows ?? []).filter(
    ({ status, currency }) => status === "accepted" && currency === props.currency,
  );
  if (accepted.length === 0) return null;
  return (
    <FormField label={words.quote} error={props.error} help={words.quoteHelp}>
      {props.control([
        { value: "", label: words.quoteNone },
        ...accepted.map((quote) => ({
          value: quote._id as string,
          label: `${quote.quoteNumber} · ${format.money(quote.totalAmount, quote.currency)} · ${quote.subject}`,
        })),
      ])}
    </FormField>
  );
}
