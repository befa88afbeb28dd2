// The figures over the list: each is a number that is kept, and a press shows the rows behind it.
import { api } from "../../../convex/_generated/api";
import type { Condition, Group } from "../../../convex/customers/conditions";
import { growthRate, retentionRate } from "../../../convex/dashboard/rates";
import { useOrgQueryKept } from "../../data/org";
import { useFeatureFlag } from "../../hooks/useFeatureFlag";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Strip } from "../../ui/Strip";
import { kpiMessages } from "./kpiMessages";
import { noConditions, sameGroup, type Look } from "./look";

/** From this many minor units on an amount is shortened; the whole one stands in its explanation. */
const longAmount = 10_000_000;

export default function CustomerKpis(props: {
  /** Epoch ms, rounded, so that people share one answer. */
  now: number;
  look: Look;
  onLook: (change: Partial<Look>) => void;
}) {
  const words = useMessages(kpiMessages);
  const format = useFormat();
  const withTiers = useFeatureFlag("loyalty");
  const figures = useOrgQueryKept(api.dashboard.figures, { now: props.now });
  if (figures === undefined) return <KpisSkeleton withTiers={withTiers} />;

  const { customers, newThisMonth, newLastMonth, active, activeWindowDays, value, visits } = figures;
  const growth = growthRate(newThisMonth, newLastMonth);
  const again = retentionRate(visits);
  const worth = value[0]!;
  const money = (minor: number) =>
    format.money(minor, worth.currency, { compact: Math.abs(minor) >= longAmount });
  const all = value.map(({ sum, currency }) => format.money(sum, currency)).join(" + ");
  /** Press: the rows of this figure and no others; again: everybody. */
  const showing = (condition: Condition) => {
    const where: Group = { match: "all", rules: [condition] };
    const isShown = sameGroup(props.look.where, where);
    return { isShown, onShow: () => props.onLook({ where: isShown ? noConditions : where }) };
  };
  const { sort } = props.look;
  const isByValue = sort.column === "lifetimeValue" && sort.direction === "desc";
  const isPortfolio = figures.reach === "portfolio";
  return (
    <Strip className="kpis" role="group" aria-label={words.figures}>
      <Kpi
        label={isPortfolio ? words.portfolio : words.customers}
        how={isPortfolio ? words.portfolioHow : words.customersHow}
        value={customers}
        text={format.number(customers)}
        onShow={() => props.onLook({ where: noConditions })}
      />
      <Kpi
        label={words.new}
        how={words.newHow({
          from: format.day(`${figures.today.slice(0, 7)}-01`),
          zone: figures.timeZone,
          last: format.number(newLastMonth),
        })}
        value={newThisMonth}
        text={format.number(newThisMonth)}
        {...(growth !== null && {
          note: words.growth({ share: format.percent(growth, { signed: true }) }),
        })}
        {...showing({ field: "createdAt", op: "within", values: ["thisMonth"] })}
      />
      <Kpi
        label={words.active({ days: activeWindowDays })}
        how={words.activeHow({ from: format.day(figures.activeSince) })}
        value={active}
        text={format.number(active)}
        {...showing({ field: "lastVisitAt", op: "between", values: [`today-${activeWindowDays}`, "today"] })}
      />
      <Kpi
        label={words.again}
        how={words.againHow({
          returning: format.number(visits.returning),
          visitors: format.number(visits.visitors),
        })}
        value={again ?? 0}
        text={again === null ? "—" : format.percent(again)}
        {...(again !== null && {
          note: words.of({ n: format.number(visits.returning), all: format.number(visits.visitors) }),
        })}
        {...showing({ field: "totalVisits", op: "atLeast", values: [2] })}
      />
      {withTiers && (
        <Kpi
          label={words.vip}
          how={words.vipHow}
          value={figures.vip}
          text={format.number(figures.vip)}
          {...showing({ field: "vip", op: "filled", values: [] })}
        />
      )}
      <Kpi
        label={words.value}
        how={words.valueHow({ sum: all })}
        value={worth.sum}
        text={money(worth.sum)}
        note={words.average({ amount: money(customers === 0 ? 0 : Math.round(worth.sum / customers)) })}
        isShown={isByValue}
        onShow={() =>
          props.onLook({
            sort: isByValue
              ? { column: "name", direction: "asc" }
              : { column: "lifetimeValue", direction: "desc" },
          })
        }
      />
    </Strip>
  );
}

function Kpi(props: {
  label: string;
  /** How it is made, and what a press does. */
  how: string;
  value: number;
  text: string;
  note?: string;
  isShown?: boolean;
  onShow: () => void;
}) {
  return (
    <button
      type="button"
      className="kpi"
      data-tip={props.how}
      aria-pressed={props.isShown}
      onClick={props.onShow}
    >
      <span className="meta truncate">{props.label}</span>
      <span className="kpi-figure numeric">
        <LiveValue value={props.value}>{props.text}</LiveValue>
        {props.note !== undefined && <span className="meta truncate">{props.note}</span>}
      </span>
    </button>
  );
}

function KpisSkeleton({ withTiers }: { withTiers: boolean }) {
  return (
    <div className="kpis" aria-busy="true">
      {[58, 84, 92, 66, ...(withTiers ? [28] : []), 78].map((width) => (
        <span className="kpi" key={width}>
          <span className="meta">
            <Skeleton width={width} />
          </span>
          <span className="kpi-figure">
            <Skeleton width={width - 8} height={16} />
          </span>
        </span>
      ))}
    </div>
  );
}
