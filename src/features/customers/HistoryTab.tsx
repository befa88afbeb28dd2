// Who changed what and when, newest first and live; what can still be taken back carries its undo.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { FieldConflict } from "../../../convex/shared/errors";
import { useOrgMutation, useOrgPaginated, type OrgRow } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { toast } from "../../ui/toast";
import { useNow } from "../../ui/clock";
import { DateText } from "../../ui/Values";
import { useFieldWords, useValueWords } from "./fieldWords";
import { useNeighbourWords } from "./neighbourWords";
import { recordMessages } from "./recordMessages";
import type { CustomerPartProps } from "./tabs";
import { factsOf } from "../../data/errorMessage";

type Entry = OrgRow<typeof api.history.list>;

/** All of it, or with `latest` the newest few without the button for more. */
export default function HistoryTab({ customer, latest }: CustomerPartProps & { latest?: number }) {
  const words = useMessages(recordMessages);
  const list = useOrgPaginated(
    api.history.list,
    { customerId: customer._id },
    { initialNumItems: latest ?? 20, pageSize: 30 },
  );
  if (list.rows === undefined) {
    return (
      <div className="stack" aria-hidden>
        <Skeleton width="60%" />
        <Skeleton width="75%" />
        <Skeleton width="50%" />
      </div>
    );
  }
  if (list.rows.length === 0)
    return <EmptyState title={words.historyEmpty}>{words.historyEmptyBody}</EmptyState>;
  const takenBack = new Set(list.rows.map((entry) => entry.undoes));
  return (
    <>
      <ol className="history">
        {list.rows.slice(0, latest).map((entry) => (
          <HistoryEntry
            key={entry._id}
            entry={entry}
            mayUndo={customer.may.undo && !takenBack.has(entry._id)}
          />
        ))}
      </ol>
      {latest === undefined && list.status !== "Exhausted" && (
        <Button look="ghost" size="small" busy={list.status === "LoadingMore"} onClick={list.loadMore}>
          {words.loadMore}
        </Button>
      )}
    </>
  );
}

function HistoryEntry({ entry, mayUndo }: { entry: Entry; mayUndo: boolean }) {
  const words = useMessages(recordMessages);
  const format = useFormat();
  const fieldWord = useFieldWords();
  const ownValue = useValueWords(entry.names);
  const neighbour = useNeighbourWords();
  const now = useNow();
  const undo = useOrgMutation(api.history.undo);
  const [conflicts, setConflicts] = useState<readonly FieldConflict[]>([]);
  const actions: Record<string, string> = {
    created: words.wasCreated,
    updated: words.wasUpdated,
    assigned: words.wasAssigned,
    claimed: words.wasClaimed,
    tagged: words.wasTagged,
    deactivated: words.wasDeactivated,
    reactivated: words.wasReactivated,
    recomputed: words.wasRecomputed,
    linked: words.wasLinked,
    removed: words.wasRemoved,
    deleted: words.wasDeleted,
    restored: words.wasRestored,
  };
  const channels: Record<Entry["channel"], string | null> = {
    app: null,
    import: words.channelImport,
    api: words.channelApi,
    widget: words.channelWidget,
    portal: words.channelPortal,
    schedule: words.channelSchedule,
    sample: words.channelSample,
  };
  const channel = channels[entry.channel];
  // Deactivating says by itself that the record is off, and the reason stands above.
  const changes = ["deactivated", "reactivated", "deleted", "restored"].includes(entry.action)
    ? entry.changes.filter(({ field }) => field !== "isActive" && field !== "deactivationReason")
    : entry.changes;
  const isOwn = entry.entity === "customers";
  const fieldName = (field: string) => (isOwn ? null : neighbour.field(field)) ?? fieldWord(field);
  const worded = changes.flatMap((change) => {
    const name = fieldName(change.field);
    return name === null ? [] : [{ ...change, name }];
  });
  const shown = (change: { field: string }, value: unknown) =>
    (isOwn ? null : neighbour.value(change, value, changes)) ?? ownValue(change.field, value);
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
    <li className="history-entry">
      <Avatar name={entry.actorName} round />
      <div className="grow">
        <p className="history-line">
          <strong>{entry.actorName}</strong>{" "}
          {entry.undoes !== null
            ? words.tookBack
            : isOwn
              ? (actions[entry.action] ?? words.wasUpdated)
              : neighbour.action(entry.entity, entry.action)}{" "}
          {channel !== null && <span className="meta">{words.via({ channel })} </span>}
          <span className="meta">
            <DateText at={entry.at} />
          </span>
        </p>
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
      {mayUndo && entry.undoableUntil !== null && entry.undoableUntil > now && (
        <Button look="ghost" size="small" onClick={() => void takeBack()}>
          {entry.undoes === null ? words.undo : words.redo}
        </Button>
      )}
    </li>
  );
}
