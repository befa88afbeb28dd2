// The rows of one kind in the dry run, a page at a time: what each changes, whom it is, and what to do with it.
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { isEntryKind } from "../../../convex/imports/entryFields";
import type { RowKind } from "../../../convex/imports/fields";
import type { Decision } from "../../../convex/imports/plan";
import type { FieldChange, TrialRow } from "../../../convex/imports/trialShown";
import { useOrg } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { Select } from "../../ui/Select";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { useFieldWords, useValueWords } from "../customers/fieldWords";
import { reasonWords } from "../merging/reasonWords";
import { useEntryValues } from "./entryValues";
import { Issues, useMeaningWords } from "./Issues";
import { messages } from "./messages";
import { useOutcomeWords, type Shown } from "./OutcomeTiles";
import type { Tried } from "./useImport";

const perPage = 50;

export function PlannedRows({ state, kind, total }: { state: Tried; kind: Shown; total: number }) {
  const words = useMessages(messages);
  const outcomes = useOutcomeWords("future", state.kind);
  const format = useFormat();
  const { reader } = state;
  const [offset, setOffset] = useState(0);
  const [rows, setRows] = useState<TrialRow[] | null>(null);
  useEffect(() => {
    let isCurrent = true;
    reader.page(kind, offset, perPage).then((page) => {
      if (isCurrent) setRows(page);
    }, reportError);
    return () => {
      isCurrent = false;
    };
  }, [reader, kind, offset]);
  if (rows === null) return <Skeleton width="100%" height={120} />;
  if (rows.length === 0) return <p className="quiet">{words.nothingHere}</p>;
  const decide = (row: TrialRow, decision: Decision) => {
    const shown = rows.map(({ number }) => number);
    state.decide(row.number, decision, shown).then((again) => {
      // They stay where they are, whatever becomes of them now: the next page starts from the new account.
      const byNumber = new Map(again.map((one) => [one.number, one]));
      setRows(rows.map((one) => byNumber.get(one.number) ?? one));
    }, reportError);
  };
  const last = offset + rows.length;
  return (
    <>
      <ul className="import-plan" aria-label={outcomes[kind]}>
        {rows.map((row) => (
          <PlannedRow
            key={row.number}
            row={row}
            of={state.kind}
            kind={kind}
            names={state.result.names}
            onDecide={decide}
          />
        ))}
      </ul>
      {(offset > 0 || last < total) && (
        <div className="row import-pages">
          <Button
            size="small"
            disabled={offset === 0}
            onClick={() => setOffset(Math.max(0, offset - perPage))}
          >
            {words.earlier50}
          </Button>
          <span className="meta numeric">
            {words.rowsOf({
              from: format.number(offset + 1),
              to: format.number(last),
              n: format.number(Math.max(total, last)),
            })}
          </span>
          <Button size="small" disabled={last >= total} onClick={() => setOffset(offset + perPage)}>
            {words.next50}
          </Button>
        </div>
      )}
    </>
  );
}

interface RowProps {
  row: TrialRow;
  of: RowKind;
  kind: Shown;
  names: Record<string, string>;
  onDecide: (row: TrialRow, decision: Decision) => void;
}

function PlannedRow({ row, of, kind, names, onDecide }: RowProps) {
  const words = useMessages(messages);
  const outcomes = useOutcomeWords("future", of);
  const format = useFormat();
  const cells = row.cells.filter(Boolean);
  const isMoved = row.outcome !== (kind === "incomplete" ? "created" : kind);
  return (
    <li>
      <span className="meta numeric import-plan-number">{format.number(row.number)}</span>
      <div className="import-plan-who">
        <p className="truncate import-plan-name" data-tip={cells.join(" · ")}>
          {row.name || cells.slice(0, 4).join(" · ") || "—"}
        </p>
        {row.company && <Company company={row.company} />}
        {row.match && <Match match={row.match} of={of} />}
      </div>
      <div className="import-plan-what">
        {isMoved && (
          <p>
            <strong>{outcomes[row.outcome]}</strong>
          </p>
        )}
        {row.changes.length > 0 ? (
          <ChangeList changes={row.changes} of={of} names={names} isNew={row.outcome === "created"} />
        ) : (
          ["updated", "unchanged", "duplicate"].includes(row.outcome) &&
          !isEntryKind(of) && <p className="quiet">{words.nothingChanges}</p>
        )}
        <Issues issues={row.issues} />
      </div>
      {row.match && <DecisionSelect row={row} onDecide={onDecide} />}
    </li>
  );
}

/** Each field with what it is now struck out and what it becomes. */
function ChangeList({
  changes,
  of,
  names,
  isNew,
}: {
  changes: readonly FieldChange[];
  of: RowKind;
  names: Record<string, string>;
  isNew: boolean;
}) {
  const customerWord = useFieldWords();
  const contactWord = useMeaningWords();
  const fieldWord = of === "customers" || of === "leads" ? customerWord : contactWord;
  const customerValue = useValueWords(names);
  const entryValue = useEntryValues(of);
  const valueWord = (field: string, value: unknown) =>
    entryValue(field, value) ?? customerValue(field, value);
  return (
    <dl className="import-changes">
      {changes.map(({ field, from, to }) => {
        const name = fieldWord(field);
        if (name === null) return null;
        return (
          <div key={field}>
            <dt className="meta">{name}</dt>
            <dd>
              {!isNew && from !== null && (
                <>
                  <del>{valueWord(field, from)}</del>{" "}
                </>
              )}
              {isNew ? valueWord(field, to) : <ins>{valueWord(field, to)}</ins>}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The customer that a contact stands at. */
function Company({ company }: { company: NonNullable<TrialRow["company"]> }) {
  const words = useMessages(messages);
  const org = useOrg();
  const { name, customerId, customerCode } = company;
  return (
    <p className="meta truncate">
      {customerId === undefined ? (
        words.newCompany({ name })
      ) : (
        <Link className="link" to={org.path(`customers/${customerId}`)} target="_blank">
          {name} <span className="numeric">{customerCode}</span>
        </Link>
      )}
    </p>
  );
}

/** Who it is, by what it was recognised, and how alike the two are. */
function Match({ match, of }: { match: NonNullable<TrialRow["match"]>; of: RowKind }) {
  const words = useMessages(messages);
  const format = useFormat();
  const reasons = useMessages(reasonWords);
  const meaning = useMeaningWords();
  const org = useOrg();
  const by: Record<string, string> = {
    code: words.byCode,
    legacy: words.byLegacy,
    hash: words.byHash,
    email: words.byEmail,
    phone: words.byPhone,
    name: words.byName,
  };
  const own = match.by.startsWith("custom.") ? meaning(match.by) : null;
  const isSaid = match.by === "email" || match.by === "phone";
  return (
    <p className="meta">
      {match.row === undefined ? (
        <Link className="link" to={org.path(`customers/${match.customerId}`)} target="_blank">
          {match.name} {of !== "contacts" && <span className="numeric">{match.customerCode}</span>}
        </Link>
      ) : (
        words.sameAsRow({ row: format.number(match.row) })
      )}
      {!isSaid && <> · {own === null ? by[match.by] : words.byOwn({ field: own })}</>} ·{" "}
      <span className="numeric">{words.score({ n: match.score })}</span>
      {match.reasons.map(({ kind, points }) => (
        <span key={kind}>
          {" "}
          · {reasons[kind]} <span className="numeric">{words.points({ n: points })}</span>
        </span>
      ))}
    </p>
  );
}

function DecisionSelect({ row, onDecide }: Pick<RowProps, "row" | "onDecide">) {
  const words = useMessages(messages);
  const standing: Partial<Record<TrialRow["outcome"], Decision>> = {
    updated: "update",
    unchanged: "update",
    duplicate: "link",
    skipped: "skip",
    created: "create",
  };
  return (
    <div className="import-plan-decision">
      <Select
        aria-label={words.decideRow({ n: row.number })}
        value={row.decision ?? standing[row.outcome] ?? null}
        placeholder={words.decision}
        onChange={(decision) => onDecide(row, decision)}
        options={[
          { value: "link", label: words.decideLink },
          { value: "update", label: words.decideUpdate },
          { value: "create", label: words.decideCreate },
          { value: "skip", label: words.decideSkip },
        ]}
      />
    </div>
  );
}
