// Customers by status and by owner: one line each, with its share as a bar and a way to the rows.
import { Link } from "react-router";
import type { DashboardSummary } from "../../../convex/dashboard/summary";
import type { OwnerShare } from "../../../convex/dashboard/trend";
import { useOrg } from "../../data/org";
import { Person } from "../../ui/Avatar";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { CustomerStatusBadge } from "../customers/badges";
import { messages } from "./messages";

export function StatusBars({ summary }: { summary: DashboardSummary | undefined }) {
  const org = useOrg();
  if (summary === undefined) return <BarsSkeleton />;
  const list = summary.reach === "portfolio" ? "accounts" : "customers";
  const most = Math.max(1, ...summary.byStatus.map(({ count }) => count));
  return (
    <ul className="bars">
      {summary.byStatus.map(({ status, count }) => (
        <li key={status}>
          <Link className="bar" to={org.path(`${list}?status=${status}`)}>
            <CustomerStatusBadge status={status} />
            <Bar share={count / most} />
            <Amount count={count} of={summary.customers} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function OwnerBars({ owners }: { owners: { owners: OwnerShare[]; others: number } | undefined }) {
  const words = useMessages(messages);
  const org = useOrg();
  if (owners === undefined) return <BarsSkeleton />;
  if (owners.owners.length === 0) return <p className="quiet">{words.noOwners}</p>;
  const most = Math.max(1, ...owners.owners.map(({ customers }) => customers));
  const all = owners.owners.reduce((sum, { customers }) => sum + customers, owners.others);
  return (
    <>
      <ul className="bars">
        {owners.owners.map(({ ownerId, name, customers }) => {
          const shown = ownerId === null ? null : (name ?? words.formerMember);
          return (
            <li key={ownerId ?? "nobody"}>
              <Link className="bar" to={org.path(`customers?owner=${ownerId ?? "none"}`)}>
                <Person name={shown} nobody={words.nobody} />
                <Bar share={customers / most} />
                <Amount count={customers} of={all} />
              </Link>
            </li>
          );
        })}
      </ul>
      {owners.others > 0 && <p className="meta">{words.others({ n: owners.others })}</p>}
    </>
  );
}

/** Minor units from which an amount is written shortly, with all its digits in the explanation. */
export const longAmount = 10_000_000;

export function Bar({ share }: { share: number }) {
  return (
    <span className="bar-track" aria-hidden>
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}

export function Amount({ count, of }: { count: number; of: number }) {
  const format = useFormat();
  return (
    <span className="bar-amount numeric">
      <LiveValue value={count}>{format.number(count)}</LiveValue>
      <span className="meta">{of === 0 ? "" : format.percent(count / of)}</span>
    </span>
  );
}

export function BarsSkeleton() {
  return (
    <ul className="bars" aria-busy="true">
      {[80, 62, 48, 36, 24].map((width) => (
        <li key={width} className="bar">
          <Skeleton width="70%" />
          <Skeleton width={`${width}%`} />
          <Skeleton width={40} />
        </li>
      ))}
    </ul>
  );
}
