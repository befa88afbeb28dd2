// New customers over twelve months or thirty days.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { BarChart } from "../../charts/BarChart";
import { useOrgQueryKept } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

/** "Mar" for the axis; January carries its year. */
function shortMonth(day: string, locale: string): string {
  const isJanuary = day.slice(5, 7) === "01";
  const style = { month: "short", timeZone: "UTC", ...(isJanuary && { year: "numeric" as const }) } as const;
  return new Intl.DateTimeFormat(locale, style).format(Date.parse(`${day}T00:00:00Z`));
}

export function NewCustomers({ now, period }: { now: number; period: "months" | "days" }) {
  const words = useMessages(messages);
  const format = useFormat();
  const trend = useOrgQueryKept(api.dashboard.trend, { now, period });
  const points = useMemo(
    () =>
      trend?.map(({ date, newCustomers }) => {
        const isMonth = date.length === 7;
        const day = isMonth ? `${date}-01` : date;
        return {
          label: isMonth ? shortMonth(day, format.locale) : format.day(day, "dayMonth"),
          title: isMonth ? format.day(day, "month") : format.day(day),
          values: { newCustomers },
        };
      }),
    [trend, format],
  );
  return (
    <BarChart
      label={words.trend}
      points={points}
      series={[{ key: "newCustomers", label: words.trend }]}
      format={format.number}
      formatShort={format.compact}
      height={220}
    />
  );
}
