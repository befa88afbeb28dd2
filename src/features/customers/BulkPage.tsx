// What became of a bulk change: how far it is, every row with its outcome, and the way back.
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { CustomerSource, CustomerStatus, CustomerType } from "../../../convex/customers/words";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { useNow } from "../../ui/clock";
import { Page } from "../../ui/Page";
import { ProgressBar } from "../../ui/Feedback";
import { useBusy } from "../../ui/useBusy";
import { statusWord, typeWord } from "./badges";
import { listMessages } from "./listMessages";
import { messages } from "./messages";
import { sourceWord } from "./sources";
import "./customers.css";

type Summary = FunctionReturnType<typeof api.bulk.get>;
const outcomes = ["changed", "unchanged", "skipped", "undone", "kept", "waiting"] as const;
type Outcome = (typeof outcomes)[number];

export default function BulkPage() {
  const jobId = useParams()["jobId"] as Id<"jobs">;
  const words = useMessages(listMessages);
  const format = useFormat();
  const now = useNow();
  const org = useOrg();
  const summary = useOrgQuery(api.bulk.get, { jobId });
  const undo = useOrgMutation(api.bulk.undo);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const list = useOrgPaginated(
    api.bulk.rows,
    { jobId, ...(outcome === null ? {} : { outcome }) },
    { initialNumItems: 50 },
  );
  const said = useDeedWords(summary);
  const [busy, run] = useBusy();
  const job = summary?.job;
  const counts = countsOf(summary);
  return (
    <Page title={words.resultTitle}>
      <div className="bulk-page">
        <div className="row">
          <h2 className="grow">{said}</h2>
          {(summary?.undoableUntil ?? 0) > now && (
            <Button busy={busy} onClick={() => run(() => undo({ jobId }).catch(reportError))}>
              {words.undo}
            </Button>
          )}
        </div>
        {job?.status === "running" && <ProgressBar value={job.done / Math.max(1, job.total)} label={said} />}
        <div className="bulk-outcomes" role="group" aria-label={words.outcome}>
          <Button
            size="small"
            look={outcome === null ? "soft" : "ghost"}
            aria-pressed={outcome === null}
            onClick={() => setOutcome(null)}
          >
            {words.everyRow}
          </Button>
          {outcomes
            .filter((one) => (counts[one] ?? 0) > 0)
            .map((one) => (
              <Button
                key={one}
                size="small"
                look={outcome === one ? "soft" : "ghost"}
                aria-pressed={outcome === one}
                onClick={() => setOutcome(one)}
              >
                {words[one]} <span className="quiet numeric">{format.number(counts[one]!)}</span>
              </Button>
            ))}
        </div>
        <ul className="bulk-list">
          {list.rows?.map((row) => (
            <li key={row._id} className="bulk-row">
              <span className="truncate">
                {row.customerId === null ? (
                  <span className="quiet">{words.hidden}</span>
                ) : (
                  <Link className="link" to={org.path(`customers/${row.customerId}`)}>
                    {row.name}
                  </Link>
                )}{" "}
                <span className="quiet numeric">{row.customerCode}</span>
              </span>
              <span className="row">
                {row.reason !== null && <span className="quiet">{reasonWord(words, row.reason)}</span>}
                <StatusBadge role={roles[row.outcome]} plain>
                  {words[row.outcome]}
                </StatusBadge>
              </span>
            </li>
          ))}
        </ul>
        {list.rows?.length === 0 && <p className="quiet">{words.noRows}</p>}
        <div className="row">
          {list.status === "CanLoadMore" && <Button onClick={list.loadMore}>{words.moreRows}</Button>}
          <span className="grow" />
          <Link className="link" to={org.path("customers")}>
            {words.backToList}
          </Link>
        </div>
      </div>
    </Page>
  );
}

const roles = {
  waiting: "neutral",
  changed: "positive",
  unchanged: "neutral",
  skipped: "warning",
  undone: "info",
  kept: "warning",
} as const;

/** What was changed and then taken back is no longer "changed". */
function countsOf(summary: Summary | undefined): Partial<Record<Outcome, number>> {
  if (summary === undefined) return {};
  const { job, undo } = summary;
  const back = undo?.counts ?? {};
  const undone = back["undone"] ?? 0;
  const kept = back["kept"] ?? 0;
  return {
    ...job.counts,
    changed: (job.counts["changed"] ?? 0) - undone - kept,
    undone,
    kept,
    waiting: Math.max(0, job.total - job.done),
  };
}

function useDeedWords(summary: Summary | undefined): string {
  const words = useMessages(listMessages);
  const list = useMessages(messages);
  if (summary === undefined) return "";
  const { deed, ownerName } = summary;
  switch (deed.kind) {
    case "addTags":
      return words.deedAddTags({ tags: deed.tags.join(", ") });
    case "removeTags":
      return words.deedRemoveTags({ tags: deed.tags.join(", ") });
    case "assign":
      return words.deedAssign({ who: ownerName ?? list.nobody });
    case "deactivate":
      return words.deedDeactivate;
    case "reactivate":
      return words.deedReactivate;
    case "update": {
      const value = deed.value ?? "—";
      switch (deed.field) {
        case "status":
          return words.deedStatus({ value: statusWord(list, value as CustomerStatus) });
        case "type":
          return words.deedField({ field: list.type, value: typeWord(list, value as CustomerType) });
        case "customerSource":
          return words.deedField({ field: words.source, value: sourceWord(value as CustomerSource) });
        case "preferredLanguage":
          return words.deedField({
            field: words.language,
            value: value === "ru" ? words.russian : words.english,
          });
        case "industry":
          return words.deedField({ field: words.industry, value });
      }
    }
  }
}

function reasonWord(
  words: ReturnType<typeof useMessages<(typeof listMessages)["en"]>>,
  code: string,
): string {
  const known: Record<string, string> = {
    FORBIDDEN: words.reasonForbidden,
    NOT_FOUND: words.reasonNotFound,
    OUT_OF_REACH: words.reasonNotFound,
    INVALID_STATUS_CHANGE: words.reasonStatus,
    REASON_REQUIRED: words.reasonReason,
    INVALID_ASSIGNMENT: words.reasonOwner,
    VALIDATION_ERROR: words.reasonValidation,
    UNDO_CONFLICT: words.reasonConflict,
    UNDO_EXPIRED: words.reasonExpired,
  };
  return known[code] ?? words.reasonOther({ code });
}
