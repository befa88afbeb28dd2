// Customers by source and by segment: each line is the exact number of a filter, live, and leads to its rows.
import { useMemo } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { isRelative, type Condition, type Group } from "../../../convex/customers/conditions";
import { customerSources } from "../../../convex/customers/words";
import type { DashboardSummary } from "../../../convex/dashboard/summary";
import { useLiveQueries } from "../../data/liveQuery";
import { useOrg } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { firstLook, writeLook } from "../customers/look";
import { sourceWord } from "../customers/sources";
import { messages } from "./messages";
import { Amount, Bar, BarsSkeleton } from "./Shares";

interface Line {
  id: string;
  label: string;
  where: Group;
}

export const all = (...rules: Condition[]): Group => ({ match: "all", rules });
export const is = (field: string, ...values: string[]): Condition => ({ field, op: "is", values });

/** The segments that every organization has; those of its own are saved views. */
const segments = {
  new: all({ field: "createdAt", op: "after", values: ["today-30"] }),
  bought: all({ field: "lifetimeValue", op: "atLeast", values: [1] }),
  hot: all({ field: "leadScore", op: "atLeast", values: [70] }),
  idle: all(is("status", "lead", "active"), { field: "nextFollowUpAt", op: "empty", values: [] }),
  quiet: all(is("status", "lead", "active"), {
    field: "lastContactAt",
    op: "before",
    values: ["today-90"],
  }),
  risk: all(is("risk", "high")),
} as const satisfies Record<string, Group>;
const segmentIds = Object.keys(segments) as (keyof typeof segments)[];

export function SourceBars({ summary }: { summary: DashboardSummary | undefined }) {
  const words = useMessages(messages);
  const lines = useMemo<Line[]>(
    () =>
      customerSources.map((source) => ({
        id: source,
        label: sourceWord(source),
        where: all(is("source", source)),
      })),
    // The words follow the language that `words` follows.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [words],
  );
  return <Lines lines={lines} summary={summary} now={0} hidesNone none={words.noSources} />;
}

export function SegmentBars({ summary, now }: { summary: DashboardSummary | undefined; now: number }) {
  const words = useMessages(messages);
  const lines = useMemo<Line[]>(
    () => segmentIds.map((id) => ({ id, label: words[`segment.${id}`], where: segments[id] })),
    [words],
  );
  return <Lines lines={lines} summary={summary} now={now} />;
}

function Lines(props: {
  lines: readonly Line[];
  summary: DashboardSummary | undefined;
  /** What "today" is taken from. */
  now: number;
  /** Leaves out what nobody fits; `none` stands where nobody fits anything. */
  hidesNone?: boolean;
  none?: string;
}) {
  const { lines, summary, now } = props;
  const org = useOrg();
  const queries = useMemo(
    () =>
      Object.fromEntries(
        lines.map(({ id, where }) => [
          id,
          {
            query: api.customers.count,
            args: { orgId: org.orgId, filters: { where, ...(isRelative(where) ? { now } : {}) } },
          },
        ]),
      ),
    [lines, org.orgId, now],
  );
  // Null while an organization is being counted anew; an Error would be of one line only.
  const counts = useLiveQueries(queries) as Record<string, number | null | Error | undefined>;
  const isLoading = summary === undefined || lines.some(({ id }) => counts[id] === undefined);
  if (isLoading) return <BarsSkeleton />;
  const counted = lines.flatMap((line) => {
    const count = counts[line.id];
    return typeof count !== "number" || (props.hidesNone && count === 0) ? [] : [{ ...line, count }];
  });
  if (props.hidesNone) counted.sort((a, b) => b.count - a.count);
  if (counted.length === 0) return <p className="quiet">{props.none}</p>;
  const most = Math.max(1, ...counted.map(({ count }) => count));
  const list = summary.reach === "portfolio" ? "accounts" : "customers";
  return (
    <ul className="bars">
      {counted.map(({ id, label, where, count }) => (
        <li key={id}>
          <Link className="bar" to={`${org.path(list)}?${addressOf(where)}`}>
            <span className="truncate">{label}</span>
            <Bar share={count / most} />
            <Amount count={count} of={summary.customers} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What the list's address says of these conditions. */
export const addressOf = (where: Group) =>
  writeLook(new URLSearchParams(), { ...firstLook, where }, firstLook).toString();
