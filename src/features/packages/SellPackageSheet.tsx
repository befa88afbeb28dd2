// Selling a package: to a customer that is open or found first, of the catalogue or of one package that is open (PKG-01, PKG-05).
import { useMemo, useState } from "react";
import type * as z from "zod";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { packageSaleShape, type PackageSaleInput } from "../../../convex/packages/shape";
import { lastDay } from "../../../convex/packages/status";
import { dayOf } from "../../../convex/shared/days";
import { paymentMethods, type PaymentMethod } from "../../../convex/transactions/words";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { useUndoable } from "../../data/useUndoable";
import { useZodForm } from "../../data/useZodForm";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { DateField, DateTimeField } from "../../ui/DateField";
import { SkeletonLines } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { MoneyField } from "../../ui/MoneyField";
import { Select } from "../../ui/Select";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { CustomerLookup } from "../mirror/CustomerLookup";
import { messages } from "./messages";
import { useLimits, type Offer } from "./packages";
import "./packages.css";

interface Customer {
  _id: Id<"customers">;
  name: string;
}
interface Asked {
  /** Absent: the form asks for whom. */
  customer?: Customer;
  /** Absent: the form asks which one. */
  packageId?: Id<"packages">;
  onClose: () => void;
}
interface Typed extends Record<string, unknown> {
  price: number | null;
  at: number | null;
  startsOn: string | null;
  method: PaymentMethod;
  reference: string;
  note: string;
}
type Checked = z.output<ReturnType<typeof packageSaleShape>> & Record<string, unknown>;

export default function SellPackageSheet(asked: Asked) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const offers = useOrgQuery(api.packages.choices, {});
  const settings = useOrgQuery(api.settings.get, {});
  const { customer } = asked;
  return (
    <Sheet
      open
      modal
      onClose={asked.onClose}
      title={customer === undefined ? words.sell : words.sellFor({ name: customer.name })}
    >
      {offers === undefined || settings === undefined ? (
        <SkeletonLines widths={["60%", "40%", "50%"]} />
      ) : offers.length === 0 ? (
        <div className="stack">
          <p>{words.nothingToSell}</p>
          <FormActions>
            <Button onClick={asked.onClose}>{ui.cancel}</Button>
          </FormActions>
        </div>
      ) : (
        <Form {...asked} offers={offers} timeZone={settings.timeZone} />
      )}
    </Sheet>
  );
}

function Form({
  customer: given,
  packageId,
  offers,
  timeZone,
  onClose,
}: Asked & { offers: readonly Offer[]; timeZone: string }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const org = useOrg();
  const format = useFormat();
  const limits = useLimits();
  const undoable = useUndoable();
  const sell = useOrgMutation(api.packages.sell);
  const cancel = useOrgMutation(api.packages.cancel);
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  const customer =
    given ?? (chosen === null ? null : { _id: chosen.value as Id<"customers">, name: chosen.label });
  const [offer, setOffer] = useState(() => offers.find(({ _id }) => _id === packageId) ?? null);
  const [opened] = useState(() => Math.floor(Date.now() / 60_000) * 60_000);
  const currency = offer?.currency ?? offers[0]!.currency;
  const defaults = useMemo<Typed>(
    () => ({
      price: offer?.price ?? null,
      at: opened,
      startsOn: null,
      method: "card",
      reference: "",
      note: "",
    }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what it opens with; another package sets its price itself
    [opened],
  );
  // The moment in sight is judged by the clock of when it is sent.
  const shape = packageSaleShape(Number.MAX_SAFE_INTEGER, currency);
  const form = useZodForm(shape as unknown as z.ZodType<Checked, Typed>, { defaults });
  const { at, startsOn, price } = form.watch();

  const choose = (option: ComboOption | null) => {
    const next = offers.find(({ _id }) => _id === option?.value) ?? null;
    setOffer(next);
    if (next !== null) form.setValue("price", next.price, { shouldValidate: true });
  };

  async function send(checked: Checked) {
    if (customer === null || offer === null) return;
    const input = Object.fromEntries(
      Object.entries(checked).filter(([, value]) => value !== undefined && value !== null),
    ) as PackageSaleInput;
    // Nothing was said of when: the server's own clock says now.
    if (input.at === opened) delete input.at;
    const customerPackageId = await sell({
      customerId: customer._id,
      packageId: offer._id,
      input: input as Parameters<typeof sell>[0]["input"],
    });
    onClose();
    const told = words.sold({ name: offer.name, customer: customer.name });
    if (org.can("packages:cancel")) undoable(told, () => cancel({ customerPackageId }));
    else toast(told);
  }

  const first = startsOn ?? (at === null || Number.isNaN(at) ? null : dayOf(at, timeZone));
  const last = offer === null || first === null ? undefined : lastDay(first, offer.validDays ?? undefined);
  return (
    <form className="stack" onSubmit={form.submit(send)}>
      {given === undefined && (
        <FormField label={words.customer} required>
          <CustomerLookup
            part="new-package-integration"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
            autoFocus
            value={chosen}
            onChange={setChosen}
            placeholder={words.findCustomer}
          />
        </FormField>
      )}
      <FormField
        label={words.package}
        required
        help={
          offer === null ? undefined : (
            <>
              {limits.sessions(offer.sessions)} ·{" "}
              {last === undefined ? limits.days(offer.validDays) : words.until({ day: format.day(last) })}
              {offer.description !== null && ` · ${offer.description}`}
            </>
          )
        }
      >
        <Combobox
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
          autoFocus={given !== undefined}
          value={offer === null ? null : { value: offer._id, label: offer.name }}
          onChange={choose}
          placeholder={words.choosePackage}
          options={offers.map((one) => ({
            value: one._id,
            label: one.name,
            note: [
              format.money(one.price, one.currency, { trimZeros: true }),
              limits.sessions(one.sessions),
            ].join(" · "),
          }))}
        />
      </FormField>
      <div className="pack-pair">
        <FormField label={words.price} required error={form.error("price")} help={words.priceHelp}>
          {form.control("price", (field) => (
            <MoneyField {...field} currency={currency} />
          ))}
        </FormField>
        <FormField label={words.method} error={form.error("method")}>
          {form.control("method", (field) => (
            <Select
              {...field}
              disabled={price === 0}
              options={paymentMethods.map((value) => ({ value, label: words[value] }))}
            />
          ))}
        </FormField>
      </div>
      <div className="pack-pair">
        <FormField label={words.when} error={form.error("at")}>
          {form.control("at", (field) => (
            <DateTimeField {...field} />
          ))}
        </FormField>
        <FormField label={words.startsOn} optional error={form.error("startsOn")} help={words.startsHelp}>
          {form.control("startsOn", (field) => (
            <DateField {...field} raw />
          ))}
        </FormField>
      </div>
      <FormField label={words.receipt} optional error={form.error("reference")}>
        <TextField maxLength={120} {...form.register("reference")} />
      </FormField>
      <FormField label={words.note} optional error={form.error("note")}>
        <TextArea rows={3} {...form.register("note")} />
      </FormField>
      <FormActions problem={form.problem}>
        <Button onClick={onClose}>{ui.cancel}</Button>
        <Button type="submit" look="primary" busy={form.busy} disabled={customer === null || offer === null}>
          {words.sellThis}
        </Button>
      </FormActions>
    </form>
  );
}
