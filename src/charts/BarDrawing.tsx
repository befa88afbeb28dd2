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
import { seriesColor, type ChartPoint } from "./chart";
import { labelAxis, rowsOf, shortOf, tip, valueAxis, type Drawn } from "./parts";

/** Above this many bars the values above them would overlap. */
const LABELLED_BARS = 12;

export default function BarDrawing(drawn: Drawn) {
  const { points, series } = drawn;
  const rows = rowsOf(points);
  const short = shortOf(drawn);
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
        <XAxis {...labelAxis} />
        {/* Values written above every bar say it all; an axis beside them would say it twice. */}
        <YAxis {...valueAxis(drawn)} hide={labelled} />
        <Tooltip {...tip(drawn)} cursor={{ fill: "var(--gray-a2)" }} />
        {series.map((one) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            fill={seriesColor(one)}
            radius={[3, 3, 0, 0]}
            maxBarSize={44}
            isAnimationActive={false}
            cursor={points.some(({ onOpen }) => onOpen) ? "pointer" : "default"}
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
