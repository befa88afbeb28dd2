// All jobs: by status or owner; live, with exact counts; one opens beside the list.
import { Suspense, useCallback, useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { serviceJobStatuses, type ServiceJobStatus } from "../../../convex/serviceJobs/lifecycle";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Person } from "../../ui/Avatar";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable, type PhoneRow } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { useTableView, type Column } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { DateText, MoneyText } from "../../ui/Values";
import { later } from "../../ui/later";
import { messages } from "./messages";
import { ServiceJobStatusBadge } from "./ServiceJobStatusBadge";

const ServiceJobSheet = later(() => import("./ServiceJobSheet"));

type JobRow = OrgRow<typeof api.serviceJobs.list>;
const newestFirst = { column: "created", direction: "desc" } as const;
const rowId = (row: JobRow) => row._id;
const phoneRow = (row: JobRow): PhoneRow => ({
  title: row.title,
  titleEnd: <MoneyText minor={row.totalAmount} currency={row.currency} />,
  line: `${row.jobNumber} ${row.customerName}`,
  lineEnd: <ServiceJobStatusBadge status={row.status} />,
});

export default function ServiceJobsPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const { can, role, user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const [search, setAddress] = useAddress();
  const { filters, setFilters, key } = useFilterParams(["status", "owner"], newestFirst);
  const seesAll = role !== "sales" || settings?.recordVisibility === "org";
  const members = useOrgQuery(api.customers.owners, seesAll && can("members:read") ? {} : "skip")?.members;
  const owner = seesAll ? ((filters["owner"]?.[0] as Id<"users"> | undefined) ?? null) : user._id;
  const status = (filters["status"]?.[0] as ServiceJobStatus | undefined) ?? null;
  const list = useOrgPaginated(api.serviceJobs.list, settings === undefined ? "skip" : { status, owner }, {
    initialNumItems: 50,
    pageSize: 50,
  });
  const counts = useOrgQuery(api.serviceJobs.counts, settings === undefined ? "skip" : { owner });
  const total = counts
    ?.filter((row) => status === null || row.status === status)
    .reduce((sum, row) => sum + row.count, 0);
  const view = useTableView("serviceJobs", useColumns());
  const open = useCallback((row: JobRow) => setAddress({ job: row._id }), [setAddress]);
  const choices: Filter[] = [
    {
      id: "status",
      label: words.status,
      options: serviceJobStatuses.map((value) => ({
        value,
        label: `${words[value]} · ${format.number(counts?.find((row) => row.status === value)?.count ?? 0)}`,
      })),
    },
    ...(seesAll && members !== undefined
      ? [
          {
            id: "owner",
            label: words.owner,
            options: members.map((member) => ({ value: member.userId as string, label: member.name })),
          },
        ]
      : []),
  ];
  const jobId = search.get("job");
  return (
    <Page
      title={words.title}
      {...(total === undefined ? {} : { count: format.number(total) })}
      toolbar={
        <>
          <FilterBar filters={choices} values={filters} onChange={setFilters} />
          <div className="toolbar-end">
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={list.rows}
        rowId={rowId}
        onOpen={open}
        status={list.status}
        onLoadMore={list.loadMore}
        resetKey={key}
        phoneRow={phoneRow}
        {...(total === undefined ? {} : { total })}
        empty={
          Object.keys(filters).length > 0 ? (
            <EmptyState title={words.emptyFilter} />
          ) : (
            <EmptyState title={words.emptyTitle}>{words.empty}</EmptyState>
          )
        }
      />
      {jobId !== null && (
        <Suspense>
          <ServiceJobSheet jobId={jobId} onClose={() => setAddress({ job: null })} />
        </Suspense>
      )}
    </Page>
  );
}

/** Stable while the language stays. */
function useColumns(): readonly Column<JobRow>[] {
  const words = useMessages(messages);
  return useMemo<Column<JobRow>[]>(
    () => [
      {
        id: "number",
        header: words.number,
        width: 110,
        cell: (row) => <span className="numeric">{row.jobNumber}</span>,
      },
      {
        id: "title",
        header: words.job,
        width: 240,
        cell: (row) => <span className="truncate">{row.title}</span>,
      },
      {
        id: "customer",
        header: words.customer,
        width: 190,
        cell: (row) => <span className="truncate">{row.customerName}</span>,
      },
      {
        id: "status",
        header: words.status,
        width: 140,
        cell: (row) => (
          <LiveValue value={row.status}>
            <ServiceJobStatusBadge status={row.status} />
          </LiveValue>
        ),
      },
      {
        id: "value",
        header: words.value,
        width: 120,
        align: "end",
        cell: (row) => <MoneyText minor={row.totalAmount} currency={row.currency} />,
      },
      {
        id: "when",
        header: words.when,
        width: 136,
        cell: (row) =>
          row.scheduledAt === null ? <span className="quiet">—</span> : <DateText at={row.scheduledAt} />,
      },
      {
        id: "owner",
        header: words.owner,
        width: 150,
        cell: (row) => <Person name={row.ownerName || null} />,
      },
      { id: "created", header: words.created, width: 136, cell: (row) => <DateText at={row.createdAt} /> },
    ],
    [words],
  );
}
