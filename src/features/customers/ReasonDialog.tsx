// Asks for the reason of a deed that must not happen without one.
import { useState } from "react";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { errorMessage } from "../../data/errorMessage";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { TextArea } from "../../ui/TextArea";
import { recordMessages } from "./recordMessages";

export default function ReasonDialog(props: {
  title: string;
  description: string;
  verb: string;
  danger?: boolean;
  onClose: () => void;
  onSubmit: (reason: string) => Promise<unknown>;
}) {
  const words = useMessages(recordMessages);
  const ui = useMessages(uiMessages);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  async function submit() {
    if (reason.trim() === "") return setMissing(true);
    setBusy(true);
    try {
      await props.onSubmit(reason);
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  }
  return (
    <Dialog open onClose={props.onClose} title={props.title} description={props.description} width={440}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormField
          label={words.reason}
          required
          help={words.reasonHelp}
          error={missing ? words.reasonNeeded : undefined}
        >
          <TextArea
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog exists to ask for this
            autoFocus
            rows={3}
            maxLength={500}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setMissing(false);
            }}
          />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button type="submit" look={props.danger ? "danger" : "primary"} busy={busy}>
            {props.verb}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
