// What a customer has with us: balances, what can be done with them, and the ledger behind them (LOY-03).
import { Suspense, useState } from "react";
import { Link } from "react-router";
import type { FunctionReturnType } from "convex/server";
import { MinusIcon, PlusIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { LoyaltyUnit } from "../../../convex/loyalty/words";
import { useOrg, useOrgMutation, useOrgPaginated, useOrgQuery } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Skeleton, SkeletonLines } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { LoadMore } from "../../ui/LoadMore";
import { Figure, Section } from "../../ui/Page";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { DateText, MoneyText, NumberText } from "../../ui/Values";
import type { CustomerPartProps } from "../customers/openCustomer";
import { useAmountWords, type Asked } from "./amounts";
import { messages } from "./messages";
import "./loyalty.css";

const MovementSheet = later(() => import("./MovementSheet"));

type Entry = FunctionReturnType<typeof api.loyalty.entries>["page"][number];

export function CustomerLoyaltyTab({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const balances = useOrgQuery(api.loyalty.balances, { customerId: customer._id });
  const [asked, setAsked] = useState<Asked | null>(null);
  const deeds = (unit: LoyaltyUnit, add: string, use: string, balance: number) =>
    balances?.mayAdjust && (
      <div className="row loyalty-deeds">
        <Button
          size="small"
          icon={<PlusIcon aria-hidden />}
          onClick={() => setAsked({ unit, direction: "add" })}
        >
          {add}
        </Button>
        <Button
          size="small"
          icon={<MinusIcon aria-hidden />}
          disabled={balance === 0}
          onClick={() => setAsked({ unit, direction: "use" })}
        >
          {use}
        </Button>
      </div>
    );
  return (
    <div className="customer-overview">
      <Section title={words.balances} level={3}>
        <div className="loyalty-balances">
          <div>
            <Figure label={words.creditNow}>
              {balances === undefined ? (
                <Skeleton width={110} height={24} />
              ) : (
                <LiveValue value={balances.availableCredit}>
                  <MoneyText minor={balances.availableCredit} currency={balances.currency} />
                </LiveValue>
              )}
            </Figure>
            {deeds("credit", words.addCredit, words.useCredit, balances?.availableCredit ?? 0)}
          </div>
          <div>
            <Figure label={words.pointsNow}>
              {balances === undefined ? (
                <Skeleton width={60} height={24} />
              ) : (
                <LiveValue value={balances.loyaltyPoints}>
                  <NumberText value={balances.loyaltyPoints} />
                </LiveValue>
              )}
            </Figure>
            {deeds("points", words.addPoints, words.usePoints, balances?.loyaltyPoints ?? 0)}
          </div>
        </div>
      </Section>
      <Ledger customer={customer} />
      {asked !== null && balances !== undefined && (
        <Suspense>
          <MovementSheet
            customer={customer}
            balances={balances}
            asked={asked}
            onClose={() => setAsked(null)}
          />
        </Suspense>
      )}
    </div>
  );
}

function Ledger({ customer }: CustomerPartProps) {
  const words = useMessages(messages);
  const [unit, setUnit] = useState<LoyaltyUnit | null>(null);
  const list = useOrgPaginated(
    api.loyalty.entries,
    { customerId: customer._id, unit },
    { initialNumItems: 20, pageSize: 20 },
  );
  const choices = [
    { value: null, label: words.both },
    { value: "credit", label: words.credit },
    { value: "points", label: words.points },
  ] as const;
  return (
    <Section
      title={words.ledger}
      level={3}
      actions={
        <div className="row" role="group" aria-label={words.ledgerOf}>
          {choices.map(({ value, label }) => (
            <Button
              key={label}
              className="loyalty-choice"
              size="small"
              look="ghost"
              aria-pressed={unit === value}
              onClick={() => setUnit(value)}
            >
              {label}
            </Button>
          ))}
        </div>
      }
    >
      {list.rows === undefined ? (
        <SkeletonLines widths={["80%", "65%"]} />
      ) : list.rows.length === 0 ? (
        <p className="quiet prose">{words.ledgerEmpty}</p>
      ) : (
        <ul className="loyalty-ledger">
          {list.rows.map((entry) => (
            <LedgerRow key={entry._id} entry={entry} />
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.olderEntries}</LoadMore>
    </Section>
  );
}

function LedgerRow({ entry }: { entry: Entry }) {
  const words = useMessages(messages);
  const org = useOrg();
  const takeBack = useOrgMutation(api.loyalty.takeBack);
  const amounts = useAmountWords();
  const isIn = entry.delta > 0;
  const kind = {
    opening: words.kindOpening,
    added: words.kindAdded,
    used: words.kindUsed,
    takenBack: words.kindTakenBack,
    merged: isIn ? words.kindMergedIn : words.kindMergedOut,
    unmerged: isIn ? words.kindUnmergedIn : words.kindUnmergedOut,
  }[entry.kind];
  const back = async () => {
    try {
      await takeBack({ entryId: entry._id });
      toast(words.wasTakenBack);
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <li className="loyalty-row" data-back={entry.isTakenBack || undefined}>
      <div className="loyalty-what">
        <p className="row">
          <strong>{kind}</strong>
          {entry.isTakenBack && <Badge>{words.takenBack}</Badge>}
        </p>
        {entry.reason !== "" && <p className="loyalty-reason">{entry.reason}</p>}
        <p className="meta">
          {entry.actorName} · <DateText at={entry.at} />
          {entry.reference !== null && ` · ${entry.reference}`}
          {entry.other !== null && (
            <>
              {" · "}
              <Link className="link" to={org.path(`customers/${entry.other.customerId}`)}>
                {entry.other.name} ({entry.other.customerCode})
              </Link>
            </>
          )}
        </p>
      </div>
      <div className="loyalty-amount">
        <span className="numeric" data-in={isIn || undefined}>
          {amounts(entry.unit, entry.delta, entry.currency, true)}
        </span>
        <span className="meta numeric">
          {words.balance} {amounts(entry.unit, entry.balanceAfter, entry.currency)}
        </span>
        {entry.mayTakeBack && (
          <Button look="ghost" size="small" onClick={() => void back()}>
            {words.takeBack}
          </Button>
        )}
      </div>
    </li>
  );
}
