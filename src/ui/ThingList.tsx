// What a customer has, a line each: what it is, how it stands and what it is worth; a line opens what it is about.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Skeleton, SkeletonLines } from "./Feedback";
import { LiveValue } from "./LiveValue";
import { LoadMore, type LoadMoreProps } from "./LoadMore";
import { MoneyText } from "./Values";
import "./ThingList.css";

export interface Thing {
  what: ReactNode;
  /** The quiet line below: number, day. */
  about: ReactNode;
  /** Glows when `status` changes. */
  status: string;
  badge: ReactNode;
  /** Minor units. */
  amount: number;
  currency: string;
  /** Its own page, or what opens over the page. */
  opens: string | (() => void);
}

export function ThingList<Row extends { _id: string }>({
  list,
  thing,
  empty,
  more,
}: {
  list: LoadMoreProps["list"] & { rows: readonly Row[] | undefined };
  thing: (row: Row) => Thing;
  empty: ReactNode;
  /** "Show more" in the words of the list. */
  more: string;
}) {
  if (list.rows === undefined) return <SkeletonLines widths={["80%", "65%"]} />;
  if (list.rows.length === 0) return empty;
  return (
    <>
      <ul className="thing-list">
        {list.rows.map((row) => (
          <li key={row._id}>
            <ThingRow {...thing(row)} />
          </li>
        ))}
      </ul>
      <LoadMore list={list}>{more}</LoadMore>
    </>
  );
}

function ThingRow({ what, about, status, badge, amount, currency, opens }: Thing) {
  const line = (
    <>
      <span className="thing-what">
        <span className="truncate">{what}</span>
        <span className="meta truncate">{about}</span>
      </span>
      <LiveValue value={status}>{badge}</LiveValue>
      <span className="thing-sum">
        <MoneyText minor={amount} currency={currency} />
      </span>
    </>
  );
  return typeof opens === "string" ? (
    <Link className="thing-row" to={opens}>
      {line}
    </Link>
  ) : (
    <button type="button" className="thing-row" onClick={opens}>
      {line}
    </button>
  );
}

/** What an empty list will look like: a few rows, each with how it stands at its end. */
export function ThingsPicture({ badges }: { badges: readonly ReactNode[] }) {
  return (
    <ul className="thing-list">
      {badges.map((badge, index) => (
        <li key={index} className="thing-row">
          <span className="thing-what">
            <Skeleton width={`${70 - index * 12}%`} />
          </span>
          {badge}
        </li>
      ))}
    </ul>
  );
}
