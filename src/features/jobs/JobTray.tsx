// Watches for long work; draws nothing, and loads nothing, while there is none.
import { Suspense, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Doc } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgQuery } from "../../data/org";
import { later } from "../../ui/later";

const JobPanel = later(() => import("./JobPanel"));

/** The regular recomputing is nobody's news. */
const isQuiet = ({ kind }: Doc<"jobs">) => kind === "recompute" || kind === "recomputeDue";

export function JobTray() {
  const org = useOrg();
  const seesAll = org.can("jobs:read");
  const everybodys = useOrgQuery(api.jobs.list, seesAll ? {} : "skip");
  const own = useOrgQuery(api.jobs.mine, seesAll ? "skip" : {});
  const jobs = everybodys ?? own;
  const [openedAt] = useState(() => Date.now());
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  if (jobs === undefined) return null;
  // What ended while this page was open stays until it is put away.
  const ended = jobs.finished.filter(
    (job) => (job.finishedAt ?? 0) > openedAt && !dismissed.has(job._id) && !isQuiet(job),
  );
  const running = jobs.running.filter((job) => !isQuiet(job));
  const shown = [...running, ...ended];
  if (shown.length === 0) return null;
  return (
    <Suspense>
      <JobPanel
        jobs={shown}
        onDismiss={
          running.length > 0 ? null : () => setDismissed(new Set(jobs.finished.map(({ _id }) => _id)))
        }
      />
    </Suspense>
  );
}
