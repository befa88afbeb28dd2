// What is to be reviewed at once: a pair, or three and more records that hang together by pairs.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { DateText } from "../../ui/Values";
import { queueMessages } from "./queueMessages";
import { reasonWords } from "./reasonWords";

type Pair = OrgRow<typeof api.duplicates.queue>;
type Group = NonNullable<Pair["group"]>;
type Customer = Pair["customers"][number];

/** Each group stands where its surest pair does; its other pairs are answered within it. */
export function reviews(pairs: readonly Pair[]): Pair[] {
  const groups: Set<string>[] = [];
  return pairs.filter(({ customers, group }) => {
    if (groups.some((ids) => customers.every(({ _id }) => ids.has(_id)))) return false;
    if (group !== null) groups.push(new Set(group.customers.map(({ _id }) => _id)));
    return true;
  });
}

export function PairRow({ pair }: { pair: Pair }) {
  const words = useMessages(queueMessages);
  const [a, b] = pair.customers;
  const names = `${a.name} – ${b.name}`;
  const first = pair.proposal?.primaryCustomerId === b._id ? [b, a] : [a, b];
  const answer = useAnswer(pair.status);
  return (
    <li className="pair" aria-label={names}>
      <Certainty pair={pair} />
      <div className="pair-people">
        {pair.customers.map((customer) => (
          <Somebody key={customer._id} customer={customer} />
        ))}
        <Reasons reasons={pair.reasons} />
        <Proposal pair={pair} />
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
              <Compare customers={first}>{words.compare}</Compare>
              <NotOne names={names} onAnswer={(decision) => void answer(pair._id, names, decision)} />
            </>
          ) : (
            <Button size="small" data-control="reopen" onClick={() => void answer(pair._id, names, "open")}>
              {words.reopen}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}

/** All of them are compared and merged at once; each pair can be answered by itself, which may take somebody out. */
export function GroupRow({ pair, group }: { pair: Pair; group: Group }) {
  const words = useMessages(queueMessages);
  const { customers, pairs } = group;
  const answer = useAnswer("open");
  const nameOf = (id: string) => customers.find(({ _id }) => _id === id)?.name ?? "";
  const primary = pair.proposal?.primaryCustomerId;
  const first = [...customers].sort(
    (one, other) => Number(other._id === primary) - Number(one._id === primary),
  );
  return (
    <li className="pair" aria-label={customers.map(({ name }) => name).join(" – ")}>
      <Certainty pair={pair} />
      <div className="pair-people">
        {customers.map((customer) => (
          <Somebody key={customer._id} customer={customer} />
        ))}
        <Proposal pair={pair} />
        <ul className="group-pairs" aria-label={words.pairsOfGroup}>
          {pairs.map(({ _id, customerIds, score, reasons }) => {
            const names = customerIds.map(nameOf).join(" – ");
            return (
              <li key={_id} className="group-pair">
                <div className="grow">
                  {names} <span className="numeric quiet">{score}</span>
                  <Reasons reasons={reasons} />
                </div>
                <NotOne
                  names={names}
                  isAmongOthers
                  onAnswer={(decision) => void answer(_id, names, decision)}
                />
              </li>
            );
          })}
        </ul>
      </div>
      <div className="pair-answers">
        <Compare customers={first}>{words.compareAll({ n: customers.length })}</Compare>
      </div>
    </li>
  );
}

/** The two answers beside merging. Among others a pair's are quieter, and say of whom they are. */
function NotOne(props: {
  names: string;
  isAmongOthers?: boolean;
  onAnswer: (decision: "dismissed" | "later") => void;
}) {
  const words = useMessages(queueMessages);
  const label = (word: string) => (props.isAmongOthers ? { "aria-label": `${props.names}: ${word}` } : {});
  return (
    <>
      <Button
        size="small"
        {...(props.isAmongOthers ? { look: "ghost" } : {})}
        data-control="different"
        {...label(words.different)}
        onClick={() => props.onAnswer("dismissed")}
      >
        {words.different}
      </Button>
      <Button
        size="small"
        look="ghost"
        data-control="later"
        {...label(words.notNow)}
        onClick={() => props.onAnswer("later")}
      >
        {words.notNow}
      </Button>
    </>
  );
}

/** Answers a pair, says so and offers to take it back. */
function useAnswer(before: Pair["status"]) {
  const words = useMessages(queueMessages);
  const undoable = useUndoable();
  const decide = useOrgMutation(api.duplicates.decide);
  return async (pairId: Pair["_id"], names: string, decision: "dismissed" | "later" | "open") => {
    try {
      await decide({ pairId, decision });
      if (decision === "open" || before === "merged") return;
      undoable(decision === "later" ? words.putAside({ names }) : words.saidDifferent({ names }), () =>
        decide({ pairId, decision: before }),
      );
    } catch (error) {
      reportError(error);
    }
  };
}

function Certainty({ pair }: { pair: Pair }) {
  const words = useMessages(queueMessages);
  return (
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
  );
}

function Somebody({ customer }: { customer: Customer }) {
  const org = useOrg();
  return (
    <div className="pair-person">
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
  );
}

function Reasons({ reasons }: Pick<Pair, "reasons">) {
  const words = useMessages(reasonWords);
  return (
    <p className="meta pair-reasons">
      {reasons.map(({ kind, points }) => (
        <span key={kind}>
          {words[kind]} <span className="numeric">{points > 0 ? `+${points}` : `−${-points}`}</span>
        </span>
      ))}
    </p>
  );
}

function Proposal({ pair: { proposal } }: { pair: Pair }) {
  const words = useMessages(queueMessages);
  if (proposal === null) return null;
  return <p className="quiet">{words.proposed({ who: proposal.byName, reason: proposal.reason })}</p>;
}

/** For whoever may merge; the first of the records is the one that stays. */
function Compare({ customers, children }: { customers: readonly Customer[]; children: string }) {
  const org = useOrg();
  if (!org.can("customers:merge")) return null;
  return (
    <Link
      className="pair-compare"
      data-control="compare"
      to={org.path(`merge?records=${customers.map(({ _id }) => _id).join(",")}`)}
    >
      {children}
    </Link>
  );
}
