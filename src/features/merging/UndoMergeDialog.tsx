// Undoing a merge: what goes back, and a decision for whatever was changed since.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation, useOrgQuery } from "../../data/org";
import { useKept } from "../../data/useKept";
import { getLocale } from "../../i18n/locale";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Feedback";
import { FormActions } from "../../ui/FormField";
import { toast } from "../../ui/toast";
import { useFieldWords, useValueWords } from "../customers/fieldWords";
import { messages } from "./messages";
import "./merging.css";

type Resolution = "keep" | "back";
const told = [
  "contacts",
  "interactions",
  "communications",
  "notes",
  "documents",
  "followUps",
  "quotes",
  "orders",
  "serviceJobs",
  "transactions",
  "customerPackages",
  "bookings",
  "leads",
] as const;

export default function UndoMergeDialog(props: { mergeId: Id<"merges">; onClose: () => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const undo = useOrgMutation(api.merges.undo);
  const live = useOrgQuery(api.merges.undoPreview, { mergeId: props.mergeId });
  const [resolve, setResolve] = useState<Record<string, Resolution>>({});
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const preview = useKept(busy ? undefined : live, props.mergeId);
  if (preview === undefined)
    return (
      <Dialog open onClose={props.onClose} title={words.undo}>
        <Skeleton width="70%" />
      </Dialog>
    );
  const blocked = {
    running: words.blockedRunning,
    mergedFurther: words.blockedMerged,
    undone: words.blockedUndone,
  }[preview.blocked ?? ""];
  const back = told.flatMap((table) => {
    const n = preview.moved[table] ?? 0;
    return n === 0 ? [] : [words.of({ n, what: words[table].toLowerCase() })];
  });
  const isReady = blocked === undefined && preview.conflicts.every(({ key }) => key in resolve);
  async function submit() {
    setBusy(true);
    setProblem(null);
    try {
      const { jobId } = await undo({ mergeId: props.mergeId, resolve });
      toast(jobId === null ? words.undone : words.undoing);
      props.onClose();
    } catch (error) {
      setProblem(errorMessage(error, getLocale()));
      setBusy(false);
    }
  }
  return (
    <Dialog
      open
      onClose={props.onClose}
      title={words.undoTitle({
        name: format.list(preview.records.map(({ name, customerCode }) => `${name} (${customerCode})`)),
      })}
      description={blocked ?? words.undoBody}
      width={560}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {back.length > 0 && blocked === undefined && <p>{words.goesBack({ what: format.list(back) })}</p>}
        {preview.conflicts.length > 0 && (
          <Conflicts
            conflicts={preview.conflicts}
            resolve={resolve}
            onResolve={(key, resolution) => setResolve({ ...resolve, [key]: resolution })}
          />
        )}
        <FormActions problem={problem}>
          <Button onClick={props.onClose}>{words.cancel}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!isReady}>
            {words.undo}
          </Button>
        </FormActions>
      </form>
    </Dialog>
  );
}

function Conflicts(props: {
  conflicts: readonly {
    key: string;
    field: string;
    kind: "changed" | "taken";
    before: unknown;
    now: unknown;
    takenBy: string | null;
  }[];
  resolve: Record<string, Resolution>;
  onResolve: (key: string, resolution: Resolution) => void;
}) {
  const words = useMessages(messages);
  const fieldWord = useFieldWords();
  const valueWord = useValueWords({});
  return (
    <div className="stack">
      <p className="meta">{words.changedSince}</p>
      {props.conflicts.map(({ key, field, kind, before, now, takenBy }) => {
        const name = fieldWord(field) ?? field;
        const options: [Resolution, string, string][] =
          kind === "taken"
            ? [
                ["keep", words.leaveOut, words.takenBy({ name: takenBy ?? "" })],
                ["back", words.takeAnyway, valueWord(field, before)],
              ]
            : [
                ["keep", words.keep, valueWord(field, now)],
                ["back", words.back, valueWord(field, before)],
              ];
        return (
          <fieldset key={key} className="undo-conflict" aria-label={name}>
            <span className="meta" aria-hidden>
              {name}
            </span>
            {options.map(([resolution, verb, value]) => (
              <label key={resolution} className="merge-cell">
                <input
                  type="radio"
                  name={key}
                  checked={props.resolve[key] === resolution}
                  onChange={() => props.onResolve(key, resolution)}
                />
                <span>
                  {verb} <span className="quiet">{value}</span>
                </span>
              </label>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
