// Marketing mail to one customer who agreed to it; the way to say no is put under it (CNS-07, CNS-13).
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { uiMessages } from "../../ui/messages";
import { messages } from "./messages";

export default function OfferDialog(props: {
  customerId: Id<"customers">;
  name: string;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const locale = useLocale();
  const send = useOrgMutation(api.consents.sendOffer);
  const [subject, setSubject] = useState("");
  const [message, setMessage] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={words.offerTitle({ name: props.name })}
      description={words.offerNote}
    >
      <form
        className="stack"
        onSubmit={async (event) => {
          event.preventDefault();
          setBusy(true);
          setProblem(null);
          try {
            await send({ customerId: props.customerId, subject, message });
            toast(words.offerSent);
            props.onClose();
          } catch (error) {
            setProblem(errorMessage(error, locale));
          } finally {
            setBusy(false);
          }
        }}
      >
        <FormField label={words.offerSubject} required>
          <TextField value={subject} maxLength={200} onChange={(event) => setSubject(event.target.value)} />
        </FormField>
        <FormField label={words.offerMessage} required>
          <TextArea rows={7} value={message} onChange={(event) => setMessage(event.target.value)} />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {words.offerSend}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
