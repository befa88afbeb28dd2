// What the form brings: totals, and thirty days as a line (WID-15).
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { addDays } from "../../../convex/shared/days";
import type { WidgetDetail } from "../../../convex/widgets/view";
import { TrendChart } from "../../charts/TrendChart";
import { useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { LiveValue } from "../../ui/LiveValue";
import { Figure, Section } from "../../ui/Page";
import { useNow } from "../../ui/clock";
import { NumberText } from "../../ui/Values";
import { messages } from "./messages";

const shownDays = 30;

export function FormNumbers({ widget }: { widget: WidgetDetail }) {
  const words = useMessages(messages);
  const format = useFormat();
  const { counts } = widget;
  // Counted by UTC day on the server.
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const from = addDays(today, 1 - shownDays);
  const days = useOrgQuery(api.widgets.days, { widgetId: widget._id, from, to: today });
  const points = useMemo(() => {
    if (days === undefined) return undefined;
    const known = new Map(days.map((row) => [row.day, row]));
    return Array.from({ length: shownDays }, (_, index) => {
      const day = addDays(from, index);
      const row = known.get(day);
      return {
        label: format.day(day, "dayMonth"),
        title: format.day(day),
        values: { views: row?.views ?? 0, leads: row?.accepted ?? 0 },
      };
    });
  }, [days, from, format]);
  const figure = (label: string, value: number, hint?: string) => (
    <Figure label={label} {...(hint ? { hint } : {})}>
      <LiveValue value={value}>
        <NumberText value={value} />
      </LiveValue>
    </Figure>
  );
  return (
    <Section>
      <div className="form-figures">
        {figure(words.views, counts.views, words.viewsHint)}
        {figure(words.leads, counts.accepted)}
        <Figure label={words.conversion} hint={words.conversionHint}>
          <span className="numeric">
            {counts.views === 0 ? "—" : format.percent(counts.accepted / counts.views)}
          </span>
        </Figure>
        {figure(words.held, counts.held, words.heldHint)}
        {figure(words.dropped, counts.dropped, words.droppedHint)}
        {figure(words.refused, counts.refused, words.refusedHint)}
      </div>
      <TrendChart
        label={words.statistics}
        points={points}
        series={[
          { key: "leads", label: words.leads },
          { key: "views", label: words.views, role: "neutral", comparison: true },
        ]}
        format={(value) => format.number(value)}
        height={140}
      />
    </Section>
  );
}
