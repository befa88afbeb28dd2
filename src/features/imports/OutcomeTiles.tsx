// How many rows ended how; each tile shows its rows.
import type { TrialClass } from "../../../convex/imports/trial";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** An outcome, or the created rows that lost a value. */
export type Shown = TrialClass;

const order = [
  "created",
  "incomplete",
  "updated",
  "unchanged",
  "duplicate",
  "skipped",
  "rejected",
] as const satisfies readonly TrialClass[];

/** What has become of rows of each kind, or what will. */
export function useOutcomeWords(when: "past" | "future"): Record<Shown, string> {
  const words = useMessages(messages);
  if (when === "past") return words;
  return {
    created: words.willCreate,
    incomplete: words.willLose,
    updated: words.willUpdate,
    unchanged: words.unchanged,
    duplicate: words.willLink,
    skipped: words.willSkip,
    rejected: words.cannotImport,
  };
}

export function OutcomeTiles(props: {
  when: "past" | "future";
  counts: Readonly<Record<Shown, number>>;
  value: Shown;
  onChange: (value: Shown) => void;
}) {
  const words = useOutcomeWords(props.when);
  const format = useFormat();
  return (
    <div className="import-tiles">
      {order
        .filter((kind) => props.counts[kind] > 0 || kind === "created" || kind === "rejected")
        .map((kind) => (
          <button
            key={kind}
            type="button"
            className="import-tile"
            data-kind={kind}
            data-none={props.counts[kind] === 0 || undefined}
            aria-pressed={props.value === kind}
            onClick={() => props.onChange(kind)}
          >
            <span className="figure numeric">{format.number(props.counts[kind])}</span>
            <span className="meta">{words[kind]}</span>
          </button>
        ))}
    </div>
  );
}
