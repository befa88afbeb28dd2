// Sends a quote: by mail or as a link to hand over. The link is shown once.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { LinkOnce } from "./LinkOnce";
import { messages } from "./messages";

export default function SendQuoteDialog(props: {
  quoteId: Id<"quotes">;
  quoteNumber: string;
  recipient: string | null;
  onClose: () => void;
}) {
  const { quoteId, quoteNumber, recipient, onClose } = props;
  const words = useMessages(messages);
  const format = useFormat();
  const send = useOrgMutation(api.quotes.send);
  const [to, setTo] = useState(recipient ?? "");
  const [message, setMessage] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [sent, setSent] = useState<{ path: string; byMail: boolean } | null>(null);

  async function run(byMail: boolean) {
    setIsBusy(true);
    setProblem(null);
    const mail = byMail ? { to, ...(message.trim() === "" ? {} : { message }) } : null;
    try {
      const { path } = await send({ quoteId, mail });
      setSent({ path, byMail });
    } catch (error) {
      setProblem(errorMessage(error, format.locale));
    } finally {
      setIsBusy(false);
    }
  }

  if (sent !== null) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={words.sentTitle}
        description={sent.byMail ? words.sentByMail({ to }) : undefined}
      >
        <LinkOnce path={sent.path} />
        <FormActions>
          <Button look="primary" onClick={onClose}>
            {words.close}
          </Button>
        </FormActions>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.sendTitle({ number: quoteNumber })}
      description={words.sendNote}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void run(true);
        }}
      >
        <FormField label={words.to} required>
          <TextField
            type="email"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
            autoFocus
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        </FormField>
        <FormField label={words.message} optional>
          <TextArea
            rows={4}
            maxLength={3000}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        </FormField>
        <FormActions
          problem={problem}
          start={
            <Button look="ghost" disabled={isBusy} onClick={() => void run(false)}>
              {words.byLink}
            </Button>
          }
        >
          <Button type="submit" look="primary" busy={isBusy} disabled={to.trim() === ""}>
            {words.byMail}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
