// Going back to the older point of sale: wholly or for one part, with a reason that the report keeps.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgMutation } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { FormActions, FormField } from "../../ui/FormField";
import { uiMessages } from "../../ui/messages";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { toast } from "../../ui/toast";
import { flagMessages } from "./flagMessages";

const features = ["everything", "customer-creation", "booking-integration"] as const;

export default function RollBackDialog({ onClose }: { onClose: () => void }) {
  const words = useMessages(flagMessages);
  const ui = useMessages(uiMessages);
  const rollBack = useOrgMutation(api.flags.rollBack);
  const [what, setWhat] = useState<(typeof features)[number]>("everything");
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function send() {
    setBusy(true);
    try {
      await rollBack({ feature: what === "everything" ? null : what, reason });
      toast(words.wentBack);
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  }
  return (
    <Dialog open onClose={onClose} title={words.goBack} description={words.wayBackNote}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <FormField label={words.what} help={what === "everything" ? words.emergencyNote : words.partialNote}>
          <Select
            value={what}
            onChange={setWhat}
            options={features.map((value) => ({
              value,
              label: value === "everything" ? words.emergency : words[value],
            }))}
          />
        </FormField>
        <FormField label={words.reason} required>
          <TextArea value={reason} onChange={(event) => setReason(event.target.value)} />
        </FormField>
        <FormActions problem={problem}>
          <Button onClick={onClose}>{ui.cancel}</Button>
          <Button type="submit" look="danger" busy={isBusy}>
            {words.goBack}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}
