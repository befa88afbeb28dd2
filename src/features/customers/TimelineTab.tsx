// Everything that happened with a customer in one feed, newest first and live: chips with exact counts, what is new since
// the last visit marked and summed up.
import { Suspense, useEffect, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { timelineKinds, type TimelineKind } from "../../../convex/timeline/kinds";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Skeleton, SkeletonLines } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { LoadMore } from "../../ui/LoadMore";
import { useNow } from "../../ui/clock";
import { later } from "../../ui/later";
import { InteractionRow } from "../interactions/InteractionRow";
import { messages as interactionMessages } from "../interactions/messages";
import "../interactions/interactions.css";
import { HistoryEntry } from "./HistoryEntry";
import { mayAdd } from "./mayAdd";
import type { CustomerPartProps } from "./openCustomer";
import { timelineMessages } from "./timelineMessages";

const Composer = later(() =>
  import("../interactions/Composer").then((module) => ({ default: module.Composer })),
);

type Entry = OrgRow<typeof api.timeline.list>;

export default function TimelineTab({ customer }: CustomerPartProps) {
  const words = useMessages(timelineMessages);
  const kindWord = useKindWords();
  const org = useOrg();
  const [kind, setKind] = useState<TimelineKind | null>(null);
  const counts = useOrgQuery(api.timeline.counts, { customerId: customer._id });
  const list = useOrgPaginated(
    api.timeline.list,
    { customerId: customer._id, kind },
    { initialNumItems: 20, pageSize: 30 },
  );
  const away = useVisit(customer._id);
  const mayWrite = mayAdd(customer, org, "interactions:write");
  const present = timelineKinds.filter((one) => (counts?.[one] ?? 0) > 0);
  const total = present.reduce((sum, one) => sum + (counts?.[one] ?? 0), 0);
  const rows = list.rows ?? [];
  const takenBack = new Set(rows.map((entry) => entry.history?.undoes ?? null));
  const isNew = (entry: Entry) =>
    away !== null && entry.toldAt > away.since && entry.actor !== `user:${org.user._id}`;
  const divider = away === null ? -1 : rows.findIndex((entry) => entry.at <= away.since);
  return (
    <div className="stack interactions">
      {mayWrite && (
        <Suspense fallback={<Skeleton width="100%" />}>
          <Composer customerId={customer._id} />
        </Suspense>
      )}
      {away !== null && <Away away={away} />}
      {present.length > 1 && (
        <FilterChips
          label={words.filter}
          value={kind}
          onChange={setKind}
          options={[
            { value: null, label: words.all, count: total },
            ...present.map((one) => ({ value: one, label: kindWord(one), count: counts?.[one] ?? 0 })),
          ]}
        />
      )}
      {list.rows === undefined ? (
        <SkeletonLines widths={["70%", "45%", "60%"]} />
      ) : rows.length === 0 ? (
        <div className="tab-empty">
          <p className="tab-empty-title">{kind === null ? words.emptyTitle : words.emptyKind}</p>
          {kind === null && <p className="quiet">{words.empty}</p>}
        </div>
      ) : (
        <ul className="entries timeline" aria-busy={list.isStale || undefined}>
          {rows.map((entry, index) => (
            <Row
              key={entry._id}
              entry={entry}
              isNew={isNew(entry)}
              startsOld={index === divider && index > 0}
              mayEdit={mayWrite}
              currency={customer.currency}
              mayUndo={customer.may.undo && !takenBack.has(entry.history?._id ?? null)}
            />
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
    </div>
  );
}

function Row(props: {
  entry: Entry;
  isNew: boolean;
  startsOld: boolean;
  mayEdit: boolean;
  mayUndo: boolean;
  currency: string;
}) {
  const words = useMessages(timelineMessages);
  const { entry } = props;
  return (
    <>
      {props.startsOld && (
        <li className="timeline-divider">
          <span>{words.beforeVisit}</span>
        </li>
      )}
      {entry.interaction !== null ? (
        <InteractionRow entry={entry.interaction} mayEdit={props.mayEdit} isNew={props.isNew} />
      ) : (
        entry.history !== null && (
          <li className="timeline-deed" data-new={props.isNew || undefined}>
            {props.isNew && <span className="visually-hidden">{words.isNew}: </span>}
            <HistoryEntry
              entry={entry.history}
              mayUndo={props.mayUndo}
              title={entry.title}
              currency={props.currency}
            />
          </li>
        )
      )}
    </>
  );
}

/** Notes the visit once, and keeps what was new when it began on screen while it lasts. */
function useVisit(customerId: string) {
  const visit = useOrgMutation(api.timeline.visit);
  const noted = useRef<string | null>(null);
  const [isNoted, setNoted] = useState(false);
  useEffect(() => {
    if (noted.current === customerId) return;
    noted.current = customerId;
    visit({ customerId }).then(
      () => setNoted(true),
      () => {},
    );
  }, [visit, customerId]);
  const away = useOrgQuery(api.timeline.away, isNoted ? { customerId } : "skip");
  return away ?? null;
}

function Away({ away }: { away: NonNullable<ReturnType<typeof useVisit>> }) {
  const words = useMessages(timelineMessages);
  const kindWord = useKindWords();
  const format = useFormat();
  const now = useNow();
  const n = Object.values(away.counts).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(away.counts)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${kindWord(kind as TimelineKind)} ${format.number(count)}`);
  return (
    <div className="timeline-away" role="status">
      <p>
        <strong>{words.sinceVisit({ when: format.relative(away.since, now) })}</strong>
      </p>
      <p className="quiet">
        {words.awayCount({ n, more: away.hasMore })} {words.awayBy({ who: format.list(away.people) })}
        {" · "}
        {kinds.join(" · ")}
      </p>
    </div>
  );
}

/** What a kind of entry is called; the interactions' own words for theirs. */
export function useKindWords(): (kind: TimelineKind) => string {
  const words = useMessages(timelineMessages);
  const kinds = useMessages(interactionMessages);
  return (kind) => {
    switch (kind) {
      case "chat":
      case "lead":
      case "followUp":
      case "status":
      case "contact":
      case "document":
      case "consent":
      case "sale":
      case "package":
      case "loyalty":
      case "job":
      case "change":
        return words[kind];
      default:
        return kinds[kind];
    }
  };
}
