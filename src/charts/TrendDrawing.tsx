// The drawn half of TrendChart. Lazy: recharts is about 110 kB.
import { useId } from "react";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartTip } from "./ChartTip";
import { axisWidth, seriesColor, type ChartPoint, type ChartProps } from "./chart";

export default function TrendDrawing({
  points,
  series,
  format,
  formatShort,
}: ChartProps & { points: readonly ChartPoint[] }) {
  const id = useId();
  const rows = points.map((point) => ({ label: point.label, point, ...point.values }));
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
        <XAxis dataKey="label" axisLine={false} tickLine={false} tickMargin={8} minTickGap={24} />
        <YAxis
          axisLine={false}
          tickLine={false}
          width={axisWidth(points, series, formatShort ?? format)}
          tickCount={4}
          tickFormatter={(value: number) => (formatShort ?? format)(value)}
        />
        <Tooltip
          cursor={{ stroke: "var(--line-strong)" }}
          isAnimationActive={false}
          content={(tip) => (
            <ChartTip
              active={tip.active ?? false}
              payload={tip.payload as never}
              series={series}
              format={format}
            />
          )}
        />
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
