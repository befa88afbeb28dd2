// Who is served: tier, balances, last visit, packages to use; and the sale. Live: what a colleague changes shows at once.
import { Suspense } from "react";
import { ArrowLeftIcon, EnvelopeClosedIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgPaginated, useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Button, ButtonLink, IconButton } from "../../ui/Button";
import { SkeletonLines } from "../../ui/Feedback";
import { later } from "../../ui/later";
import { LiveValue } from "../../ui/LiveValue";
import { Figure } from "../../ui/Page";
import { useBusy } from "../../ui/useBusy";
import { DateText, MoneyText, NumberText } from "../../ui/Values";
import { TierById } from "../loyalty/TierBadge";
import { messages as packageMessages } from "../packages/messages";
import { usePackageDeeds } from "../packages/usePackageDeeds";
import type { SoldPackage } from "../packages/packages";
import { messages } from "./messages";

const SaleForm = later(() => import("./SaleForm"));

export function CustomerCard({ customerId, onNext }: { customerId: string; onNext: () => void }) {
  const words = useMessages(messages);
  const org = useOrg();
  const card = useOrgQuery(api.pos.card, { customerId });
  if (card === undefined) return <SkeletonLines widths={["40%", "70%", "60%", "80%"]} />;
  const { preferences, email } = card;
  return (
    <article className="counter-card" aria-label={card.displayName}>
      <header className="counter-head">
        <IconButton label={words.back} className="counter-back" onClick={onNext}>
          <ArrowLeftIcon aria-hidden />
        </IconButton>
        <Avatar name={card.displayName} round />
        <div className="grow counter-who">
          <h2 className="counter-title">
            <LiveValue value={card.displayName}>{card.displayName}</LiveValue>
          </h2>
          <p className="meta row counter-ways">
            <span className="numeric">{card.customerCode}</span>
            {card.primaryPhone !== undefined && <span className="numeric">{card.primaryPhone}</span>}
            {email !== undefined && <span className="truncate">{email}</span>}
          </p>
        </div>
        {card.vipTierId !== null && <TierById tierId={card.vipTierId} />}
      </header>
      <div className="counter-figures">
        <Figure label={words.credit}>
          <LiveValue value={card.availableCredit}>
            <MoneyText minor={card.availableCredit} currency={card.creditCurrency} />
          </LiveValue>
        </Figure>
        <Figure label={words.points}>
          <LiveValue value={card.loyaltyPoints}>
            <NumberText value={card.loyaltyPoints} />
          </LiveValue>
        </Figure>
        <Figure label={words.lastVisit}>
          {card.lastVisit === undefined ? words.never : <DateText at={Date.parse(card.lastVisit)} />}
        </Figure>
      </div>
      {card.may.readPackages && <Packages customerId={card.customerId} />}
      {(preferences.emailReceipts || preferences.smsReceipts) && (
        <p className="meta row">
          <EnvelopeClosedIcon aria-hidden />
          {[
            preferences.emailReceipts && (email === undefined ? words.wantsMailNowhere : words.wantsMail),
            preferences.smsReceipts && words.wantsSms,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      {card.may.recordSale ? (
        <Suspense fallback={<SkeletonLines widths={["50%", "100%", "100%"]} />}>
          <SaleForm customer={card} onNext={onNext} />
        </Suspense>
      ) : (
        <p className="meta">{words.notYours}</p>
      )}
      <Latest sales={card.recentTransactions} />
      {card.may.open && (
        <div className="row">
          <ButtonLink to={org.path(`customers/${card.customerId}`)}>{words.open}</ButtonLink>
        </div>
      )}
    </article>
  );
}

type Card = NonNullable<ReturnType<typeof useOrgQuery<typeof api.pos.card>>>;

function Latest({ sales }: { sales: Card["recentTransactions"] }) {
  const words = useMessages(messages);
  if (sales.length === 0) return null;
  return (
    <section aria-label={words.recent}>
      <h3 className="counter-caption">{words.recent}</h3>
      <ul className="counter-list">
        {sales.slice(0, 5).map((sale) => (
          <li key={sale.transactionId} data-void={sale.status === "void" || undefined}>
            <span className="grow truncate">
              <DateText at={Date.parse(sale.date)} />
              {sale.reference !== undefined && <span className="meta"> · {sale.reference}</span>}
            </span>
            {sale.status !== "completed" && <Badge>{words[sale.status]}</Badge>}
            <MoneyText minor={sale.amount} currency={sale.currency} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is left to use. */
function Packages({ customerId }: { customerId: Card["customerId"] }) {
  const words = useMessages(messages);
  const { rows = [] } = useOrgPaginated(
    api.packages.ofCustomer,
    { customerId, group: "current" },
    { initialNumItems: 10 },
  );
  const active = rows.filter(({ status }) => status === "active");
  if (active.length === 0) return null;
  return (
    <section aria-label={words.packages}>
      <h3 className="counter-caption">{words.packages}</h3>
      <ul className="counter-list">
        {active.map((sold) => (
          <PackageLine key={sold._id} sold={sold} />
        ))}
      </ul>
    </section>
  );
}

function PackageLine({ sold }: { sold: SoldPackage }) {
  const words = useMessages(packageMessages);
  const format = useFormat();
  const deeds = usePackageDeeds(sold);
  const [busy, run] = useBusy();
  const { sessionsLeft, sessionsTotal } = sold;
  return (
    <li>
      <span className="grow counter-who">
        <span className="truncate">{sold.name}</span>
        <span className="meta">
          <LiveValue value={sessionsLeft}>
            {sessionsLeft === null || sessionsTotal === null
              ? words.unlimited
              : words.left({ left: format.number(sessionsLeft), total: format.number(sessionsTotal) })}
          </LiveValue>
          {sold.expiresOn !== null && ` · ${words.until({ day: format.day(sold.expiresOn) })}`}
        </span>
      </span>
      {sold.mayUse && (
        <Button busy={busy} onClick={() => run(deeds.use)}>
          {words.use}
        </Button>
      )}
    </li>
  );
}
