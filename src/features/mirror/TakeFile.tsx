// Bringing in a file of the point of sale: a hundred rows at a time, in order; what was taken stays taken when it stops.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { eventsAtOnce } from "../../../convex/mirror/words";
import { fieldsOfPayload } from "../../../convex/mirror/shape";
import { useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { FileDrop } from "../../ui/FileDrop";
import { readTable } from "../profiles/readTable";
import { messages } from "./messages";

interface Refused {
  /** Counted from 1, without the heading. */
  row: number;
  what: string;
}
type State =
  | { stage: "choose"; problem: "unreadable" | "noId" | null }
  | { stage: "reading" }
  | { stage: "taking" | "done" | "stopped"; done: number; total: number; refused: Refused[] };

const shownProblems = 20;

export function TakeFile({ onClose }: { onClose: () => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const takeRows = useOrgMutation(api.mirror.takeRows);
  const [state, setState] = useState<State>({ stage: "choose", problem: null });

  async function take(file: File) {
    setState({ stage: "reading" });
    const table = await readTable(file);
    if (table === null) return setState({ stage: "choose", problem: "unreadable" });
    if (table.rows.every((row) => fieldsOfPayload(row).legacyId === undefined))
      return setState({ stage: "choose", problem: "noId" });
    const { rows } = table;
    const refused: Refused[] = [];
    let done = 0;
    const show = (stage: "taking" | "done" | "stopped") =>
      setState({ stage, done, total: rows.length, refused: [...refused] });
    show("taking");
    while (done < rows.length) {
      try {
        const taken = await takeRows({ rows: rows.slice(done, done + eventsAtOnce) });
        for (const [at, { outcome, message = "" }] of taken.entries())
          if (outcome === "invalid") refused.push({ row: done + at + 1, what: message });
        done += taken.length;
      } catch (error) {
        reportError(error);
        return show("stopped");
      }
      show("taking");
    }
    show("done");
  }

  if (state.stage === "choose" || state.stage === "reading")
    return (
      <FileDrop
        title={words.drop}
        note={words.dropNote}
        choose={words.choose}
        accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
        problem={state.stage === "choose" && state.problem !== null ? words[state.problem] : null}
        onFile={(file) => void take(file)}
        reading={
          state.stage === "reading" ? (
            <Button look="primary" busy>
              {words.reading}
            </Button>
          ) : undefined
        }
      />
    );
  const { done, total, refused } = state;
  const told = (n: number) => ({ n, said: format.number(n) });
  return (
    <div className="stack" role="status">
      {state.stage === "taking" ? (
        <ProgressBar value={total === 0 ? 1 : done / total} label={words.takeFile} />
      ) : (
        <p>{state.stage === "done" ? words.fileDone : words.fileStopped}</p>
      )}
      <p className="meta numeric">
        {words.taken(told(done - refused.length))}
        {refused.length > 0 && `, ${words.refused(told(refused.length))}`}
      </p>
      {refused.length > 0 && (
        <ul className="mirror-refused">
          {refused.slice(0, shownProblems).map(({ row, what }) => (
            <li key={row}>
              <span className="meta numeric">{words.row({ n: format.number(row) })}</span> {what}
            </li>
          ))}
        </ul>
      )}
      {state.stage !== "taking" && (
        <div className="row">
          <Button size="small" onClick={onClose}>
            {words.close}
          </Button>
        </div>
      )}
    </div>
  );
}
