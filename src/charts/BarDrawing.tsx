// The drawn half of BarChart. Lazy: recharts is about 110 kB.
import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChartTip } from "./ChartTip";
import { axisWidth, seriesColor, type ChartPoint, type ChartProps } from "./chart";

/** Above this many bars the values above them would overlap. */
const LABELLED_BARS = 12;

export default function BarDrawing({
  points,
  series,
  format,
  formatShort,
}: ChartProps & { points: readonly ChartPoint[] }) {
  const rows = points.map((point) => ({ label: point.label, point, ...point.values }));
  const short = formatShort ?? format;
  const labelled = series.length === 1 && rows.length <= LABELLED_BARS;
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 220 }}>
      <BarChart
        data={rows}
        accessibilityLayer={false}
        margin={{ top: 18, right: 0, bottom: 0, left: 0 }}
        barCategoryGap="28%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" axisLine={false} tickLine={false} tickMargin={8} />
        <YAxis
          axisLine={false}
          tickLine={false}
          // Values written above every bar say it all; an axis beside them would say it twice.
          hide={labelled}
          width={axisWidth(points, series, short)}
          tickCount={4}
          tickFormatter={(value: number) => short(value)}
        />
        <Tooltip
          cursor={{ fill: "var(--gray-a2)" }}
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
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            fill={seriesColor(one)}
            radius={[3, 3, 0, 0]}
            maxBarSize={44}
            isAnimationActive={false}
            onClick={(bar: { payload?: { point?: ChartPoint } }) => bar.payload?.point?.onOpen?.()}
          >
            {labelled && (
              <LabelList
                dataKey={one.key}
                position="top"
                formatter={(value: unknown) => short(Number(value))}
              />
            )}
          </Bar>
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}
