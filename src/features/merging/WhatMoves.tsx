// What goes to the surviving record besides its fields, each part with its number and, where it may stay behind, a switch.
import type { Strategy } from "../../../convex/merging/strategy";
import { useMessages } from "../../i18n/messages";
import { Switch } from "../../ui/Switch";
import { Tag } from "../../ui/Tag";
import { MoneyText, NumberText } from "../../ui/Values";
import type { Preview } from "./preview";
import { messages } from "./messages";
import { useChildCounts } from "./useChildCounts";

const flags: Partial<Record<Preview["children"][number]["table"], keyof Strategy>> = {
  interactions: "combineNotes",
  notes: "combineNotes",
  quotes: "combineTransactionHistory",
  orders: "combineTransactionHistory",
  serviceJobs: "combineTransactionHistory",
  transactions: "combineTransactionHistory",
  customerPackages: "combinePackages",
  bookings: "combineTransactionHistory",
  leads: "combinePackages",
};

export function WhatMoves(props: {
  preview: Preview;
  strategy: Strategy;
  onChange: (strategy: Strategy) => void;
}) {
  const { preview, strategy } = props;
  const words = useMessages(messages);
  const counts = useChildCounts(preview);
  // A switch for what is not there would be a question about nothing.
  const moving = preview.children.filter(({ table }) => (counts[table] ?? 0) > 0);
  const { credit, points, tags, smsConsent, emailConsent, marketingConsent } = preview.combined;
  const consent = [
    ...(smsConsent ? [words.consentSms] : []),
    ...(emailConsent ? [words.consentEmail] : []),
    ...(marketingConsent ? [words.consentMarketing] : []),
  ];
  return (
    <section className="merge-moves" aria-label={words.history}>
      <h2>{words.history}</h2>
      <ul>
        {moving.length === 0 && <li className="quiet">{words.nothingMoves}</li>}
        {moving.map(({ table, moves }) => {
          const flag = flags[table];
          const count = (
            <span className="merge-count">
              <NumberText value={counts[table] ?? 0} />
            </span>
          );
          return (
            <li key={table}>
              {count}
              {flag === undefined ? (
                <span className="grow">
                  {words[table]} <span className="meta">{words.always}</span>
                </span>
              ) : (
                <Switch
                  checked={strategy[flag]}
                  onChange={(on) => props.onChange({ ...strategy, [flag]: on })}
                  help={moves ? undefined : words.stays}
                >
                  {words[table]}
                </Switch>
              )}
            </li>
          );
        })}
        <li>
          {moving.length > 0 && <span className="merge-count" aria-hidden />}
          <Switch
            checked={strategy.keepPrimaryContact}
            onChange={(on) => props.onChange({ ...strategy, keepPrimaryContact: on })}
            help={words.keepContactHelp}
          >
            {words.keepContact}
          </Switch>
        </li>
      </ul>
      {preview.kept.map((kept) => (
        <p key={kept.of} className="quiet">
          {words.keptOn({
            name: kept.name,
            what: [kept.email, kept.phone, kept.mobile].filter(Boolean).join(", "),
          })}
        </p>
      ))}
      {preview.notesLeft && <p className="quiet">{words.notesLeft}</p>}
      <h2>{words.united}</h2>
      <dl className="merge-united">
        <div>
          <dt className="meta">{words.tags}</dt>
          <dd className="row">{tags.length === 0 ? "–" : tags.map((tag) => <Tag key={tag}>{tag}</Tag>)}</dd>
        </div>
        {(credit === null || credit.amount > 0) && (
          <div>
            <dt className="meta">{words.credit}</dt>
            <dd>
              {credit === null ? (
                words.creditCurrencies
              ) : (
                <MoneyText minor={credit.amount} currency={credit.currency} />
              )}
            </dd>
          </div>
        )}
        {points > 0 && (
          <div>
            <dt className="meta">{words.points}</dt>
            <dd>
              <NumberText value={points} />
            </dd>
          </div>
        )}
        <div>
          <dt className="meta">{words.consent}</dt>
          <dd>{consent.length === 0 ? words.consentNone : consent.join(", ")}</dd>
        </div>
      </dl>
    </section>
  );
}
