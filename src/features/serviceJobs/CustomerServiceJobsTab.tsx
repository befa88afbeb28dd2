// A customer's jobs on its page, and what the completed ones brought (ORD-19).
import { Suspense, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { LiveValue } from "../../ui/LiveValue";
import { Figure } from "../../ui/Page";
import { ThingList } from "../../ui/ThingList";
import { DateText, MoneyText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { ServiceJobStatusBadge } from "./ServiceJobStatusBadge";
import "./serviceJobs.css";

const ServiceJobForm = later(() => import("./ServiceJobForm"));
const ServiceJobSheet = later(() => import("./ServiceJobSheet"));

export function CustomerServiceJobsTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const [openId, setOpenId] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const { _id: customerId } = customer;
  const summary = useOrgQuery(api.serviceJobs.summary, { customerId });
  const list = useOrgPaginated(
    api.serviceJobs.ofCustomer,
    { customerId },
    { initialNumItems: 20, pageSize: 20 },
  );
  return (
    <div className="stack">
      {summary !== undefined && summary.completedJobs > 0 && (
        <div className="job-figures">
          <Figure label={words.done}>
            <LiveValue value={summary.completedJobs}>
              <NumberText value={summary.completedJobs} />
            </LiveValue>
          </Figure>
          <Figure label={words.brought}>
            <LiveValue value={summary.totalAmount}>
              <MoneyText minor={summary.totalAmount} currency={summary.currency} />
            </LiveValue>
          </Figure>
          <Figure label={words.average}>
            <MoneyText minor={summary.averageJobValue} currency={summary.currency} />
          </Figure>
        </div>
      )}
      {mayAdd(customer, org, "serviceJobs:write") && (
        <div className="row">
          <Button size="small" icon={<PlusIcon aria-hidden />} onClick={() => setAdding(true)}>
            {words.newJob}
          </Button>
        </div>
      )}
      <ThingList
        list={list}
        empty={<p className="quiet">{words.emptyHere}</p>}
        more={words.more}
        thing={(job) => ({
          what: job.title,
          about: (
            <>
              <span className="numeric">{job.jobNumber}</span> ·{" "}
              <DateText at={job.scheduledAt ?? job.createdAt} />
            </>
          ),
          status: job.status,
          badge: <ServiceJobStatusBadge status={job.status} />,
          amount: job.totalAmount,
          currency: job.currency,
          opens: () => setOpenId(job._id),
        })}
      />
      <Suspense>
        {isAdding && <ServiceJobForm customerId={customerId} job={null} onClose={() => setAdding(false)} />}
        {openId !== null && <ServiceJobSheet jobId={openId} onClose={() => setOpenId(null)} />}
      </Suspense>
    </div>
  );
}
