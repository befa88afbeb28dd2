// The review queue: pairs that may be one person, the surest first, each with its reasons and three answers.
import { useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { CountedChoices } from "../../ui/CountedChoices";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { useKeptFocus } from "../../ui/useKeptFocus";
import { NumberText } from "../../ui/Values";
import { GroupRow, PairRow, reviews } from "./PairRow";
import { queueMessages } from "./queueMessages";
import "./merging.css";

const statuses = ["open", "later", "dismissed", "merged"] as const;
type Status = (typeof statuses)[number];

export default function DuplicatesPage() {
  const words = useMessages(queueMessages);
  const format = useFormat();
  const org = useOrg();
  const [search, setSearch] = useSearchParams();
  const status = statuses.find((one) => one === search.get("show")) ?? "open";
  const metrics = useOrgQuery(api.duplicates.metrics, org.can("duplicates:count") ? {} : "skip");
  const list = useOrgPaginated(api.duplicates.queue, { status }, { initialNumItems: 20, pageSize: 30 });
  const scan = useOrgMutation(api.duplicates.scan);
  const keptFocus = useKeptFocus<HTMLUListElement>();
  const labels: Record<Status, string> = {
    open: words.open,
    later: words.later,
    dismissed: words.dismissed,
    merged: words.merged,
  };
  const look = () =>
    void scan({})
      .then(() => toast(words.scanning))
      .catch(reportError);
  return (
    <Page
      title={words.title}
      layout="wide"
      {...(metrics === undefined ? {} : { count: <NumberText value={metrics.customerDuplicates} /> })}
      actions={org.can("duplicates:scan") && <Button onClick={look}>{words.scan}</Button>}
    >
      <div className="duplicates">
        <div className="duplicates-bar">
          <CountedChoices
            label={words.show}
            choices={statuses.map((id) => ({ id, label: labels[id], count: metrics?.[id] }))}
            chosen={status}
            onChoose={(one) => setSearch(one === "open" ? {} : { show: one }, { replace: true })}
          />
          {metrics !== undefined && metrics.duplicateCustomerReduction !== null && (
            <p className="meta">
              {words.reduction({ percent: format.percent(metrics.duplicateCustomerReduction / 100) })}
            </p>
          )}
        </div>
        {list.rows === undefined && <SkeletonLines widths={["70%", "55%", "65%"]} />}
        {list.rows?.length === 0 && list.status === "Exhausted" && (
          <EmptyState title={status === "open" ? words.emptyTitle : words.nothingHere}>
            {status === "open" ? words.emptyBody : undefined}
          </EmptyState>
        )}
        <ul {...keptFocus} aria-label={labels[status]}>
          {list.rows &&
            reviews(list.rows).map((pair) =>
              pair.group === null ? (
                <PairRow key={pair._id} pair={pair} />
              ) : (
                <GroupRow key={pair._id} pair={pair} group={pair.group} />
              ),
            )}
        </ul>
        <LoadMore list={list} size="small">
          {words.more}
        </LoadMore>
      </div>
    </Page>
  );
}
