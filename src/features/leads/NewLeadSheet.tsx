// A lead entered by hand (LED-06): which customer, what they want, whose it is.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { newLeadShape } from "../../../convex/leads/shape";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Combobox, type ComboOption } from "../../ui/Combobox";
import { FormActions, FormField } from "../../ui/FormField";
import { Sheet } from "../../ui/Sheet";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { uiMessages } from "../../ui/messages";
import { CustomerPicker } from "../customers/CustomerPicker";
import { messages } from "./messages";

export default function NewLeadSheet({ onClose }: { onClose: () => void }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const create = useOrgMutation(api.leads.create);
  const [customer, setCustomer] = useState<ComboOption | null>(null);
  const [owner, setOwner] = useState<ComboOption | null>(null);
  const owners = useOrgQuery(api.customers.owners, {});
  const form = useZodForm(newLeadShape, { defaults: { customerId: "", title: "", message: "" } });
  return (
    <Sheet open onClose={onClose} title={words.addLead} modal>
      <form
        className="stack"
        onSubmit={form.submit(async ({ customerId, title, message }) => {
          await create({
            customerId: customerId as Id<"customers">,
            ...(title ? { title } : {}),
            ...(message ? { message } : {}),
            ...(owner ? { ownerId: owner.value as Id<"users"> } : {}),
          });
          onClose();
        })}
      >
        <FormField label={words.customer} required error={form.error("customerId")}>
          <CustomerPicker
            value={customer}
            placeholder={words.chooseCustomer}
            onChange={(option) => {
              setCustomer(option);
              form.setValue("customerId", option?.value ?? "", {
                shouldValidate: form.formState.isSubmitted,
              });
            }}
          />
        </FormField>
        <FormField label={words.titleField} optional error={form.error("title")}>
          <TextField {...form.register("title")} />
        </FormField>
        <FormField label={words.whatWanted} optional error={form.error("message")}>
          <TextArea rows={5} {...form.register("message")} />
        </FormField>
        <FormField label={words.owner} optional help={words.ownerHelp}>
          <Combobox
            clearable
            value={owner}
            onChange={setOwner}
            options={owners?.members.map(({ userId, name }) => ({ value: userId, label: name }))}
          />
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {words.create}
          </Button>
        </FormActions>
      </form>
    </Sheet>
  );
}
