// One job with everything that is known of it, and the step that comes next.
import { Suspense, useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { ServiceJobStatus } from "../../../convex/serviceJobs/lifecycle";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { Fact } from "../../ui/InlineEdit";
import { LiveValue } from "../../ui/LiveValue";
import { Sheet } from "../../ui/Sheet";
import { DateText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { ServiceJobStatusBadge } from "./ServiceJobStatusBadge";
import "./serviceJobs.css";

const ServiceJobForm = later(() => import("./ServiceJobForm"));

export default function ServiceJobSheet({ jobId, onClose }: { jobId: string; onClose: () => void }) {
  const words = useMessages(messages);
  const { path } = useOrg();
  const job = useOrgQuery(api.serviceJobs.get, { serviceJobId: jobId });
  const move = useOrgMutation(api.serviceJobs.move);
  const [isEditing, setEditing] = useState(false);
  if (job === undefined) {
    return (
      <Sheet open onClose={onClose} title={words.job}>
        <SkeletonLines widths={["60%", "40%"]} />
      </Sheet>
    );
  }
  const go = (to: ServiceJobStatus) =>
    void move({ serviceJobId: job._id, from: job.status, to }).catch(reportError);
  const isOver = job.status === "completed" || job.status === "cancelled";
  const dated = (at: number | null) => at !== null && <DateText key="at" at={at} style="dateTime" />;
  const facts: [string, React.ReactNode][] = [
    [
      words.customer,
      <Link key="customer" className="link" to={path(`customers/${job.customerId}?tab=serviceJobs`)}>
        {job.customerName}
      </Link>,
    ],
    [words.value, <MoneyText key="value" minor={job.totalAmount} currency={job.currency} />],
    [words.when, dated(job.scheduledAt)],
    [words.in_progress, dated(job.startedAt)],
    [words.completed, dated(job.completedAt)],
    [words.cancelled, dated(job.cancelledAt)],
    [words.owner, job.ownerName || null],
    [words.description, job.description],
  ];
  return (
    <Sheet
      open
      onClose={onClose}
      title={
        <span className="row">
          <span className="numeric">{job.jobNumber}</span>
          <LiveValue value={job.status}>
            <ServiceJobStatusBadge status={job.status} />
          </LiveValue>
        </span>
      }
      footer={
        job.next.length > 0 && (
          <div className="job-foot">
            <Button onClick={() => setEditing(true)}>{words.edit}</Button>
            {job.next.map((to, at) => (
              <Button
                key={to}
                look={at === 0 && !isOver ? "primary" : to === "cancelled" ? "ghost" : "soft"}
                onClick={() => go(to)}
              >
                {isOver ? words.reopen : words[`to.${to}`]}
              </Button>
            ))}
          </div>
        )
      }
    >
      <div className="stack">
        <h3 className="job-title">{job.title}</h3>
        <div>
          {facts
            .filter(([, value]) => value !== null && value !== false)
            .map(([label, value]) => (
              <Fact key={label} label={label}>
                <div className="job-fact">{value}</div>
              </Fact>
            ))}
        </div>
      </div>
      {isEditing && (
        <Suspense>
          <ServiceJobForm customerId={job.customerId} job={job} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </Sheet>
  );
}
