// Somebody new at the counter: a name and a way to reach them. Who may be the same person already is shown while typing.
import { useMemo } from "react";
import * as z from "zod";
import { api } from "../../../convex/_generated/api";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useZodForm } from "../../data/useZodForm";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { PhoneField } from "../../ui/PhoneField";
import { TextField } from "../../ui/TextField";
import { Matches } from "../customers/Matches";
import { useDuplicateCheck } from "../customers/useDuplicateCheck";
import { messages } from "./messages";

/** What else is wrong with them the server says by field. */
const shape = z.object({ name: z.string(), phone: z.string(), email: z.string() });

export default function QuickCustomer(props: {
  /** What was looked for: a number or a name. */
  typed: string;
  onServe: (customerId: string) => void;
  onClose: () => void;
}) {
  const { typed, onServe, onClose } = props;
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const settings = useOrgQuery(api.settings.get, {});
  const create = useOrgMutation(api.pos.createQuickCustomer);
  const defaults = useMemo(() => {
    const isEmail = typed.includes("@");
    const isPhone = !isEmail && typed.replace(/\D/g, "").length >= 7;
    return {
      name: isEmail || isPhone ? "" : typed,
      phone: isPhone ? typed : "",
      email: isEmail ? typed : "",
    };
  }, [typed]);
  const form = useZodForm(shape, { defaults });
  const { matches, crowded } = useDuplicateCheck({
    name: form.watch("name"),
    phone: form.watch("phone"),
    email: form.watch("email"),
    secondaryPhone: "",
  });

  async function send({ name, phone, email }: z.output<typeof shape>) {
    const basicInfo = { name, ...(phone === "" ? {} : { phone }), ...(email === "" ? {} : { email }) };
    onServe(await create({ basicInfo }));
  }

  return (
    <form className="stack counter-card" aria-label={words.newCustomer} onSubmit={form.submit(send)}>
      <h2 className="counter-title">{words.newCustomer}</h2>
      <FormField label={words.name} required error={form.error("name")}>
        <TextField
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened to type a name
          autoFocus
          autoComplete="off"
          {...form.register("name")}
        />
      </FormField>
      <FormField label={words.phone} error={form.error("phone")}>
        {form.control("phone", (field) => (
          <PhoneField {...field} country={settings?.country ?? "US"} />
        ))}
      </FormField>
      <FormField label={words.email} error={form.error("email")}>
        <TextField type="email" inputMode="email" autoComplete="off" {...form.register("email")} />
      </FormField>
      <Matches matches={matches} crowded={crowded.length > 0} onOpen={onServe} />
      <FormActions problem={form.problem}>
        <Button onClick={onClose}>{ui.cancel}</Button>
        <Button type="submit" look="primary" busy={form.busy}>
          {words.add}
        </Button>
      </FormActions>
    </form>
  );
}
