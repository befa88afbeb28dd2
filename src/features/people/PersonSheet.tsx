// The lists behind one person's numbers: choose a number, see its rows, each with its customer.
import { useState } from "react";
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { Behind } from "../../../convex/performance/behind";
import type { PersonNumbers } from "../../../convex/performance/people";
import type { EarnedSource } from "../../../convex/value/earned";
import type { Period } from "../../../convex/performance/period";
import { useOrg, useOrgPaginated, type OrgRow } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { CountedChoices } from "../../ui/CountedChoices";
import { SkeletonLines } from "../../ui/Feedback";
import { LoadMore } from "../../ui/LoadMore";
import { Sheet } from "../../ui/Sheet";
import { DateText, MoneyText } from "../../ui/Values";
import { kindWord } from "./kindWord";
import { messages } from "./messages";
import "../../ui/ThingList.css";

/** Rows of a page; some of them may count for nothing and are left out. */
const pageSize = 25;

const counted = ["interactions", "logged", "calls", "messages", "leads", "won"] as const;

export default function PersonSheet({
  person,
  period,
  onClose,
}: {
  person: PersonNumbers;
  period: Period;
  onClose: () => void;
}) {
  const words = useMessages(messages);
  const format = useFormat();
  const choices = choicesOf(person);
  const [what, setWhat] = useState<Behind>(choices[0]!.id);
  const chosen = choices.some(({ id }) => id === what) ? what : choices[0]!.id;
  return (
    <Sheet open onClose={onClose} title={person.name}>
      <div className="stack">
        <p className="meta">
          {format.day(period.from)} – {format.day(period.to)}
        </p>
        <CountedChoices
          label={words.show}
          choices={choices.map(({ id, count }) => ({ id, label: words[id], count }))}
          chosen={chosen}
          onChoose={setWhat}
        />
        <p className="quiet">{howOf(chosen, words)}</p>
        <Rows key={chosen} what={chosen} person={person} period={period} />
      </div>
    </Sheet>
  );
}

interface Choice {
  id: Behind;
  count: number | undefined;
}

/** What there is of them, and the interactions always. */
function choicesOf(person: PersonNumbers): Choice[] {
  const { answers, answeredLeads, bySource } = person;
  const sources = new Set(bySource.map(({ source }) => source));
  const all: Choice[] = [
    ...counted.map((id) => ({ id, count: person[id] })),
    { id: "answers", count: answers - answeredLeads },
    { id: "answeredLeads", count: answeredLeads },
    ...[...sources].flatMap((id): Choice[] =>
      // Two lists make this one: bookings by themselves, and those that make a quote real.
      id === "bookings"
        ? [
            { id, count: undefined },
            { id: "quotedBookings", count: undefined },
          ]
        : [{ id, count: total(person, id) }],
    ),
  ];
  return all.filter(({ id, count }) => count !== 0 || id === "interactions");
}

const total = (person: PersonNumbers, asked: EarnedSource) =>
  person.bySource.reduce((sum, { source, count }) => sum + (source === asked ? count : 0), 0);

function howOf(what: Behind, words: (typeof messages)["en"]): string {
  switch (what) {
    case "interactions":
      return words.interactionsHow;
    case "logged":
      return words.loggedHow;
    case "calls":
      return words.callsHow;
    case "messages":
      return words.messagesHow;
    case "leads":
      return words.leadsHow;
    case "won":
      return words.wonHow;
    case "answers":
    case "answeredLeads":
      return words.answersHow;
    default:
      return words.revenueHow;
  }
}

function Rows({ what, person, period }: { what: Behind; person: PersonNumbers; period: Period }) {
  const words = useMessages(messages);
  const list = useOrgPaginated(
    api.performance.behind,
    { userId: person.userId, what, from: period.from, to: period.to },
    { initialNumItems: pageSize, pageSize },
  );
  if (list.rows === undefined) return <SkeletonLines widths={["70%", "55%", "65%"]} />;
  return (
    <>
      {list.rows.length === 0 && list.status === "Exhausted" && <p className="quiet">{words.noRows}</p>}
      <ul className="thing-list">
        {list.rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      <LoadMore list={list} size="small">
        {words.more}
      </LoadMore>
    </>
  );
}

function Row({ row }: { row: OrgRow<typeof api.performance.behind> }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const kind = kindWord(row.kind, format.locale);
  const facts = [kind, row.text].filter((fact) => fact !== null && fact !== "");
  return (
    <li className="thing-row">
      <span className="thing-what">
        <Link className="link truncate" to={org.path(`customers/${row.customerId}`)}>
          {row.customerName}
        </Link>
        {facts.length > 0 && <span className="meta truncate">{facts.join(" · ")}</span>}
      </span>
      <span className="people-row-end">
        {row.amount !== null && <MoneyText minor={row.amount} currency={row.currency!} />}
        {row.waitedMs !== null && (
          <span className="meta">{words.waited({ time: format.duration(row.waitedMs) })}</span>
        )}
        <span className="meta">
          <DateText at={row.at} />
        </span>
      </span>
    </li>
  );
}
