// All sales of the organization, or of one's own customers: live, with exact totals of the days in sight (ORD-13).
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { paymentMethods } from "../../../convex/transactions/words";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import type { Filter } from "../../ui/FilterBar";
import { ListPage } from "../../ui/ListPage";
import { LiveValue } from "../../ui/LiveValue";
import { later } from "../../ui/later";
import { useAddress } from "../../ui/useAddress";
import { useFilterParams } from "../../ui/useFilterParams";
import { MoneyText } from "../../ui/Values";
import { WaitingLink } from "../counter/WaitingLink";
import { messages } from "./messages";
import { phoneRow, saleColumns } from "./saleColumns";
import { SaleFilters, type SaleFilter } from "./SaleFilters";
import { useSaleOwners, useSales } from "./useSales";
import "./transactions.css";

const RecordSaleSheet = later(() => import("./RecordSaleSheet"));
const SaleSheet = later(() => import("./SaleSheet"));

export default function TransactionsPage() {
  const words = useMessages(messages);
  const { can } = useOrg();
  const { filters, setFilters, key } = useFilterParams(["period", "method", "owner"]);
  const [search, setAddress] = useAddress();
  const typed = useMemo(() => readFilter(search), [search]);
  const { list, totals, currency = "USD" } = useSales({ filters, typed });
  const ownerOptions = useOwnerOptions();
  return (
    <ListPage
      name="transactions"
      title={words.title}
      columns={useMemo(() => saleColumns(words), [words])}
      phoneRow={phoneRow}
      list={list}
      isSifted
      total={totals?.count}
      isFiltered={Object.keys(filters).length + Object.keys(typed).length > 0}
      filters={{
        key,
        values: filters,
        onChange: setFilters,
        choices: [
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
        ],
      }}
      tools={
        <SaleFilters value={typed} onChange={(next) => setAddress(writeFilter(next))} currency={currency} />
      }
      toolsKey={JSON.stringify(typed)}
      toolsEnd={
        <>
          <WaitingLink />
          {totals !== undefined && (
            <span className="sale-total" aria-label={words.totalOf}>
              {totals.amounts.map(({ currency, amount }) => (
                <LiveValue key={currency} value={amount}>
                  <MoneyText minor={amount} currency={currency} />
                </LiveValue>
              ))}
            </span>
          )}
        </>
      }
      add={
        can("transactions:record") && {
          label: words.record,
          show: (close) => <RecordSaleSheet onClose={close} />,
        }
      }
      sheet={{ param: "sale", show: (saleId, close) => <SaleSheet transactionId={saleId} onClose={close} /> }}
      empty={{ title: words.emptyTitle, text: words.empty, noMatch: words.noMatch }}
    />
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
