// A customer's interactions: composer on top, chips with true counts, the list below, live.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import { interactionTypes, type InteractionType } from "../../../convex/interactions/types";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { LoadMore } from "../../ui/LoadMore";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { Composer } from "./Composer";
import { InteractionRow } from "./InteractionRow";
import { messages } from "./messages";
import "./interactions.css";

export function CustomerInteractionsTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const org = useOrg();
  const [type, setType] = useState<InteractionType | null>(null);
  const counts = useOrgQuery(api.interactions.counts, { customerId: customer._id });
  const list = useOrgPaginated(
    api.interactions.list,
    { customerId: customer._id, type },
    { initialNumItems: 20, pageSize: 30 },
  );
  const mayWrite = mayAdd(customer, org, "interactions:write");
  const present = interactionTypes.filter((kind) => (counts?.[kind] ?? 0) > 0);
  const total = present.reduce((sum, kind) => sum + (counts?.[kind] ?? 0), 0);
  return (
    <div className="stack interactions">
      {mayWrite && <Composer customerId={customer._id} />}
      {present.length > 1 && (
        <FilterChips
          label={words.filter}
          value={type}
          onChange={setType}
          options={[
            { value: null, label: words.all, count: total },
            ...present.map((kind) => ({ value: kind, label: words[kind], count: counts?.[kind] ?? 0 })),
          ]}
        />
      )}
      {list.rows === undefined ? (
        <Shape />
      ) : list.rows.length === 0 ? (
        <div className="tab-empty">
          <p className="tab-empty-title">{type === null ? words.emptyTitle : words.emptyKind}</p>
          {type === null && <p className="quiet">{words.empty}</p>}
        </div>
      ) : (
        <ul className="entries" aria-busy={list.isStale || undefined}>
          {list.rows.map((entry) => (
            <InteractionRow key={entry._id} entry={entry} mayEdit={mayWrite} />
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
    </div>
  );
}

function Shape() {
  return (
    <ul className="entries" aria-hidden>
      {[70, 45, 60].map((width) => (
        <li className="entry" key={width}>
          <span className="entry-icon" />
          <div className="entry-main">
            <Skeleton width={`${width}%`} />
            <Skeleton width="30%" />
          </div>
        </li>
      ))}
    </ul>
  );
}
