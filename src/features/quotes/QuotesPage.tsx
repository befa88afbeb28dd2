// All quotes: by status, owner or coming end; live, with exact counts.
import { Suspense, useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { addDays, dayOf } from "../../../convex/shared/days";
import { isOpen, quoteStatuses, type QuoteStatus } from "../../../convex/quotes/lifecycle";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable } from "../../ui/DataTable";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { Page } from "../../ui/Page";
import { later } from "../../ui/later";
import { useTableView } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { useNow } from "../../ui/clock";
import { messages } from "./messages";
import { phoneRow, rowId, useQuoteColumns, type QuoteRow } from "./quoteColumns";
import { QuoteStatusBadge } from "./QuoteStatusBadge";
import "./quotes.css";

const ChooseCustomer = later(() => import("./ChooseCustomer"));

const newestFirst = { column: "created", direction: "desc" } as const;

export default function QuotesPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const navigate = useNavigate();
  const { can, path, role, user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const [search, setAddress] = useAddress();
  const isChoosing = search.get("new") === "1";
  const setIsChoosing = (isIt: boolean) => setAddress({ new: isIt ? "1" : null });
  const { filters, setFilters, key } = useFilterParams(["status", "owner", "expiring"], newestFirst);
  const seesAll = role !== "sales" || settings?.recordVisibility === "org";
  const members = useOrgQuery(api.customers.owners, seesAll && can("members:read") ? {} : "skip")?.members;
  const now = Math.floor(useNow() / 3_600_000) * 3_600_000;

  const owner = seesAll ? ((filters["owner"]?.[0] as Id<"users"> | undefined) ?? null) : user._id;
  const days = filters["expiring"]?.[0];
  const chosen = days === undefined ? filters["status"]?.[0] : undefined;
  const isOpenOnes = chosen === "open";
  const status = isOpenOnes ? null : ((chosen as QuoteStatus | undefined) ?? null);
  const expiring = useMemo(() => {
    // Whatever still waits for an answer has a last day, be it when it may.
    if (isOpenOnes) return { from: "0001-01-01", to: "9999-12-31" };
    if (days === undefined || settings === undefined) return null;
    const from = dayOf(now, settings.timeZone);
    return { from, to: addDays(from, Number(days)) };
  }, [isOpenOnes, days, now, settings]);
  const list = useOrgPaginated(
    api.quotes.list,
    settings === undefined ? "skip" : { status, owner, expiring },
    { initialNumItems: 50, pageSize: 50 },
  );
  const counts = useOrgQuery(api.quotes.counts, settings === undefined ? "skip" : { owner });
  const counted =
    days === undefined
      ? counts?.filter((row) =>
          isOpenOnes
            ? isOpen(row.status)
            : status === null
              ? row.status !== "discarded"
              : row.status === status,
        )
      : undefined;
  const total = counted?.reduce((sum, row) => sum + row.count, 0);

  const view = useTableView("quotes", useQuoteColumns());
  const href = useCallback((row: QuoteRow) => path(`quotes/${row._id}`), [path]);
  const open = useCallback((row: QuoteRow) => void navigate(href(row)), [navigate, href]);
  const countOf = (has: (status: QuoteStatus) => boolean) =>
    format.number(counts?.reduce((sum, row) => sum + (has(row.status) ? row.count : 0), 0) ?? 0);
  const choices: Filter[] = [
    {
      id: "status",
      label: words.status,
      options: [
        { value: "open", label: `${words.open} · ${countOf(isOpen)}` },
        ...quoteStatuses.map((value) => ({
          value,
          label: `${words[value]} · ${countOf((status) => status === value)}`,
        })),
      ],
    },
    {
      id: "expiring",
      label: words.expiring,
      options: [
        { value: "7", label: words.in7 },
        { value: "30", label: words.in30 },
      ],
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
  const mayWrite = can("quotes:write");
  useShortcut(mayWrite ? "N" : null, () => setIsChoosing(true), words.newQuote);
  const add = mayWrite && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setIsChoosing(true)}>
      {words.newQuote}
    </Button>
  );
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <Page
      title={words.title}
      {...(total === undefined ? {} : { count: format.number(total) })}
      actions={add}
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
        href={href}
        onOpen={open}
        status={list.status}
        onLoadMore={list.loadMore}
        resetKey={key}
        phoneRow={phoneRow}
        {...(total === undefined ? {} : { total })}
        empty={
          isFiltered ? (
            <EmptyState title={words.emptyFilter} />
          ) : (
            <EmptyState picture={<EmptyPicture />} title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      {isChoosing && (
        <Suspense>
          <ChooseCustomer onClose={() => setIsChoosing(false)} />
        </Suspense>
      )}
    </Page>
  );
}

/** What the list will look like: a quote on its way to a yes. */
function EmptyPicture() {
  return (
    <ul className="quote-list">
      {(["draft", "viewed", "accepted"] as const).map((status, index) => (
        <li key={status} className="quote-list-row">
          <span className="quote-list-what">
            <Skeleton width={`${70 - index * 12}%`} />
          </span>
          <QuoteStatusBadge status={status} />
        </li>
      ))}
    </ul>
  );
}
