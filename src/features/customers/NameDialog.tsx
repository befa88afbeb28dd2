// Asks for the name of a view.
import { useState } from "react";
import { errorMessage } from "../../data/errorMessage";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { TextField } from "../../ui/TextField";
import { listMessages } from "./listMessages";

export default function NameDialog(props: {
  title: string;
  name: string;
  onClose: () => void;
  onSave: (name: string) => Promise<unknown>;
}) {
  const words = useMessages(listMessages);
  const ui = useMessages(uiMessages);
  const [name, setName] = useState(props.name);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function submit() {
    setBusy(true);
    try {
      await props.onSave(name);
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  }
  return (
    <Dialog open onClose={props.onClose} title={props.title.replace("…", "")} width={420}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormField label={words.viewName} required>
          <TextField
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog exists to ask for this
            autoFocus
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ""}>
            {words.save}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
