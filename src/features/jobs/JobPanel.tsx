// The tray itself: percent, rate, time left, cancel, result; folds to one line.
import { Suspense, useState } from "react";
import { ChevronDownIcon, ChevronUpIcon, Cross2Icon } from "@radix-ui/react-icons";
import { Link } from "react-router";
import { isPausable, isUnderWay } from "../../../convex/jobs/status";
import { api } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { IconButton } from "../../ui/Button";
import { JobList, type TrayJob } from "../../ui/Tray";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { later } from "../../ui/later";
import { countWords, messages } from "./messages";
import { paceOf } from "./pace";
import "./jobs.css";

const TrayDownload = later(() => import("../exports/TrayDownload"));

type Job = Doc<"jobs">;

export default function JobPanel({
  jobs,
  onDismiss,
}: {
  jobs: readonly Job[];
  onDismiss: (() => void) | null;
}) {
  const words = useMessages(messages);
  const org = useOrg();
  const cancelAny = useOrgMutation(api.jobs.cancel);
  const cancelOwn = useOrgMutation(api.jobs.cancelMine);
  const cancel = org.can("jobs:cancel") ? cancelAny : cancelOwn;
  const [isFolded, setFolded] = useState(false);
  const pause = useOrgMutation(api.jobs.pause);
  const resume = useOrgMutation(api.jobs.resume);
  const running = jobs.filter((job) => job.status === "running");
  const trayJobs = jobs.map((job): TrayJob => {
    const title = [words[job.kind], job.title].filter(Boolean).join(": ");
    const { progress, rate, leftMs } = paceOf(job);
    if (!isUnderWay(job)) {
      return {
        id: job._id,
        title,
        progress: progress ?? 1,
        ...(job.status === "failed" ? { ended: "failed" as const } : {}),
        ...(job.status === "cancelled" ? { ended: "early" as const } : {}),
        result: <Result job={job} />,
      };
    }
    return {
      id: job._id,
      title,
      progress,
      ...(rate === null ? {} : { rate }),
      ...(leftMs === null ? {} : { leftMs }),
      ...(isPausable(job.kind) && org.can("jobs:cancel")
        ? {
            isPaused: job.status === "paused",
            onPause: () => void pause({ jobId: job._id }).catch(reportError),
            onResume: () => void resume({ jobId: job._id }).catch(reportError),
          }
        : {}),
      // Half an erasure is none.
      ...(job.kind === "erase" ? {} : { onCancel: () => void cancel({ jobId: job._id }).catch(reportError) }),
    };
  });
  return (
    <section className="jobs-panel" aria-label={words.title}>
      <header className="row">
        <h2 className="grow">
          {running.length > 0
            ? words.running({ n: running.length })
            : jobs.some(isUnderWay)
              ? words.waiting
              : words.finished}
        </h2>
        <IconButton
          size="small"
          label={isFolded ? words.unfold : words.fold}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          {isFolded ? <ChevronUpIcon aria-hidden /> : <ChevronDownIcon aria-hidden />}
        </IconButton>
        {onDismiss && (
          <IconButton size="small" label={words.close} onClick={onDismiss}>
            <Cross2Icon aria-hidden />
          </IconButton>
        )}
      </header>
      {!isFolded && <JobList jobs={trayJobs} />}
    </section>
  );
}

function Result({ job }: { job: Job }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  // Somebody else's file is theirs to fetch; an admin finds it under Settings → Data.
  const isMine = job.createdBy === `user:${org.user._id}`;
  const isExport = job.kind === "export" || job.kind === "exportAll";
  const written = isExport && job.status === "done" ? words.exported({ n: job.done }) : null;
  const said = countWords
    .filter((word) => (job.counts[word] ?? 0) > 0)
    .map((word) => `${format.number(job.counts[word]!)} ${words[word]}`);
  const state = job.status === "done" ? null : job.status === "failed" ? words.failed : words.cancelled;
  return (
    <>
      {[state, written, ...said].filter(Boolean).join(" · ")}{" "}
      {job.kind === "import" && (
        <Link className="link" to={org.path("import")}>
          {words.result}
        </Link>
      )}
      {written !== null && isMine && (
        <Suspense>
          <TrayDownload jobId={job._id} />
        </Suspense>
      )}
      {job.kind === "bulk" && (
        <Link className="link" to={org.path(`customers/changes/${job._id}`)}>
          {words.result}
        </Link>
      )}
    </>
  );
}
