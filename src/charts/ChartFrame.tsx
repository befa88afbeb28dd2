// Around every chart: loading and empty shapes, and the same numbers as a table for whoever reads better than they see.
import { useState, type CSSProperties, type ReactNode } from "react";
import { Button } from "../ui/Button";
import { Skeleton } from "../ui/Feedback";
import { uiMessages } from "../ui/messages";
import { useMessages } from "../i18n/messages";
import type { ChartProps } from "./chart";
import "./Charts.css";

export function ChartFrame({
  label,
  points,
  series,
  format,
  height,
  children,
}: ChartProps & { children: ReactNode }) {
  const words = useMessages(uiMessages);
  const [asTable, setAsTable] = useState(false);
  const style = height ? ({ "--chart-height": `${height}px` } as CSSProperties) : undefined;
  const empty =
    points !== undefined && !points.some((point) => series.some(({ key }) => (point.values[key] ?? 0) !== 0));
  return (
    <figure className="chart" style={style} aria-label={label}>
      {points === undefined ? (
        <ChartSkeleton />
      ) : asTable ? (
        <DataTable label={label} points={points} series={series} format={format} opens />
      ) : empty ? (
        <div className="chart-area">
          <div className="chart-empty">
            <span>{words.noData}</span>
          </div>
        </div>
      ) : (
        <>
          <div className="chart-area" aria-hidden>
            {children}
          </div>
          <div className="visually-hidden">
            <DataTable label={label} points={points} series={series} format={format} />
          </div>
        </>
      )}
      {points !== undefined && !empty && (
        <div className="chart-foot">
          <Button look="ghost" size="small" onClick={() => setAsTable(!asTable)}>
            {asTable ? words.chart : words.table}
          </Button>
        </div>
      )}
    </figure>
  );
}

/** The shape of a chart while its code or its data arrive. */
export function ChartSkeleton() {
  return (
    <div className="chart-area" aria-busy="true">
      <div className="chart-bars">
        {[34, 52, 46, 68, 60, 82, 74].map((height) => (
          <Skeleton key={height} width="auto" height={(height * 180) / 100} />
        ))}
      </div>
    </div>
  );
}

function DataTable({
  label,
  points,
  series,
  format,
  opens,
}: Pick<ChartProps, "label" | "series" | "format"> & {
  points: NonNullable<ChartProps["points"]>;
  /** It is seen: a row's name leads to the rows behind it, as its bar does. */
  opens?: boolean;
}) {
  return (
    <table className="chart-table">
      <caption className="visually-hidden">{label}</caption>
      <thead>
        <tr>
          <th scope="col">{label}</th>
          {series.map(({ key, label: name }) => (
            <th key={key} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.label}>
            <th scope="row">
              {opens && point.onOpen ? (
                <button type="button" className="link" onClick={point.onOpen}>
                  {point.title ?? point.label}
                </button>
              ) : (
                (point.title ?? point.label)
              )}
            </th>
            {series.map(({ key }) => {
              const value = point.values[key];
              return <td key={key}>{value === undefined || value === null ? "—" : format(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
