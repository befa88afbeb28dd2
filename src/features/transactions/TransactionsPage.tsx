// All sales of the organization, or of one's own customers: live, with exact totals of the days in sight (ORD-13).
import { Suspense, useCallback, useMemo } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { paymentMethods } from "../../../convex/transactions/words";
import { useOrg, useOrgQuery } from "../../data/org";
import { useShortcut } from "../../data/useShortcut";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { ColumnsMenu } from "../../ui/ColumnsMenu";
import { DataTable } from "../../ui/DataTable";
import { EmptyState } from "../../ui/Feedback";
import { FilterBar, type Filter } from "../../ui/FilterBar";
import { LiveValue } from "../../ui/LiveValue";
import { Page } from "../../ui/Page";
import { later } from "../../ui/later";
import { useTableView } from "../../ui/tableView";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { MoneyText } from "../../ui/Values";
import { messages } from "./messages";
import { phoneRow, rowId, useSaleColumns, type SaleRow } from "./saleColumns";
import { SaleFilters, type SaleFilter } from "./SaleFilters";
import { useSaleOwners, useSales } from "./useSales";
import "./transactions.css";

const RecordSaleSheet = later(() => import("./RecordSaleSheet"));
const SaleSheet = later(() => import("./SaleSheet"));

const newestFirst = { column: "at", direction: "desc" } as const;

export default function TransactionsPage() {
  const words = useMessages(messages);
  const format = useFormat();
  const { can } = useOrg();
  const { filters, setFilters, key } = useFilterParams(["period", "method", "owner"], newestFirst);
  const [search, setAddress] = useAddress();
  const typed = useMemo(() => readFilter(search), [search]);
  const { status, rows, loadMore, totals, currency = "USD" } = useSales({ filters, typed });
  const view = useTableView("transactions", useSaleColumns());
  const open = useCallback((row: SaleRow) => setAddress({ sale: row._id }), [setAddress]);
  const ownerOptions = useOwnerOptions();
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
  useShortcut(mayRecord ? "N" : null, () => setAddress({ new: "1" }), words.record);
  const add = mayRecord && (
    <Button look="primary" icon={<PlusIcon aria-hidden />} onClick={() => setAddress({ new: "1" })}>
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
          <SaleFilters value={typed} onChange={(next) => setAddress(writeFilter(next))} currency={currency} />
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
          <RecordSaleSheet onClose={() => setAddress({ new: null })} />
        </Suspense>
      )}
      {saleId !== null && (
        <Suspense>
          <SaleSheet transactionId={saleId} onClose={() => setAddress({ sale: null })} />
        </Suspense>
      )}
    </Page>
  );
}

/** Members for whoever sees every sale, else the owners of one's own customers; undefined where there is no choice. */
function useOwnerOptions(): Filter["options"] | undefined {
  const words = useMessages(messages);
  const { can } = useOrg();
  const owners = useSaleOwners();
  const mayList = owners === null && can("members:read");
  const members = useOrgQuery(api.customers.owners, mayList ? {} : "skip")?.members;
  if (owners === null) return members?.map(({ userId, name }) => ({ value: userId as string, label: name }));
  if (owners === undefined || owners.length < 2) return undefined;
  return owners.map(({ ownerId, name }) => ({
    value: ownerId ?? "none",
    label: ownerId === null ? words.unassigned : name,
  }));
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
