// The review queue: pairs that may be one person, the surest first, each with its reasons and three answers.
import { useSearchParams } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { LoadMore } from "../../ui/LoadMore";
import { CountedChoices } from "../../ui/CountedChoices";
import { EmptyState, SkeletonLines } from "../../ui/Feedback";
import { Page } from "../../ui/Page";
import { toast } from "../../ui/toast";
import { useKeptFocus } from "../../ui/useKeptFocus";
import { DateText, NumberText } from "../../ui/Values";
import { Link } from "react-router";
import { queueMessages } from "./queueMessages";
import { reasonWords } from "./reasonWords";
import "./merging.css";

type Pair = OrgRow<typeof api.duplicates.queue>;
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
          {list.rows?.map((pair) => (
            <PairRow key={pair._id} pair={pair} />
          ))}
        </ul>
        <LoadMore list={list} size="small">
          {words.more}
        </LoadMore>
      </div>
    </Page>
  );
}

function PairRow({ pair }: { pair: Pair }) {
  const words = useMessages(queueMessages);
  const reasons = useMessages(reasonWords);
  const org = useOrg();
  const undoable = useUndoable();
  const decide = useOrgMutation(api.duplicates.decide);
  const [a, b] = pair.customers;
  const names = `${a.name} – ${b.name}`;
  const first = pair.proposal?.primaryCustomerId === b._id ? [b, a] : [a, b];
  const answer = async (decision: "dismissed" | "later" | "open") => {
    const before = pair.status;
    try {
      await decide({ pairId: pair._id, decision });
      if (decision === "open" || before === "merged") return;
      undoable(decision === "later" ? words.putAside({ names }) : words.saidDifferent({ names }), () =>
        decide({ pairId: pair._id, decision: before }),
      );
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <li className="pair" aria-label={names}>
      <div className="pair-score">
        {pair.proposal !== null && <Badge role="info">{words.proposal}</Badge>}
        {(pair.proposal === null || pair.isLikely) && (
          <>
            <span className="numeric">{pair.score}</span>
            <Badge role={pair.isSamePerson ? "danger" : "warning"}>
              {pair.isSamePerson ? words.samePerson : words.likely}
            </Badge>
          </>
        )}
      </div>
      <div className="pair-people">
        {pair.customers.map((customer) => (
          <div key={customer._id} className="pair-person">
            <Avatar name={customer.name} round />
            <div className="grow">
              <Link className="link truncate" to={org.path(`customers/${customer._id}`)}>
                {customer.name}
              </Link>
              <p className="meta numeric">
                {[customer.customerCode, customer.email, customer.phone].filter(Boolean).join(" · ")}
              </p>
            </div>
          </div>
        ))}
        <p className="meta pair-reasons">
          {pair.reasons.map(({ kind, points }) => (
            <span key={kind}>
              {reasons[kind]} <span className="numeric">{points > 0 ? `+${points}` : `−${-points}`}</span>
            </span>
          ))}
        </p>
        {pair.proposal !== null && (
          <p className="quiet">
            {words.proposed({ who: pair.proposal.byName, reason: pair.proposal.reason })}
          </p>
        )}
        {pair.decidedByName !== null && pair.decidedAt !== null && (
          <p className="meta">
            {words.decidedBy({ who: pair.decidedByName })}, <DateText at={pair.decidedAt} />
          </p>
        )}
      </div>
      {pair.status !== "merged" && (
        <div className="pair-answers">
          {pair.status === "open" ? (
            <>
              {org.can("customers:merge") && (
                <Link
                  className="pair-compare"
                  data-control="compare"
                  to={org.path(`merge?records=${first.map(({ _id }) => _id).join(",")}`)}
                >
                  {words.compare}
                </Link>
              )}
              <Button size="small" data-control="different" onClick={() => void answer("dismissed")}>
                {words.different}
              </Button>
              <Button size="small" look="ghost" data-control="later" onClick={() => void answer("later")}>
                {words.notNow}
              </Button>
            </>
          ) : (
            <Button size="small" data-control="reopen" onClick={() => void answer("open")}>
              {words.reopen}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
