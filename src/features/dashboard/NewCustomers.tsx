// New customers over twelve months or thirty days.
import { useMemo } from "react";
import { api } from "../../../convex/_generated/api";
import { TrendChart } from "../../charts/TrendChart";
import { useOrgQueryKept } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export function NewCustomers({ now, period }: { now: number; period: "months" | "days" }) {
  const words = useMessages(messages);
  const format = useFormat();
  const trend = useOrgQueryKept(api.dashboard.trend, { now, period });
  const points = useMemo(
    () =>
      trend?.map(({ date, newCustomers }) => {
        const day = date.length === 7 ? `${date}-01` : date;
        const isMonth = date.length === 7;
        return {
          label: isMonth ? format.day(day, "month") : format.day(day, "dayMonth"),
          title: isMonth ? format.day(day, "month") : format.day(day),
          values: { newCustomers },
        };
      }),
    [trend, format],
  );
  return (
    <TrendChart
      label={words.trend}
      points={points}
      series={[{ key: "newCustomers", label: words.trend }]}
      format={format.number}
      formatShort={format.compact}
      height={220}
    />
  );
}
