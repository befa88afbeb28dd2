// How many rows ended how; each tile shows its rows.
import { isEntryKind } from "../../../convex/imports/entryFields";
import type { RowKind } from "../../../convex/imports/fields";
import type { TrialClass } from "../../../convex/imports/trialAccount";
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
export function useOutcomeWords(when: "past" | "future", of: RowKind = "customers"): Record<Shown, string> {
  const words = useMessages(messages);
  const isAtCustomer = of === "contacts" || isEntryKind(of);
  if (when === "past") return isAtCustomer ? { ...words, duplicate: words.contactDuplicate } : words;
  return {
    created: words.willCreate,
    incomplete: words.willLose,
    updated: words.willUpdate,
    unchanged: words.unchanged,
    duplicate: isAtCustomer ? words.willMeet : words.willLink,
    skipped: words.willSkip,
    rejected: words.cannotImport,
  };
}

interface TilesProps<Kind extends string> {
  of: RowKind;
  counts: Readonly<Record<Shown, number>>;
  value: Kind;
  onChange: (value: Kind) => void;
}

/** The outcomes that rows have, or will have, as tiles. */
export function OutcomeTiles({ when, ...props }: TilesProps<Shown> & { when: "past" | "future" }) {
  const words = useOutcomeWords(when, props.of);
  return (
    <div className="import-tiles">
      {shownOf(props.counts).map((kind) => (
        <Tile key={kind} {...props} kind={kind} count={props.counts[kind]} label={words[kind]} />
      ))}
    </div>
  );
}

/** The same of a finished or running import, with the whole file in front. */
export function ResultTiles({ total, ...props }: TilesProps<Shown | "all"> & { total: number }) {
  const { allRows } = useMessages(messages);
  const words = useOutcomeWords("past", props.of);
  return (
    <div className="import-tiles">
      <Tile {...props} kind="all" count={total} label={allRows} />
      {shownOf(props.counts).map((kind) => (
        <Tile key={kind} {...props} kind={kind} count={props.counts[kind]} label={words[kind]} />
      ))}
    </div>
  );
}

const shownOf = (counts: TilesProps<Shown>["counts"]) =>
  order.filter((kind) => counts[kind] > 0 || kind === "created" || kind === "rejected");

function Tile<Kind extends string>(props: {
  kind: Kind;
  value: Kind;
  onChange: (value: Kind) => void;
  count: number;
  label: string;
}) {
  const format = useFormat();
  return (
    <button
      type="button"
      className="import-tile"
      data-kind={props.kind}
      data-none={props.count === 0 || undefined}
      aria-pressed={props.value === props.kind}
      onClick={() => props.onChange(props.kind)}
    >
      <span className="figure numeric">{format.number(props.count)}</span>
      <span className="meta">{props.label}</span>
    </button>
  );
}
