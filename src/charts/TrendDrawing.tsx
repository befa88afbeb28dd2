// The drawn half of TrendChart. Lazy: recharts is about 110 kB.
import { useId } from "react";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { seriesColor } from "./chart";
import { labelAxis, rowsOf, tip, valueAxis, type Drawn } from "./parts";

export default function TrendDrawing(drawn: Drawn) {
  const { points, series } = drawn;
  const id = useId();
  const rows = rowsOf(points);
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 220 }}>
      <AreaChart data={rows} accessibilityLayer={false} margin={{ top: 12, right: 12, bottom: 0, left: 0 }}>
        <defs>
          {series.map((one) => (
            <linearGradient key={one.key} id={`${id}-${one.key}`} x1="0" y1="0" x2="0" y2="1">
              <stop offset="0" stopColor={seriesColor(one)} stopOpacity={one.comparison ? 0 : 0.2} />
              <stop offset="1" stopColor={seriesColor(one)} stopOpacity={0} />
            </linearGradient>
          ))}
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis {...labelAxis} minTickGap={24} />
        <YAxis {...valueAxis(drawn)} />
        <Tooltip {...tip(drawn)} cursor={{ stroke: "var(--line-strong)" }} />
        {series.map((one) => (
          <Area
            key={one.key}
            dataKey={one.key}
            name={one.label}
            type="monotone"
            stroke={seriesColor(one)}
            strokeWidth={one.comparison ? 1.25 : 1.75}
            {...(one.comparison ? { strokeDasharray: "4 4" } : {})}
            fill={`url(#${id}-${one.key})`}
            isAnimationActive={false}
            activeDot={{ r: 3, strokeWidth: 0 }}
            dot={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  );
}
