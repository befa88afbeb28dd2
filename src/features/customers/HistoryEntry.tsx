// One entry of the history: who did what, when, through which door and why; with its undo while there is time.
import { Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { FieldConflict } from "../../../convex/shared/errors";
import { factsOf } from "../../data/errorMessage";
import { useOrg, useOrgMutation, type OrgRow } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { useNow } from "../../ui/clock";
import { useBusy } from "../../ui/useBusy";
import { DateText } from "../../ui/Values";
import { useDeedWords } from "./deedWords";
import { useFieldWords, useValueWords } from "./fieldWords";
import { useNeighbourWords } from "./neighbourWords";
import { recordMessages } from "./recordMessages";

const UndoMergeButton = later(() => import("../merging/UndoMergeButton"));

type Entry = OrgRow<typeof api.history.list>;

/** `title` is what the thing concerned is called, where the changes do not say it. */
export function HistoryEntry({
  entry,
  mayUndo,
  customerId = null,
  title = null,
  currency,
}: {
  entry: Entry;
  mayUndo: boolean;
  /** Whose page it is; offers the undo of a merge, which has no end of time. */
  customerId?: string | null;
  title?: string | null;
  /** Of the customer's own sums. */
  currency?: string;
}) {
  const words = useMessages(recordMessages);
  const format = useFormat();
  const fieldWord = useFieldWords();
  const ownValue = useValueWords(entry.names, currency);
  const neighbour = useNeighbourWords();
  const deed = useDeedWords();
  const now = useNow();
  const mayUnmerge = useOrg().can("customers:unmerge");
  const undo = useOrgMutation(api.history.undo);
  const [conflicts, setConflicts] = useState<readonly FieldConflict[]>([]);
  const channels: Record<Entry["channel"], string | null> = {
    app: null,
    import: words.channelImport,
    api: words.channelApi,
    widget: words.channelWidget,
    portal: words.channelPortal,
    schedule: words.channelSchedule,
    sample: words.channelSample,
    pos: words.channelPos,
  };
  const channel = channels[entry.channel];
  // Deactivating says by itself that the record is off, and the reason stands above.
  const isOwn = entry.entity === "customers";
  // The sum of a sale, a package or a booking is told with its currency.
  const untold = ["transactions", "customerPackages", "bookings", "payments"].includes(entry.entity)
    ? ["currency"]
    : [];
  if (["deactivated", "reactivated", "deleted", "restored"].includes(entry.action))
    untold.push("isActive", "deactivationReason");
  const changes = entry.changes.filter(({ field }) => !untold.includes(field));
  const fieldName = (field: string) => (isOwn ? null : neighbour.field(field)) ?? fieldWord(field);
  const worded = changes.flatMap((change) => {
    const name = fieldName(change.field);
    return name === null ? [] : [{ ...change, name }];
  });
  const shown = (change: { field: string }, value: unknown) =>
    (isOwn ? null : neighbour.value(change, value, entry.changes)) ?? ownValue(change.field, value);
  const [busy, run] = useBusy();
  const takeBack = async () => {
    try {
      await undo({ auditId: entry._id });
      toast(words.undone);
    } catch (error) {
      const facts = factsOf(error);
      if (facts?.code !== "UNDO_CONFLICT") return reportError(error);
      if (facts.conflicts?.length) return setConflicts(facts.conflicts);
      toast(
        words.undoConflict({
          fields: format.list(facts.fields.map((field) => fieldWord(field) ?? words.otherFact)),
        }),
        { role: "danger" },
      );
    }
  };
  return (
    <div className="history-entry">
      <Avatar name={entry.actorName} round />
      <div className="grow">
        <p className="history-line">
          <strong>{entry.actorName}</strong>{" "}
          {isOwn && worded.length > 0 && entry.action === "updated" && entry.undoes === null
            ? words.wasUpdatedHere
            : deed(entry)}{" "}
          <span className="meta">
            {channel !== null && `${words.via({ channel })} · `}
            <DateText at={entry.at} />
          </span>
        </p>
        {title !== null && <p className="history-subject">{title}</p>}
        {entry.reason !== null && <p className="quiet history-reason">{entry.reason}</p>}
        {entry.action !== "created" && worded.length > 0 && (
          <dl className="history-changes">
            {worded.map((change) => (
              <div key={change.field}>
                <dt className="meta">{change.name}</dt>
                <dd>
                  {change.from !== undefined && <del>{shown(change, change.from)}</del>}
                  <ins>{shown(change, change.to)}</ins>
                </dd>
              </div>
            ))}
          </dl>
        )}
        {conflicts.length > 0 && (
          <div className="history-conflict" role="alert">
            <p>
              {words.undoConflict({
                fields: format.list(conflicts.map(({ field }) => fieldName(field) ?? words.otherFact)),
              })}
            </p>
            <dl className="history-changes">
              {conflicts.map((conflict) => (
                <div key={conflict.field}>
                  <dt className="meta">{fieldName(conflict.field) ?? words.otherFact}</dt>
                  <dd>
                    <span className="meta">{words.nowIs}</span> {shown(conflict, conflict.theirs)}
                    <br />
                    <span className="meta">{words.undoWould}</span> {shown(conflict, conflict.mine)}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        )}
      </div>
      {isOwn && entry.action === "merged" && mayUnmerge && customerId !== null && (
        <Suspense>
          <UndoMergeButton customerId={customerId} auditId={entry._id} />
        </Suspense>
      )}
      {mayUndo && entry.undoableUntil !== null && entry.undoableUntil > now && (
        <Button look="ghost" size="small" busy={busy} onClick={() => run(takeBack)}>
          {entry.undoes === null ? words.undo : words.redo}
        </Button>
      )}
    </div>
  );
}
