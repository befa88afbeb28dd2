// The tooltip of every chart: exact values, each with its name.
import type { ChartPoint, ChartSeries } from "./chart";

export function ChartTip(props: {
  active?: boolean;
  payload?: readonly { payload?: { point: ChartPoint } }[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
}) {
  const point = props.payload?.[0]?.payload?.point;
  if (!props.active || !point) return null;
  return (
    <div className="chart-tip">
      <div className="quiet">{point.title ?? point.label}</div>
      {props.series.map(({ key, label }) => {
        const value = point.values[key];
        return (
          <div key={key}>
            {label} <strong>{value === undefined || value === null ? "—" : props.format(value)}</strong>
          </div>
        );
      })}
    </div>
  );
}
