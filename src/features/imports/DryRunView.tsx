// The third step: what would happen to every row, and what it would change, before anything is stored.
import { useEffect, useRef, useState } from "react";
import { isEntryKind } from "../../../convex/imports/entryFields";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { Problem } from "../../ui/FileDrop";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";
import { OutcomeTiles, type Shown } from "./OutcomeTiles";
import { PlannedRows } from "./PlannedRows";
import { UnknownChoices } from "./UnknownChoices";
import type { Tried } from "./useImport";

export function DryRunView({ state }: { state: Tried }) {
  const words = useMessages(messages);
  const { result, file } = state;
  const { counts } = result;
  const [kind, setKind] = useState<Shown>(() => firstWithRows(counts));
  const top = useRef<HTMLDivElement>(null);
  // The page was scrolled to the button that led here.
  useEffect(() => {
    top.current?.focus({ preventScroll: true });
    top.current?.closest("[data-pad]")?.scrollTo({ top: 0 });
  }, []);
  const willRun = counts.created + counts.updated + counts.unchanged + counts.duplicate;
  return (
    <div className="stack" ref={top} tabIndex={-1}>
      <Section
        title={words.checked}
        note={isEntryKind(state.kind) ? words.checkedEntries : words.checkedNote}
      >
        <OutcomeTiles when="future" of={state.kind} counts={counts} value={kind} onChange={setKind} />
        {state.kind === "leads" && <p>{words.wouldOpenLeads({ n: result.leads })}</p>}
        {result.companies > 0 && <p>{words.wouldCreateCompanies({ n: result.companies })}</p>}
        {state.problem && <Problem>{state.problem}</Problem>}
        {state.progress !== null && (
          <div className="import-progress">
            <ProgressBar value={state.progress} label={words.uploading} />
            <p className="meta">{words.keepOpen}</p>
          </div>
        )}
        <div className="import-actions">
          <Button disabled={state.progress !== null} onClick={state.back}>
            {words.back}
          </Button>
          <Button look="primary" busy={state.progress !== null} disabled={willRun === 0} onClick={state.run}>
            {state.progress === null ? words.run({ n: file.rows }) : words.uploading}
          </Button>
        </div>
        {result.unknownChoices.map((unknown) => (
          <UnknownChoices key={unknown.field} unknown={unknown} onAdded={state.again} />
        ))}
        <PlannedRows key={`${kind} ${state.version}`} state={state} kind={kind} total={counts[kind]} />
      </Section>
    </div>
  );
}

function firstWithRows(counts: Record<Shown, number>): Shown {
  return (
    (["rejected", "updated", "duplicate", "incomplete", "skipped"] as const).find(
      (kind) => counts[kind] > 0,
    ) ?? "created"
  );
}
