// A lead is lost with a reason, or not at all (LED-27).
import { useState } from "react";
import { errorMessage } from "../../data/errorMessage";
import { getLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import { uiMessages } from "../../ui/messages";
import { messages } from "./messages";
import { useLeadDeeds, type DeedLead } from "./useLeadDeeds";

export default function LoseDialog({ lead, onClose }: { lead: DeedLead; onClose: () => void }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const { move } = useLeadDeeds();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    if (reason.trim() === "") return setMissing(true);
    setBusy(true);
    try {
      await move(lead, "lost", reason);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.loseTitle({ name: lead.customer.name })}
      description={words.loseBody}
      width={440}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormField label={words.reason} required error={isMissing ? words.reasonNeeded : undefined}>
          <TextArea
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
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {words.lose}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
