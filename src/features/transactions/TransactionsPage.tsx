// All sales of the organization, or of one's own customers: live, with exact totals of the days in sight (ORD-13).
import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { resolvePeriod } from "../../../convex/customers/conditions";
import { dayOf } from "../../../convex/shared/days";
import { paymentMethods, type PaymentMethod } from "../../../convex/transactions/words";
import { useOrg, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable, type PhoneRow } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { useTableView, type Column } from "../../ui/tableView";
import { useNow } from "../../ui/clock";
import { useFilterParams } from "../../ui/useFilterParams";
import { DateText, MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { SaleFilters, type SaleFilter } from "./SaleFilters";
import "./transactions.css";

const RecordSaleSheet = lazy(() => import("./RecordSaleSheet"));
const SaleSheet = lazy(() => import("./SaleSheet"));

type Row = OrgRow<typeof api.transactions.list>;
const rowId = (row: Row) => row._id;
const Amount = ({ row }: { row: Row }) => (
  <span className={row.status === "void" ? "sale-void" : undefined}>
    <MoneyText minor={row.amount} currency={row.currency} />
  </span>
);
const phoneRow = (row: Row): PhoneRow => ({
  title: row.customerName,
  titleEnd: <Amount row={row} />,
  line: row.reference ?? row.customerCode,
  lineEnd: <DateText at={row.at} />,
});
const newestFirst = { column: "at", direction: "desc" } as const;

export default function TransactionsPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const { can, user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const owners = useOrgQuery(api.transactions.owners, {});
  const seesAll = owners === null;
  const members = useOrgQuery(api.customers.owners, seesAll && can("members:read") ? {} : "skip")?.members;
  const { filters, setFilters, key } = useFilterParams(["period", "method", "owner"], newestFirst);
  const [search, setSearch] = useSearchParams();
  const put = useCallback(
    (values: Record<string, string | null>) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const typed = useMemo(() => readFilter(search), [search]);
  const { minAmount, search: text, ...days } = useDeferredValue(typed);
  const period = filters["period"]?.[0];
  const now = Math.floor(useNow() / 3_600_000) * 3_600_000;
  // Days that were typed say more than a period.
  const { from, to } = useMemo(() => {
    if (days.from !== undefined || days.to !== undefined || period === undefined || settings === undefined)
      return { from: days.from, to: days.to };
    const [first, last] = resolvePeriod(period, dayOf(now, settings.timeZone)) ?? [];
    return { from: first, to: last };
  }, [days.from, days.to, period, settings, now]);
  const method = filters["method"]?.[0] as PaymentMethod | undefined;
  const chosen = filters["owner"]?.[0];
  const owner = chosen === "none" ? null : ((chosen ?? (seesAll ? "everybody" : user._id)) as Id<"users">);
  const filter = useMemo(
    () => ({
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(minAmount === undefined ? {} : { minAmount }),
      ...(text === undefined ? {} : { search: text }),
      ...(method === undefined ? {} : { method }),
    }),
    [from, to, minAmount, text, method],
  );
  const isReady = owners !== undefined && settings !== undefined;
  const list = useOrgPaginated(api.transactions.list, isReady ? { owner, filter } : "skip", {
    initialNumItems: 60,
    pageSize: 60,
  });
  const { status, rows, loadMore } = list;
  const shown = rows?.length ?? 0;
  // A page shows only what matches: go on by itself until there is a screen of it.
  useEffect(() => {
    if (status === "CanLoadMore" && shown < 40) loadMore();
  }, [status, shown, loadMore]);
  // Kept numbers know days, method and owner; words and amounts are looked for row by row.
  const isCounted = minAmount === undefined && text === undefined;
  const totals = useOrgQuery(
    api.transactions.totals,
    isReady && isCounted
      ? {
          owner,
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
          ...(method === undefined ? {} : { method }),
        }
      : "skip",
  );

  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: "customer",
        header: words.customer,
        width: 216,
        cell: (row) => <span className="truncate">{row.customerName}</span>,
      },
      { id: "at", header: words.when, width: 146, cell: (row) => <DateText at={row.at} /> },
      {
        id: "amount",
        header: words.amount,
        width: 120,
        align: "end",
        cell: (row) => <Amount row={row} />,
      },
      { id: "method", header: words.method, width: 124, cell: (row) => words[row.method] },
      {
        id: "reference",
        header: words.receipt,
        width: 130,
        cell: (row) =>
          row.reference === null ? (
            <span className="quiet">—</span>
          ) : (
            <span className="truncate numeric">{row.reference}</span>
          ),
      },
      {
        id: "status",
        header: words.status,
        width: 116,
        cell: (row) => (
          <LiveValue value={row.status}>
            {row.status === "void" ? <Badge>{words.void}</Badge> : words.completed}
          </LiveValue>
        ),
      },
      {
        id: "note",
        header: words.note,
        width: 196,
        cell: (row) => <span className="truncate quiet">{row.note ?? ""}</span>,
      },
      {
        id: "by",
        header: words.recordedBy,
        width: 150,
        cell: (row) => <span className="truncate">{row.createdByName}</span>,
      },
    ],
    [words],
  );
  const view = useTableView("transactions", columns);
  const open = useCallback((row: Row) => put({ sale: row._id }), [put]);
  const ownerOptions = seesAll
    ? members?.map(({ userId, name }) => ({ value: userId as string, label: name }))
    : (owners ?? []).length > 1
      ? owners?.map(({ ownerId, name }) => ({
          value: ownerId ?? "none",
          label: ownerId === null ? words.unassigned : name,
        }))
      : undefined;
  const choices: Filter[] = [
    {
      id: "period",
      label: words.period,
      options: [
        { value: "today", label: words.today },
        { value: "past:7", label: words.past7 },
        { value: "past:30", label: words.past30 },
        { value: "thisMonth", label: words.thisMonth },
        { value: "lastMonth", label: words.lastMonth },
        { value: "thisYear", label: words.thisYear },
      ],
    },
    {
      id: "method",
      label: words.method,
      options: paymentMethods.map((value) => ({ value, label: words[value] })),
    },
    ...(ownerOptions === undefined ? [] : [{ id: "owner", label: words.owner, options: ownerOptions }]),
  ];
  const mayRecord = can("transactions:record");
  useShortcut(mayRecord ? "N" : null, () => put({ new: "1" }), words.record);
  const add = mayRecord && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => put({ new: "1" })}>
      {words.record}
    </Button>
  );
  const isFiltered = Object.keys(filters).length + Object.keys(typed).length > 0;
  const saleId = search.get("sale");

  return (
    <Page
      title={words.title}
      {...(totals === undefined ? {} : { count: format.number(totals.count) })}
      actions={add}
      toolbar={
        <>
          <SaleFilters
            value={typed}
            onChange={(next) => put(writeFilter(next))}
            currency={settings?.currency ?? "USD"}
          />
          <FilterBar filters={choices} values={filters} onChange={setFilters} />
          <div className="toolbar-end">
            {totals !== undefined && (
              <span className="sale-total" aria-label={words.totalOf}>
                {totals.amounts.map(({ currency, amount }) => (
                  <LiveValue key={currency} value={amount}>
                    <MoneyText minor={amount} currency={currency} />
                  </LiveValue>
                ))}
              </span>
            )}
            <ColumnsMenu view={view} />
          </div>
        </>
      }
    >
      <DataTable
        label={words.title}
        view={view}
        rows={rows}
        rowId={rowId}
        onOpen={open}
        status={status}
        onLoadMore={loadMore}
        resetKey={key}
        phoneRow={phoneRow}
        empty={
          isFiltered ? (
            <EmptyState title={words.noMatch} />
          ) : (
            <EmptyState title={words.emptyTitle} actions={add}>
              {words.empty}
            </EmptyState>
          )
        }
      />
      {search.get("new") === "1" && mayRecord && (
        <Suspense>
          <RecordSaleSheet onClose={() => put({ new: null })} />
        </Suspense>
      )}
      {saleId !== null && (
        <Suspense>
          <SaleSheet transactionId={saleId} onClose={() => put({ sale: null })} />
        </Suspense>
      )}
    </Page>
  );
}

function readFilter(search: URLSearchParams): SaleFilter {
  const from = search.get("from");
  const to = search.get("to");
  const text = search.get("q");
  const least = Number(search.get("min") ?? Number.NaN);
  return {
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(text === null ? {} : { search: text }),
    ...(Number.isSafeInteger(least) && least > 0 ? { minAmount: least } : {}),
  };
}

const writeFilter = ({ from, to, minAmount, search }: SaleFilter) => ({
  from: from ?? null,
  to: to ?? null,
  min: minAmount === undefined ? null : String(minAmount),
  q: search ?? null,
});
