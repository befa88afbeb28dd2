// What every drawing shares. Functions that give elements and props: recharts looks at its children's own types.
import type { TooltipProps, XAxisProps, YAxisProps } from "recharts";
import { ChartTip } from "./ChartTip";
import { axisWidth, type ChartPoint, type ChartProps } from "./chart";

export interface Drawn extends ChartProps {
  points: readonly ChartPoint[];
}

/** One row a point, its values beside its label. */
export const rowsOf = (points: Drawn["points"]) =>
  points.map((point) => ({ label: point.label, point, ...point.values }));

/** Writes a value on an axis. */
export const shortOf = ({ format, formatShort }: Drawn) => formatShort ?? format;

export const labelAxis = {
  dataKey: "label",
  axisLine: false,
  tickLine: false,
  tickMargin: 8,
} satisfies XAxisProps;

export const valueAxis = (drawn: Drawn) => {
  const short = shortOf(drawn);
  return {
    axisLine: false,
    tickLine: false,
    width: axisWidth(drawn.points, drawn.series, short),
    tickCount: 4,
    tickFormatter: (value: number) => short(value),
  } satisfies YAxisProps;
};

export const tip = ({ series, format }: Drawn) =>
  ({
    isAnimationActive: false,
    content: ({ active, payload }) => (
      <ChartTip active={active ?? false} payload={payload as never} series={series} format={format} />
    ),
  }) satisfies TooltipProps;
