// The third step: what would happen to every row, before anything is stored.
import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { Section } from "../../ui/Page";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Problem } from "./ChooseFile";
import { Issues } from "./Issues";
import { messages } from "./messages";
import { OutcomeTiles, type Shown } from "./OutcomeTiles";
import type { Planned } from "./reading/messages";
import type { Tried } from "./useImport";

export function DryRunView({ state }: { state: Tried }) {
  const words = useMessages(messages);
  const { result, file } = state;
  const { counts, incomplete } = result;
  const amounts = { ...counts, incomplete };
  const [kind, setKind] = useState<Shown>(() => firstWithRows(amounts));
  const rows = result.shown.filter((row) => isOfKind(row, kind));
  const top = useRef<HTMLDivElement>(null);
  // The page was scrolled to the button that led here.
  useEffect(() => {
    top.current?.focus({ preventScroll: true });
    top.current?.closest("[data-pad]")?.scrollTo({ top: 0 });
  }, []);
  const willRun = counts.created + counts.updated + counts.duplicate;
  return (
    <div className="stack" ref={top} tabIndex={-1}>
      <Section title={words.checked} note={words.checkedNote}>
        <OutcomeTiles counts={amounts} value={kind} onChange={setKind} />
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
        <PlannedRows rows={rows} total={amounts[kind]} kind={kind} />
      </Section>
    </div>
  );
}

function firstWithRows(counts: Record<Shown, number>): Shown {
  return (
    (["rejected", "incomplete", "duplicate", "updated", "skipped"] as const).find(
      (kind) => counts[kind] > 0,
    ) ?? "created"
  );
}

function isOfKind(row: Planned, kind: Shown): boolean {
  return kind === "incomplete" ? row.outcome === "created" : row.outcome === kind;
}

function PlannedRows({ rows, total, kind }: { rows: readonly Planned[]; total: number; kind: Shown }) {
  const words = useMessages(messages);
  const format = useFormat();
  if (kind === "created") return null;
  if (rows.length === 0) return <p className="quiet">{words.nothingHere}</p>;
  return (
    <>
      <div className="import-scroll">
        <table className="import-table">
          <thead>
            <tr>
              <th scope="col">{words.row}</th>
              <th scope="col">{words.customer}</th>
              <th scope="col">{words.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.number}>
                <td className="numeric quiet">{format.number(row.number)}</td>
                <td className="truncate">{row.name || "—"}</td>
                <td>
                  {row.sameAsRow !== undefined && <span>{words.sameAsRow({ row: row.sameAsRow })} </span>}
                  {row.sameAs && (
                    <span>{words.sameAs({ name: row.sameAs.name, code: row.sameAs.customerCode })} </span>
                  )}
                  <Issues issues={row.issues} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length && <p className="meta">{words.shownOf({ shown: rows.length, n: total })}</p>}
    </>
  );
}
