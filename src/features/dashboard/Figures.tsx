// The top line: each number with its name, how it is made, and a way to the rows behind.
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { FunctionReturnType } from "convex/server";
import type { api } from "../../../convex/_generated/api";
import type { DashboardSummary } from "../../../convex/dashboard/summary";
import { useOrg } from "../../data/org";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { addressOf, all } from "./Groups";
import { messages } from "./messages";
import { longAmount } from "./Shares";

type DuplicateMetrics = FunctionReturnType<typeof api.duplicates.metrics>;

export function Figures({
  summary,
  duplicates,
}: {
  summary: DashboardSummary | undefined;
  /** Null for who does not see them, undefined while they load. */
  duplicates: DuplicateMetrics | null | undefined;
}) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const withLeads = useFeatureFlag("leads");
  const withQuotes = useFeatureFlag("quotes");
  if (summary === undefined || duplicates === undefined)
    return <FiguresSkeleton more={duplicates !== null} />;
  const {
    customers,
    newThisMonth,
    newLastMonth,
    active,
    activeWindowDays,
    value,
    openQuotes,
    sales,
    visits,
  } = summary;
  const [own, ...foreign] = value;
  const mine = summary.reach === "portfolio" ? "accounts" : "customers";
  const monthStart = format.day(`${summary.today.slice(0, 7)}-01`);
  const quotes = openQuotes.filter(({ count }) => count > 0);
  return (
    <div className="dash-figures" data-nine={duplicates === null ? undefined : true}>
      <Number
        label={words.customers}
        how={words.customersHow}
        to={org.path(mine)}
        value={customers}
        text={format.number(customers)}
      />
      <Number
        label={words.newThisMonth}
        how={words.newThisMonthHow({ from: monthStart, zone: summary.timeZone })}
        to={`${org.path(mine)}?${addressOf(all({ field: "createdAt", op: "within", values: ["thisMonth"] }))}`}
        value={newThisMonth}
        text={format.number(newThisMonth)}
        note={words.lastMonth({ n: format.number(newLastMonth) })}
      />
      <Number
        label={words.active({ days: activeWindowDays })}
        how={words.activeHow({ from: format.day(summary.activeSince) })}
        to={`${org.path(mine)}?${addressOf(all({ field: "lastVisitAt", op: "between", values: [`today-${activeWindowDays}`, "today"] }))}`}
        value={active}
        text={format.number(active)}
        {...(visits.visitors > 0 && {
          note: words.returning({ share: format.percent(visits.returning / visits.visitors) }),
        })}
      />
      {org.can("transactions:read") && (
        <Number
          label={words.sales}
          how={words.salesHow({ from: monthStart })}
          to={org.path(`transactions?period=thisMonth`)}
          value={sales.thisMonth.sum}
          text={format.money(sales.thisMonth.sum, sales.currency, {
            compact: sales.thisMonth.sum >= longAmount,
          })}
          {...(sales.thisMonth.sum >= longAmount && {
            exact: format.money(sales.thisMonth.sum, sales.currency),
          })}
          note={words.salesCount({ n: sales.thisMonth.count })}
        />
      )}
      <Number
        label={words.value}
        how={words.valueHow}
        to={org.path(`${mine}?sort=-lifetimeValue`)}
        value={own!.sum}
        text={format.money(own!.sum, own!.currency, { compact: own!.sum >= longAmount })}
        {...(own!.sum >= longAmount && { exact: format.money(own!.sum, own!.currency) })}
        note={
          foreign.length > 0
            ? foreign.map(({ sum, currency }) => format.money(sum, currency)).join(" · ")
            : words.average({
                amount: format.money(customers === 0 ? 0 : Math.round(own!.sum / customers), own!.currency),
              })
        }
      />
      {withLeads && (
        <Number
          label={words.openLeads}
          how={words.openLeadsHow}
          to={org.path("leads")}
          value={summary.openLeads}
          text={format.number(summary.openLeads)}
        />
      )}
      <Number
        label={words.dueFollowUps}
        how={words.dueFollowUpsHow({ day: format.day(summary.today) })}
        to={org.path(mine === "accounts" ? "today" : "today?owner=everybody")}
        value={summary.dueFollowUps}
        text={format.number(summary.dueFollowUps)}
        note={words.late({ n: summary.lateFollowUps })}
      />
      {withQuotes && (
        <Number
          label={words.openQuotes}
          how={words.openQuotesHow}
          to={org.path("quotes?status=open")}
          value={openQuotes.reduce((sum, { count }) => sum + count, 0)}
          text={format.number(openQuotes.reduce((sum, { count }) => sum + count, 0))}
          {...(quotes.length > 0 && {
            note: words.worth({
              amount: quotes.map(({ sum, currency }) => format.money(sum, currency)).join(" + "),
            }),
          })}
        />
      )}
      {duplicates !== null && <Duplicates {...duplicates} />}
    </div>
  );
}

function Duplicates({ customerDuplicates, duplicateCustomerReduction, merged }: DuplicateMetrics) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const reduction = duplicateCustomerReduction;
  return (
    <>
      <Number
        label={words.duplicates}
        how={words.duplicatesHow}
        to={org.path("duplicates")}
        value={customerDuplicates}
        text={format.number(customerDuplicates)}
        note={words.merged({ n: format.number(merged) })}
      />
      <Number
        label={words.reduction}
        how={words.reductionHow}
        to={org.path("duplicates")}
        value={reduction ?? 0}
        text={reduction === null ? "—" : format.percent(reduction / 100)}
        {...(reduction === null && { note: words.noDuplicates })}
      />
    </>
  );
}

function Number(props: {
  label: string;
  how: string;
  to: string;
  value: number;
  text: string;
  /** The whole amount where `text` is short. */
  exact?: string;
  note?: ReactNode;
}) {
  const how = props.exact ? `${props.exact}. ${props.how}` : props.how;
  return (
    <Link className="figure-link" to={props.to} data-tip={how} aria-description={how}>
      <span className="meta">{props.label}</span>
      <span className="figure numeric">
        <LiveValue value={props.value}>{props.text}</LiveValue>
      </span>
      <span className="meta numeric figure-note">{props.note}</span>
    </Link>
  );
}

function FiguresSkeleton({ more }: { more: boolean }) {
  return (
    <div className="dash-figures" data-nine={more || undefined} aria-busy="true">
      {[64, 84, 92, 86, 78, 66, 88, 74, ...(more ? [80, 86] : [])].map((width) => (
        <span key={width} className="figure-link">
          <span className="meta">
            <Skeleton width={width} />
          </span>
          <span className="figure">
            <Skeleton width={width - 10} height={22} />
          </span>
          <span className="meta figure-note" />
        </span>
      ))}
    </div>
  );
}
