// What a customer bought: sums of everything, filters, and each sale with its void and undo (ORD-11, ORD-12).
import { Suspense, useDeferredValue, useEffect, useState } from "react";
import { PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { EmptyState, Skeleton, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Figure } from "../../ui/Page";
import { MoneyText, NumberText } from "../../ui/Values";
import { later } from "../../ui/later";
import type { CustomerPartProps } from "../customers/openCustomer";
import { messages } from "./messages";
import { SaleFilters, type SaleFilter } from "./SaleFilters";
import { SaleRow } from "./SaleRow";
import "./transactions.css";

const RecordSaleSheet = later(() => import("./RecordSaleSheet"));
const SaleSheet = later(() => import("./SaleSheet"));

export function CustomerTransactionsTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const summary = useOrgQuery(api.transactions.summary, { customerId: customer._id });
  const [typed, setFilter] = useState<SaleFilter>({});
  const filter = useDeferredValue(typed);
  const list = useOrgPaginated(
    api.transactions.ofCustomer,
    { customerId: customer._id, filter },
    { initialNumItems: 20, pageSize: 30 },
  );
  const [isRecording, setRecording] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const isFiltered = Object.keys(typed).length > 0;
  const { status, rows, loadMore } = list;
  const shown = rows?.length ?? 0;
  // A page shows only what matches: go on by itself until something is in sight.
  useEffect(() => {
    if (status === "CanLoadMore" && shown < 10) loadMore();
  }, [status, shown, loadMore]);
  const add = customer.may.recordSale && (
    <Button size="small" icon={<PlusIcon aria-hidden />} onClick={() => setRecording(true)}>
      {words.record}
    </Button>
  );
  const isEmpty = rows?.length === 0 && status === "Exhausted";
  return (
    <div className="customer-overview">
      {!(isEmpty && !isFiltered) && (
        <div className="sale-head">
          <div className="sale-figures">
            <Sum label={words.total}>
              {summary && (
                <LiveValue value={summary.totalSpent}>
                  <MoneyText minor={summary.totalSpent} currency={summary.currency} />
                </LiveValue>
              )}
            </Sum>
            <Sum label={words.sales}>
              {summary && (
                <LiveValue value={summary.totalTransactions}>
                  <NumberText value={summary.totalTransactions} />
                </LiveValue>
              )}
            </Sum>
            <Sum label={words.average}>
              {summary && <MoneyText minor={summary.averageTransaction} currency={summary.currency} />}
            </Sum>
          </div>
          {add}
        </div>
      )}
      {summary !== undefined && summary.otherCurrencies.length > 0 && (
        <p className="meta">
          {words.alsoIn}:{" "}
          {summary.otherCurrencies.map(({ currency, amount }, at) => (
            <span key={currency}>
              {at > 0 && ", "}
              <MoneyText minor={amount} currency={currency} />
            </span>
          ))}
        </p>
      )}
      {(!isEmpty || isFiltered) && (
        <SaleFilters value={typed} onChange={setFilter} currency={summary?.currency ?? customer.currency} />
      )}
      {rows === undefined || (rows.length === 0 && !isEmpty) ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : isEmpty && isFiltered ? (
        <p className="quiet">{words.noMatch}</p>
      ) : isEmpty ? (
        <EmptyState title={words.emptyTitle} actions={add}>
          {words.emptyHere}
        </EmptyState>
      ) : (
        <ul className="sale-list">
          {rows.map((sale) => (
            <SaleRow key={sale._id} sale={sale} onOpen={setOpenId} />
          ))}
        </ul>
      )}
      {shown >= 10 && <LoadMore list={list}>{words.older}</LoadMore>}
      {isRecording && (
        <Suspense>
          <RecordSaleSheet customer={customer} onClose={() => setRecording(false)} />
        </Suspense>
      )}
      {openId !== null && (
        <Suspense>
          <SaleSheet transactionId={openId} onClose={() => setOpenId(null)} />
        </Suspense>
      )}
    </div>
  );
}

function Sum({ label, children }: { label: string; children: React.ReactNode }) {
  return <Figure label={label}>{children ?? <Skeleton width={64} height={20} />}</Figure>;
}
