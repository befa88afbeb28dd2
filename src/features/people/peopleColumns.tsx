// The columns of the table of people: how each is shown, sorted and written into a file.
import type { ReactNode } from "react";
import type { PersonNumbers } from "../../../convex/performance/people";
import type { Cell } from "../../../convex/exports/cells";
import type { useFormat } from "../../i18n/format";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { LiveValue } from "../../ui/LiveValue";
import type { PhoneRow } from "../../ui/DataTable";
import type { Column } from "../../ui/tableView";
import { MoneyText, NumberText } from "../../ui/Values";
import type { messages } from "./messages";

type Words = (typeof messages)["en"];
type Format = ReturnType<typeof useFormat>;

export interface PeopleColumn extends Column<PersonNumbers> {
  /** What rows are ordered by; null stands last. */
  sortBy: (person: PersonNumbers) => string | number | null;
  /** Headings and cells of the file, where a column is more than one or not as it is shown. */
  file: { heading: string; cell: (person: PersonNumbers) => Cell }[];
}

/** In the organization's currency, which stands first. */
export const ownRevenue = (person: PersonNumbers) => person.revenue[0]!;

const conversionOf = ({ leads, won }: PersonNumbers) => (leads === 0 ? null : won / leads);
const nothing = <span className="quiet">—</span>;

export function peopleColumns(words: Words, format: Format): readonly PeopleColumn[] {
  const number = (
    id: "interactions" | "logged" | "calls" | "messages" | "leads" | "won" | "answers",
    width: number,
  ): PeopleColumn => ({
    id,
    header: words[id],
    width,
    align: "end",
    sortable: true,
    sortBy: (person) => person[id],
    cell: (person) => (
      <LiveValue value={person[id]}>
        {person[id] === 0 ? <span className="quiet">0</span> : <NumberText value={person[id]} />}
      </LiveValue>
    ),
    file: [{ heading: words[id], cell: (person) => person[id] }],
  });
  return [
    {
      id: "person",
      header: words.person,
      width: 190,
      sortable: true,
      sortBy: (person) => person.name,
      cell: (person) => <Name person={person} left={words.left} />,
      file: [{ heading: words.person, cell: (person) => person.name }],
    },
    number("interactions", 130),
    number("logged", 86),
    number("calls", 78),
    number("messages", 94),
    number("leads", 70),
    number("won", 82),
    {
      id: "conversion",
      header: words.conversion,
      width: 96,
      align: "end",
      sortable: true,
      sortBy: conversionOf,
      cell: (person) => {
        const share = conversionOf(person);
        return share === null ? nothing : <span className="numeric">{format.percent(share)}</span>;
      },
      file: [
        {
          heading: words.conversionPercent,
          cell: (person) => {
            const share = conversionOf(person);
            return share === null ? null : Math.round(share * 1000) / 10;
          },
        },
      ],
    },
    {
      id: "revenue",
      header: words.revenue,
      width: 124,
      align: "end",
      sortable: true,
      sortBy: (person) => ownRevenue(person).sum,
      cell: (person) => <Revenue person={person} />,
      file: [
        {
          heading: words.revenue,
          cell: (person) => {
            const { sum, currency } = ownRevenue(person);
            return { kind: "money", minor: sum, currency };
          },
        },
        { heading: words.currency, cell: (person) => ownRevenue(person).currency },
      ],
    },
    number("answers", 80),
    {
      id: "response",
      header: words.response,
      width: 120,
      sortable: true,
      sortBy: (person) => person.responseMs,
      cell: ({ responseMs }) =>
        responseMs === null ? (
          nothing
        ) : (
          <LiveValue value={responseMs}>
            <span className="numeric">{format.duration(responseMs)}</span>
          </LiveValue>
        ),
      file: [
        {
          heading: words.responseSeconds,
          cell: ({ responseMs }) => (responseMs === null ? null : Math.round(responseMs / 1000)),
        },
      ],
    },
  ];
}

function Name({ person, left }: { person: PersonNumbers; left: string }): ReactNode {
  return (
    <span className="people-name">
      <Avatar name={person.name} />
      <span className="truncate">{person.name}</span>
      {!person.isActive && <Badge>{left}</Badge>}
    </span>
  );
}

function Revenue({ person }: { person: PersonNumbers }): ReactNode {
  const { sum, currency } = ownRevenue(person);
  const foreign = person.revenue.slice(1).filter((one) => one.count > 0);
  const money = <MoneyText minor={sum} currency={currency} />;
  return (
    <LiveValue value={sum}>
      {sum === 0 && foreign.length === 0 ? <span className="quiet">{money}</span> : money}
      {foreign.map((one) => (
        <span key={one.currency} className="quiet">
          {" + "}
          <MoneyText minor={one.sum} currency={one.currency} />
        </span>
      ))}
    </LiveValue>
  );
}

/** On a phone: who, what they brought, and how much was done. */
export const phoneRow =
  (words: Words, format: Format) =>
  (person: PersonNumbers): PhoneRow => ({
    title: person.name,
    titleEnd: <Revenue person={person} />,
    line: `${words.interactions} ${format.number(person.interactions)} · ${words.messages} ${format.number(person.messages)}`,
    lineEnd: `${words.won} ${format.number(person.won)}/${format.number(person.leads)}`,
  });
