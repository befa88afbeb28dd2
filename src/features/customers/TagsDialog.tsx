// Asks which tags: those of one customer, or some for many at once.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { errorMessage } from "../../data/errorMessage";
import { useOrgQuery } from "../../data/org";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { TagInput } from "../../ui/TagInput";
import { listMessages } from "./listMessages";
import { messages } from "./messages";

export default function TagsDialog(props: {
  title: string;
  /** The tags there are, of which all may be taken off; absent where some must be chosen. */
  tags?: readonly string[];
  onClose: () => void;
  onSubmit: (tags: string[]) => Promise<unknown>;
}) {
  const words = useMessages(listMessages);
  const list = useMessages(messages);
  const ui = useMessages(uiMessages);
  const known = useOrgQuery(api.customers.tags, {});
  const [tags, setTags] = useState<readonly string[]>(props.tags ?? []);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function submit() {
    setBusy(true);
    try {
      await props.onSubmit([...tags]);
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  }
  return (
    <Dialog open onClose={props.onClose} title={props.title} width={440}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormField label={list.tags} required={props.tags === undefined}>
          <TagInput value={tags} onChange={setTags} suggestions={known?.tags ?? []} />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={props.tags === undefined && tags.length === 0}
          >
            {words.apply}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
