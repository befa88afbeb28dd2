// A running or finished import: progress, every row accounted for, the way back.
import { useState } from "react";
import { useConvex } from "convex/react";
import { useParams } from "react-router";
import { PersonIcon, ResetIcon, ResumeIcon, TargetIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { RowKind } from "../../../convex/imports/fields";
import { isUnderWay } from "../../../convex/jobs/status";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { Button, ButtonLink } from "../../ui/Button";
import { ProgressBar, Skeleton } from "../../ui/Feedback";
import { Fact, InlineEdit } from "../../ui/InlineEdit";
import { Page, Section } from "../../ui/Page";
import { saveText } from "../../ui/saveText";
import { useBusy } from "../../ui/useBusy";
import { DateText } from "../../ui/Values";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";
import { useIssueText } from "./Issues";
import { ResultTiles, type Shown } from "./OutcomeTiles";
import { csvText } from "./reading/csvFile";
import { ResultRows } from "./ResultRows";
import { UndoConflicts } from "./UndoConflicts";
import "./imports.css";

export default function ImportResultPage() {
  const words = useMessages(messages);
  const org = useOrg();
  const importId = useParams()["importId"] as Id<"imports">;
  const summary = useOrgQuery(api.imports.get, { importId });
  const undo = useOrgMutation(api.imports.undo);
  const title = summary?.import.name ?? summary?.import.fileName ?? words.title;
  const job = summary?.job ?? null;
  const [busy, run] = useBusy();
  const mayUndo = job !== null && !isUnderWay(job) && summary?.undo === null && changedBy(summary) > 0;
  return (
    <Page
      title={title}
      crumbs={[{ label: words.title, to: org.path(importPath(summary?.import.kind)) }]}
      layout="wide"
      actions={
        <>
          {mayUndo && (
            <Button
              icon={<ResetIcon aria-hidden />}
              busy={busy}
              onClick={() => run(() => undo({ importId }).catch(reportError))}
            >
              {words.undo}
            </Button>
          )}
          {summary?.import.kind === "leads" && (
            <ButtonLink icon={<TargetIcon aria-hidden />} to={org.path("leads")}>
              {words.openLeads}
            </ButtonLink>
          )}
          <ButtonLink icon={<PersonIcon aria-hidden />} to={org.path("customers")}>
            {words.openCustomers}
          </ButtonLink>
        </>
      }
    >
      {summary === undefined ? <Loading /> : <Result key={importId} summary={summary} />}
    </Page>
  );
}

const importPath = (kind: RowKind = "customers") => (kind === "customers" ? "import" : `import?as=${kind}`);

function Loading() {
  return (
    <div className="stack">
      <Skeleton width="30%" />
      <Skeleton width="100%" height={64} />
    </div>
  );
}

type Summary = typeof api.imports.get._returnType;

function Result({ summary }: { summary: Summary }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const { import: one, job, undo } = summary;
  const rename = useOrgMutation(api.imports.rename);
  const counts = countsOf(job?.counts ?? {});
  const [kind, setKind] = useState<Shown | "all">("all");
  const isRunning = job !== null && isUnderWay(job);
  return (
    <div className="stack">
      <div className="import-own-name">
        <Fact label={words.name}>
          <InlineEdit
            label={words.name}
            value={one.name ?? one.fileName}
            onSave={(name) => rename({ importId: one._id, name })}
          />
        </Fact>
        <p className="meta">{words.nameHelp}</p>
      </div>
      {/* The way up the page cuts a long name. */}
      <p className="meta import-name">
        <strong>{one.fileName}</strong> · {one.createdByName} ·{" "}
        <DateText at={one.createdAt} style="dateTime" />
      </p>
      {job === null && (
        <div className="row import-stopped">
          <p>{words.interrupted}</p>
          <ButtonLink to={org.path(importPath(one.kind))}>{words.choose}</ButtonLink>
        </div>
      )}
      {isRunning && <Running job={job} label={words.running} cancelWord={words.cancel} />}
      {job?.status === "done" && (
        <p>
          {words.accounted({ n: job.done })}
          {one.kind === "leads" && ` · ${words.openedLeads({ n: job.counts["leads"] ?? 0 })}`}
          {(job.counts["companies"] ?? 0) > 0 &&
            ` · ${words.createdCompanies({ n: job.counts["companies"] ?? 0 })}`}
        </p>
      )}
      {job !== null && isStopped(job) && undo === null && (
        <Stopped
          importId={one._id}
          what={job.status === "failed" ? words.failed : words.cancelled}
          goOn={words.goOnWith({ n: one.rows - job.done })}
        />
      )}
      {undo !== null && <Undoing job={undo} importId={one._id} />}
      {job !== null && (
        <Section>
          <ResultTiles
            of={one.kind ?? "customers"}
            total={one.rows}
            counts={counts}
            value={kind}
            onChange={setKind}
          />
          {!isRunning && job.done < one.rows && (
            <p className="meta">
              {words.notReached}: {format.number(one.rows - job.done)}
            </p>
          )}
          {kind !== "all" && kind !== "created" && !isRunning && counts[kind] > 0 && (
            <DownloadRows summary={summary} kind={kind} />
          )}
          <ResultRows
            key={kind}
            from={one}
            kind={kind}
            total={kind === "all" ? one.rows : counts[kind]}
            mayMend={!isRunning && undo === null}
          />
        </Section>
      )}
    </div>
  );
}

type Job = NonNullable<Summary["job"]>;

const isStopped = ({ status }: Job) => status === "cancelled" || status === "failed";

/** Ended before its end: what that means, and the way on. */
function Stopped({ importId, what, goOn }: { importId: Id<"imports">; what: string; goOn: string }) {
  const goOnWith = useOrgMutation(api.imports.goOn);
  const [busy, run] = useBusy();
  return (
    <div className="row import-stopped" role="alert">
      <p>{what}</p>
      <Button
        icon={<ResumeIcon aria-hidden />}
        busy={busy}
        onClick={() => run(() => goOnWith({ importId }).catch(reportError))}
      >
        {goOn}
      </Button>
    </div>
  );
}

function Running({ job, label, cancelWord }: { job: Job; label: string; cancelWord: string }) {
  const words = useMessages(messages);
  const format = useFormat();
  const cancel = useOrgMutation(api.jobs.cancel);
  const pause = useOrgMutation(api.jobs.pause);
  const resume = useOrgMutation(api.jobs.resume);
  const isPaused = job.status === "paused";
  const share = job.total === 0 ? null : job.done / job.total;
  return (
    <div className="row import-running">
      <div className="grow">
        <ProgressBar value={share} label={label} />
        <p className="meta numeric">
          {words.progress({ done: format.number(job.done), total: format.number(job.total) })}
          {isPaused && ` · ${words.paused}`}
        </p>
      </div>
      <Button
        {...(isPaused ? { look: "primary" as const } : {})}
        onClick={() => void (isPaused ? resume : pause)({ jobId: job._id }).catch(reportError)}
      >
        {isPaused ? words.resume : words.pause}
      </Button>
      <Button onClick={() => void cancel({ jobId: job._id }).catch(reportError)}>{cancelWord}</Button>
    </div>
  );
}

function Undoing({ job, importId }: { job: Job; importId: Id<"imports"> }) {
  const words = useMessages(messages);
  const format = useFormat();
  if (isUnderWay(job)) return <Running job={job} label={words.undoing} cancelWord={words.cancelUndo} />;
  const count = (word: string) => job.counts[word] ?? 0;
  const left = count("kept") + count("conflicts");
  return (
    <>
      {isStopped(job) && <Stopped importId={importId} what={words.undoStopped} goOn={words.goOnUndo} />}
      <p>
        {!isStopped(job) && words.takenBack}{" "}
        {words.undone({
          removed: format.number(count("removed")),
          restored: format.number(count("restored")),
          left: format.number(left),
        })}
        {count("removedContacts") > 0 &&
          ` ${words.removedContacts({ n: format.number(count("removedContacts")) })}`}
        {count("removedEntries") > 0 &&
          ` ${words.removedEntries({ n: format.number(count("removedEntries")) })}`}
        {count("removedLeads") > 0 && ` ${words.removedLeads({ n: format.number(count("removedLeads")) })}`}
      </p>
      {left > 0 && <UndoConflicts importId={importId} total={left} />}
    </>
  );
}

/** Rows of which something can be taken back. */
function changedBy({ import: one, job }: Summary): number {
  const count = (word: string) => job?.counts[word] ?? 0;
  return (
    count("created") +
    count("updated") +
    count("leads") +
    (one.duplicates === "skip" ? 0 : count("duplicate"))
  );
}

function countsOf(counts: Record<string, number>): Record<Shown, number> {
  const count = (word: Shown) => counts[word] ?? 0;
  return {
    created: count("created"),
    unchanged: count("unchanged"),
    incomplete: count("incomplete"),
    updated: count("updated"),
    duplicate: count("duplicate"),
    skipped: count("skipped"),
    rejected: count("rejected"),
  };
}

/** The rows of one outcome as a file with their reasons, to be mended and imported again. */
function DownloadRows({ summary, kind }: { summary: Summary; kind: Shown }) {
  const words = useMessages(messages);
  const issueText = useIssueText();
  const convex = useConvex();
  const org = useOrg();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { headings, fileName, _id: importId } = summary.import;
      const lines: string[][] = [[...headings, words.reason]];
      const outcome = kind === "incomplete" ? "created" : kind;
      let cursor: string | null = null;
      for (;;) {
        const page: typeof api.imports.rows._returnType = await convex.query(api.imports.rows, {
          orgId: org.orgId,
          importId,
          outcome,
          paginationOpts: { numItems: 100, cursor },
        });
        for (const { cells, issues } of page.page) {
          const width = Math.max(headings.length, cells.length);
          const reasons = issues.map(issueText).join("; ");
          lines.push([...Array.from({ length: width }, (_, column) => cells[column] ?? ""), reasons]);
        }
        if (page.isDone) break;
        cursor = page.continueCursor;
      }
      saveText(`${fileName.replace(/\.\w+$/, "")}-${kind}.csv`, csvText(lines));
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button size="small" busy={busy} onClick={() => void save()}>
        {words.download}
      </Button>
    </div>
  );
}
