// The records that were merged into a customer: as they were, what stayed with them, and the way back.
import { useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { chosenFields } from "../../../convex/merging/plan";
import { useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { EmptyState, Skeleton } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Sheet } from "../../ui/Sheet";
import { DateText, MoneyText } from "../../ui/Values";
import { useFieldWords, useValueWords } from "../customers/fieldWords";
import type { OpenCustomer } from "../customers/openCustomer";
import { messages } from "./messages";
import UndoMergeDialog from "./UndoMergeDialog";
import "./merging.css";

type Merged = OrgRow<typeof api.merges.ofCustomer>;

export default function MergedRecordsSheet(props: { customer: OpenCustomer; onClose: () => void }) {
  const words = useMessages(messages);
  const [undoing, setUndoing] = useState<Id<"merges"> | null>(null);
  const list = useOrgPaginated(
    api.merges.ofCustomer,
    { customerId: props.customer._id },
    { initialNumItems: 10, pageSize: 20 },
  );
  return (
    <Sheet open onClose={props.onClose} title={words.mergedRecords}>
      {list.rows === undefined && <Skeleton width="70%" />}
      {list.rows?.length === 0 && <EmptyState title={words.none} />}
      <ul className="merged-records">
        {list.rows?.map((record) => (
          <Record key={record._id} record={record} onUndo={() => setUndoing(record.mergeId)} />
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {words.loadMore}
      </LoadMore>
      {undoing !== null && <UndoMergeDialog mergeId={undoing} onClose={() => setUndoing(null)} />}
    </Sheet>
  );
}

function Record({ record, onUndo }: { record: Merged; onUndo: () => void }) {
  const words = useMessages(messages);
  const [isShown, setShown] = useState(false);
  const { name } = record.mergedCustomerData;
  return (
    <li>
      <div className="row">
        <strong className="truncate">{name}</strong>
        <span className="meta numeric">{record.mergedCustomerCode}</span>
        {record.undoneAt !== null && <Badge role="neutral">{words.undoneNote}</Badge>}
        <span className="grow" />
        {record.mayUndo && (
          <Button size="small" onClick={onUndo}>
            {words.undo}
          </Button>
        )}
      </div>
      <p className="meta">
        {words.mergedBy({ who: record.mergedByName })}, <DateText at={record.mergedAt} />
      </p>
      <p className="quiet">{record.mergeReason}</p>
      {record.undoneAt === null && record.left.some((flag) => flag !== "keepPrimaryContact") && (
        <LeftBehind customerId={record.customerId} />
      )}
      <Button look="ghost" size="small" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {words.showAsWas}
      </Button>
      {isShown && <AsItWas data={record.mergedCustomerData} />}
    </li>
  );
}

function AsItWas({ data }: { data: Merged["mergedCustomerData"] }) {
  const fieldWord = useFieldWords();
  const valueWord = useValueWords({});
  return (
    <dl className="merged-facts">
      {chosenFields.flatMap((field) => {
        const value = data[field];
        const label = fieldWord(field);
        return value === undefined || label === null || field === "ownerId"
          ? []
          : [
              <div key={field}>
                <dt className="meta">{label}</dt>
                <dd>{valueWord(field, value)}</dd>
              </div>,
            ];
      })}
    </dl>
  );
}

/** Entries, quotes and leads that the merge was told to leave where they were. */
function LeftBehind({ customerId }: { customerId: Id<"customers"> }) {
  const words = useMessages(messages);
  const entries = useOrgPaginated(api.interactions.list, { customerId, type: null }, { initialNumItems: 10 });
  const quotes = useOrgPaginated(api.quotes.ofCustomer, { customerId }, { initialNumItems: 10 });
  const leads = useOrgQuery(api.leads.ofCustomer, { customerId });
  if (entries.rows === undefined || quotes.rows === undefined || leads === undefined)
    return <Skeleton width="50%" />;
  const isEmpty = entries.rows.length + quotes.rows.length + leads.length === 0;
  return (
    <div className="merged-left">
      <p className="meta">{isEmpty ? words.nothingLeft : words.leftBehind}</p>
      <ul>
        {entries.rows.map((entry) => (
          <li key={entry._id} className="row">
            <span className="grow truncate">{entry.subject}</span>
            <DateText at={entry.interactionDate} />
          </li>
        ))}
        {quotes.rows.map((quote) => (
          <li key={quote._id} className="row">
            <span className="grow truncate">
              {quote.quoteNumber} {quote.subject}
            </span>
            <MoneyText minor={quote.totalAmount} currency={quote.currency} />
          </li>
        ))}
        {leads.map((lead) => (
          <li key={lead._id} className="row">
            <span className="grow truncate">{lead.title ?? words.leads}</span>
            <DateText at={lead.createdAt} />
          </li>
        ))}
      </ul>
      <LoadMore list={entries} size="small">
        {words.loadMore}
      </LoadMore>
    </div>
  );
}
