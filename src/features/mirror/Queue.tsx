// What is on its way between both sides; what failed too often is tried again or left out here.
import { useState } from "react";
import { ConvexError } from "convex/values";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { SyncStatus } from "../../../convex/mirror/list";
import { refusalIn } from "../../../convex/mirror/problem";
import { useOrg, useOrgMutation, useOrgPaginated, type OrgRow } from "../../data/org";
import { errorMessage } from "../../data/errorMessage";
import { reportError } from "../../data/useUndoable";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { StatusBadge, type Role } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { CountedChoices } from "../../ui/CountedChoices";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { messages } from "./messages";

type Job = OrgRow<typeof api.mirror.jobs>;
const shows = ["all", "pending", "manual", "completed", "skipped"] as const;
const statusRole: Record<Job["status"], Role> = {
  pending: "info",
  completed: "positive",
  manual: "danger",
  skipped: "neutral",
};

export function Queue({ counts }: { counts: SyncStatus["jobs"] }) {
  const words = useMessages(messages);
  const [show, setShow] = useState<(typeof shows)[number]>("all");
  const list = useOrgPaginated(
    api.mirror.jobs,
    { status: show === "all" ? null : show },
    { initialNumItems: 25, pageSize: 25 },
  );
  const all = counts.pending + counts.completed + counts.manual + counts.skipped;
  return (
    <div className="stack">
      {all > 0 && (
        <CountedChoices
          label={words.show}
          choices={shows.map((id) => ({ id, label: words[id], count: id === "all" ? all : counts[id] }))}
          chosen={show}
          onChoose={setShow}
        />
      )}
      {list.rows === undefined && <SkeletonLines widths={["70%", "55%", "65%"]} />}
      {list.rows?.length === 0 &&
        (all === 0 ? (
          <EmptyState title={words.emptyQueueTitle}>{words.emptyQueue}</EmptyState>
        ) : (
          <EmptyState title={words.nothingHere} />
        ))}
      <ul className="thing-list">
        {list.rows?.map((job) => (
          <JobRow key={job._id} job={job} />
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {words.more}
      </LoadMore>
    </div>
  );
}

function JobRow({ job }: { job: Job }) {
  const words = useMessages(messages);
  const locale = useLocale();
  const org = useOrg();
  const retry = useOrgMutation(api.mirror.retry);
  const skip = useOrgMutation(api.mirror.skip);
  const kind = job.entity === "package" ? `${words.package} · ` : "";
  const what = `${words[job.direction]} · ${kind}${words[job.operationType]}`;
  const refusal = job.error === null ? null : refusalIn(job.error);
  return (
    <li className="thing-row">
      <span className="thing-what">
        <span>
          {what}
          {job.legacyCustomerId !== null && <span className="numeric"> · {job.legacyCustomerId}</span>}
        </span>
        <span className="meta">
          <DateText at={job.createdAt} />
          {job.attempts > 1 && ` · ${words.attempts({ n: job.attempts })}`}
          {job.status === "pending" && job.attempts > 0 && (
            <>
              {" · "}
              {words.nextTry} <DateText at={job.nextAttemptAt} />
            </>
          )}
          {job.customerId !== null && (
            <>
              {" · "}
              <Link className="link" to={org.path(`customers/${job.customerId}`)}>
                {words.linkedTo}
              </Link>
            </>
          )}
        </span>
        {job.error !== null && (
          <span className="mirror-problem">
            {refusal === null ? job.error : errorMessage(new ConvexError(refusal as never), locale)}
          </span>
        )}
      </span>
      <LiveValue value={job.status}>
        <StatusBadge role={statusRole[job.status]}>{words[job.status]}</StatusBadge>
      </LiveValue>
      {job.status === "manual" && org.can("mirror:manage") && (
        <span className="row">
          <Button
            size="small"
            aria-label={`${words.retry}: ${what} ${job.legacyCustomerId ?? ""}`}
            onClick={() => void retry({ jobId: job._id }).then(() => toast(words.retried), reportError)}
          >
            {words.retry}
          </Button>
          <Button
            size="small"
            look="ghost"
            aria-label={`${words.skip}: ${what} ${job.legacyCustomerId ?? ""}`}
            onClick={() => void skip({ jobId: job._id }).then(() => toast(words.skippedToast), reportError)}
          >
            {words.skip}
          </Button>
        </span>
      )}
    </li>
  );
}
