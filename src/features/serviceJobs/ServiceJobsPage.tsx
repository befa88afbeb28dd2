// All jobs: by status or owner; live, with exact counts; one opens beside the list.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { serviceJobStatuses } from "../../../convex/serviceJobs/lifecycle";
import { useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useStatusFilter } from "../../hooks/useStatusFilter";
import { useMessages } from "../../i18n/messages";
import { dateColumn, liveColumn, moneyColumn, personColumn, textColumn } from "../../ui/columns";
import type { PhoneRow } from "../../ui/DataTable";
import { ListPage } from "../../ui/ListPage";
import type { Column } from "../../ui/tableView";
import { MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { ServiceJobStatusBadge } from "./ServiceJobStatusBadge";

const ServiceJobSheet = later(() => import("./ServiceJobSheet"));

type JobRow = OrgRow<typeof api.serviceJobs.list>;

export default function ServiceJobsPage() {
  const words = useMessages(messages);
  const by = useStatusFilter(serviceJobStatuses, words);
  const list = useOrgPaginated(api.serviceJobs.list, by.asked, { pageSize: 50 });
  const counts = useOrgQuery(api.serviceJobs.counts, by.countedOf);
  return (
    <ListPage
      name="serviceJobs"
      title={words.title}
      columns={useMemo(() => jobColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      {...by.shown(counts)}
      sheet={{ param: "job", show: (jobId, close) => <ServiceJobSheet jobId={jobId} onClose={close} /> }}
      empty={{ title: words.emptyTitle, text: words.empty, noMatch: words.emptyFilter }}
    />
  );
}

const phoneRow = (row: JobRow): PhoneRow => ({
  title: row.title,
  titleEnd: <MoneyText minor={row.totalAmount} currency={row.currency} />,
  line: `${row.jobNumber} ${row.customerName}`,
  lineEnd: <ServiceJobStatusBadge status={row.status} />,
});

const jobColumns = (words: (typeof messages)["en"]): readonly Column<JobRow>[] => [
  textColumn("number", words.number, 110, (row) => row.jobNumber, "numeric"),
  textColumn("title", words.job, 200, (row) => row.title),
  textColumn("customer", words.customer, 176, (row) => row.customerName),
  liveColumn(
    "status",
    words.status,
    156,
    (row) => row.status,
    (row) => <ServiceJobStatusBadge status={row.status} />,
  ),
  moneyColumn("value", words.value, (row) => row.totalAmount),
  dateColumn("when", words.when, (row) => row.scheduledAt),
  personColumn("owner", words.owner, (row) => row.ownerName),
  dateColumn("created", words.created, (row) => row.createdAt),
];
