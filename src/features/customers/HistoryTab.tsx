// Who changed what and when, newest first and live: by person, by kind and by date, and the record as it was.
import { Suspense, useMemo, useState } from "react";
import { api } from "../../../convex/_generated/api";
import { useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { DateField } from "../../ui/DateField";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { FormField } from "../../ui/FormField";
import { Select } from "../../ui/Select";
import { later } from "../../ui/later";
import { HistoryEntry } from "./HistoryEntry";
import { recordMessages } from "./recordMessages";
import type { CustomerPartProps } from "./openCustomer";
import { timelineMessages } from "./timelineMessages";

const AsOf = later(() => import("./AsOf"));

interface Filters {
  actor: string;
  entity: string;
  from: string | null;
  until: string | null;
}
const noFilters: Filters = { actor: "", entity: "", from: null, until: null };

/** Midnight in this person's own zone; `until` means the whole of that day. */
function toArgs({ actor, entity, from, until }: Filters) {
  return {
    ...(actor === "" ? {} : { actor }),
    ...(entity === "" ? {} : { entity }),
    ...(from === null ? {} : { from: new Date(`${from}T00:00`).getTime() }),
    ...(until === null ? {} : { until: new Date(`${until}T24:00`).getTime() }),
  };
}

/** All of it, or with `latest` the newest few without filters and the button for more. */
export default function HistoryTab({ customer, latest }: CustomerPartProps & { latest?: number }) {
  const words = useMessages(recordMessages);
  const said = useMessages(timelineMessages);
  const [filters, setFilters] = useState(noFilters);
  const [isAsOf, setAsOf] = useState(false);
  const args = useMemo(() => toArgs(filters), [filters]);
  const isFiltered = Object.keys(args).length > 0;
  const list = useOrgPaginated(
    api.history.list,
    { customerId: customer._id, filters: args },
    { initialNumItems: latest ?? 20, pageSize: 30 },
  );
  const takenBack = new Set((list.rows ?? []).map((entry) => entry.undoes));
  return (
    <>
      {latest === undefined && (
        <HistoryFilters customer={customer} value={filters} onChange={setFilters}>
          <Button aria-expanded={isAsOf} onClick={() => setAsOf(!isAsOf)}>
            {said.asOf}
          </Button>
        </HistoryFilters>
      )}
      {isAsOf && (
        <Suspense fallback={<Shape />}>
          <AsOf customer={customer} />
        </Suspense>
      )}
      {list.rows === undefined ? (
        <Shape />
      ) : list.rows.length === 0 ? (
        isFiltered ? (
          <p className="quiet history-none">{said.noMatch}</p>
        ) : (
          <EmptyState title={words.historyEmpty}>{words.historyEmptyBody}</EmptyState>
        )
      ) : (
        <ol className="history" aria-busy={list.isStale || undefined}>
          {list.rows.slice(0, latest).map((entry) => (
            <li key={entry._id}>
              <HistoryEntry
                entry={entry}
                mayUndo={customer.may.undo && !takenBack.has(entry._id)}
                customerId={customer._id}
                currency={customer.currency}
              />
            </li>
          ))}
        </ol>
      )}
      {latest === undefined && (
        <LoadMore list={list} size="small">
          {words.loadMore}
        </LoadMore>
      )}
    </>
  );
}

function Shape() {
  return <SkeletonLines widths={["60%", "75%", "50%"]} />;
}

const entities = [
  "customers",
  "contacts",
  "interactions",
  "communications",
  "notes",
  "documents",
  "quotes",
  "orders",
  "serviceJobs",
  "transactions",
  "customerPackages",
  "bookings",
  "payments",
  "leads",
  "followUps",
] as const;

function HistoryFilters(
  props: CustomerPartProps & {
    value: Filters;
    onChange: (filters: Filters) => void;
    children: React.ReactNode;
  },
) {
  const said = useMessages(timelineMessages);
  const actors = useOrgQuery(api.history.actors, { customerId: props.customer._id });
  const { value } = props;
  const set = (part: Partial<Filters>) => props.onChange({ ...value, ...part });
  return (
    <div className="history-filters" data-noprint>
      <FormField label={said.whoChanged}>
        <Select
          value={value.actor}
          onChange={(actor) => set({ actor })}
          options={[
            { value: "", label: said.anybody },
            ...(actors ?? []).map(({ actor, name }) => ({ value: actor, label: name })),
          ]}
        />
      </FormField>
      <FormField label={said.whatChanged}>
        <Select
          value={value.entity}
          onChange={(entity) => set({ entity })}
          options={[
            { value: "", label: said.anything },
            ...entities.map((entity) => ({ value: entity as string, label: said[`entity.${entity}`] })),
          ]}
        />
      </FormField>
      <FormField label={said.from}>
        <DateField value={value.from} onChange={(from) => set({ from })} />
      </FormField>
      <FormField label={said.until}>
        <DateField value={value.until} onChange={(until) => set({ until })} />
      </FormField>
      <div className="row history-filters-end">
        {props.children}
        {value !== noFilters && (
          <Button look="ghost" size="small" onClick={() => props.onChange(noFilters)}>
            {said.clear}
          </Button>
        )}
      </div>
    </div>
  );
}
