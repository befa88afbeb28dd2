// New customers over twelve months or thirty days.
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { api } from "../../../convex/_generated/api";
import { addDays } from "../../../convex/shared/days";
import { BarChart } from "../../charts/BarChart";
import { useOrgQueryKept } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { addressOf, all } from "./Groups";
import { messages } from "./messages";

/** "Mar" for the axis; January carries its year. */
function shortMonth(day: string, locale: string): string {
  const isJanuary = day.slice(5, 7) === "01";
  const style = { month: "short", timeZone: "UTC", ...(isJanuary && { year: "numeric" as const }) } as const;
  return new Intl.DateTimeFormat(locale, style).format(Date.parse(`${day}T00:00:00Z`));
}

/** Every bar leads to the customers it counts, in the list at `path`. */
export function NewCustomers({
  now,
  period,
  path,
}: {
  now: number;
  period: "months" | "days";
  path: string;
}) {
  const navigate = useNavigate();
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
          onOpen: () => {
            const last = isMonth ? addDays(`${addDays(day, 31).slice(0, 7)}-01`, -1) : day;
            void navigate(
              `${path}?${addressOf(all({ field: "createdAt", op: "between", values: [day, last] }))}`,
            );
          },
        };
      }),
    [trend, format, navigate, path],
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
