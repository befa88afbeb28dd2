// New contact and edit of one: the same fields, the same shape.
import { api } from "../../../convex/_generated/api";
import type { Doc, Id } from "../../../convex/_generated/dataModel";
import { contactShape } from "../../../convex/contacts/shape";
import { useOrgMutation } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";

/** `contact` null adds one to the customer. */
export default function ContactDialog(props: {
  customerId: Id<"customers">;
  contact: Doc<"contacts"> | null;
  onClose: () => void;
}) {
  const { contact, customerId, onClose } = props;
  const words = useMessages(messages);
  const create = useOrgMutation(api.contacts.create);
  const update = useOrgMutation(api.contacts.update);
  const form = useZodForm(contactShape, {
    defaults: {
      firstName: contact?.firstName ?? "",
      lastName: contact?.lastName ?? "",
      title: contact?.title ?? "",
      department: contact?.department ?? "",
      email: contact?.email ?? "",
      phone: contact?.phone ?? "",
      mobile: contact?.mobile ?? "",
      notes: contact?.notes ?? "",
      isDecisionMaker: contact?.isDecisionMaker ?? false,
    },
    ...(contact === null ? { draftKey: `contacts.new.${customerId}` } : {}),
  });
  return (
    <Dialog open onClose={onClose} title={contact === null ? words.add : words.edit} width={520}>
      <form
        className="stack"
        onSubmit={form.submit(async (input) => {
          if (contact === null) {
            const { isDecisionMaker, firstName, lastName, ...texts } = input;
            const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
            await create({ customerId, input: { firstName, lastName, isDecisionMaker, ...given } });
          } else {
            const given = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, value ?? ""]));
            await update({ contactId: contact._id, input: given });
          }
          onClose();
        })}
      >
        <div className="contact-fields">
          <FormField label={words.firstName} required error={form.error("firstName")}>
            <TextField
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
              autoFocus
              {...form.register("firstName")}
            />
          </FormField>
          <FormField label={words.lastName} required error={form.error("lastName")}>
            <TextField {...form.register("lastName")} />
          </FormField>
          <FormField label={words.title} error={form.error("title")}>
            <TextField {...form.register("title")} />
          </FormField>
          <FormField label={words.department} error={form.error("department")}>
            <TextField {...form.register("department")} />
          </FormField>
          <FormField label={words.email} error={form.error("email")}>
            <TextField type="email" {...form.register("email")} />
          </FormField>
          <FormField label={words.phone} error={form.error("phone")}>
            <TextField type="tel" {...form.register("phone")} />
          </FormField>
          <FormField label={words.mobile} error={form.error("mobile")}>
            <TextField type="tel" {...form.register("mobile")} />
          </FormField>
        </div>
        <Checkbox {...form.register("isDecisionMaker")}>{words.decides}</Checkbox>
        <FormField label={words.notes} error={form.error("notes")}>
          <TextArea rows={2} {...form.register("notes")} />
        </FormField>
        <FormActions problem={form.problem}>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={form.busy}>
            {contact === null ? words.add : words.save}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
