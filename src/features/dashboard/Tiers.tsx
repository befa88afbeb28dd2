// Customers by VIP tier, highest first, each with what its customers are worth on average, and who has none.
import { Link } from "react-router";
import { api } from "../../../convex/_generated/api";
import type { DashboardSummary } from "../../../convex/dashboard/summary";
import { useOrg, useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { TierBadge } from "../loyalty/TierBadge";
import { useTiers } from "../loyalty/useTiers";
import { addressOf, all, is } from "./Groups";
import { messages } from "./messages";
import { Amount, Bar, BarsSkeleton, longAmount } from "./Shares";

const withoutTier = all({ field: "vip", op: "empty", values: [] });

export function TierBars({ summary }: { summary: DashboardSummary | undefined }) {
  const words = useMessages(messages);
  const format = useFormat();
  const org = useOrg();
  const tiers = useTiers();
  const counts = useOrgQuery(api.vip.counts, {});
  if (summary === undefined || tiers === undefined || counts === undefined) return <BarsSkeleton />;
  const of = new Map(counts.map((one) => [one.tierId, one]));
  const shown = tiers.filter(({ _id, isArchived }) => !isArchived || of.has(_id));
  if (shown.length === 0)
    return (
      <p className="quiet">
        {words.noTiers}{" "}
        {org.can("vip:manage") && (
          <Link className="link" to={org.path("settings/tiers")}>
            {words.makeTiers}
          </Link>
        )}
      </p>
    );
  const without = summary.customers - summary.vip;
  const most = Math.max(1, without, ...counts.map(({ count }) => count));
  const list = summary.reach === "portfolio" ? "accounts" : "customers";
  const { currency } = summary.sales;
  return (
    <ul className="bars bars-worth">
      {shown.map((tier) => {
        const { count = 0, averageLifetimeValue = 0 } = of.get(tier._id) ?? {};
        const average = words.average({
          amount: format.money(averageLifetimeValue, currency, {
            compact: averageLifetimeValue >= longAmount,
          }),
        });
        return (
          <li key={tier._id}>
            <Link className="bar" to={`${org.path(list)}?${addressOf(all(is("vip", tier._id)))}`}>
              <TierBadge tier={tier} />
              <Bar share={count / most} />
              <span className="meta bar-worth">{count === 0 ? "" : average}</span>
              <Amount count={count} of={summary.customers} />
            </Link>
          </li>
        );
      })}
      <li>
        <Link className="bar" to={`${org.path(list)}?${addressOf(withoutTier)}`}>
          <span className="quiet">{words.noTier}</span>
          <Bar share={without / most} />
          <span className="bar-worth" />
          <Amount count={without} of={summary.customers} />
        </Link>
      </li>
    </ul>
  );
}
