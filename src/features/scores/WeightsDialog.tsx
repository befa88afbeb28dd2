// How much each factor of the score counts in this organization.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { factorNames, isWeight, type Weights } from "../../../convex/scores/factors";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Feedback";
import { FormActions, FormField } from "../../ui/FormField";
import { TextField } from "../../ui/TextField";
import { toast } from "../../ui/toast";
import { factorWord } from "./factorWords";
import { messages } from "./messages";

export default function WeightsDialog({ onClose }: { onClose: () => void }) {
  const words = useMessages(messages);
  const weights = useOrgQuery(api.scores.weights, {});
  return (
    <Dialog open onClose={onClose} title={words.weights} description={words.weightsNote} width={420}>
      {weights === undefined ? <Skeleton /> : <WeightsForm weights={weights} onClose={onClose} />}
    </Dialog>
  );
}

function WeightsForm({ weights, onClose }: { weights: Weights; onClose: () => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const save = useOrgMutation(api.scores.setWeights);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  async function submit() {
    const given = Object.fromEntries(Object.entries(typed).map(([factor, text]) => [factor, Number(text)]));
    if (!Object.values(given).every(isWeight)) return setProblem(words.wholeNumber);
    setIsBusy(true);
    try {
      await save({ weights: given });
      toast(words.saved);
      onClose();
    } catch (error) {
      setProblem(errorMessage(error, format.locale));
      setIsBusy(false);
    }
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="weights">
        {factorNames.map((factor) => (
          <FormField key={factor} label={factorWord(words, factor)}>
            <TextField
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the weights come after the dialog has opened
              autoFocus={factor === factorNames[0]}
              inputMode="numeric"
              value={typed[factor] ?? String(weights[factor])}
              onChange={(event) => setTyped({ ...typed, [factor]: event.target.value })}
            />
          </FormField>
        ))}
      </div>
      <FormActions problem={problem}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button type="submit" look="primary" busy={isBusy}>
          {words.save}
        </Button>
      </FormActions>
    </form>
  );
}
