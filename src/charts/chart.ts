// What every chart takes: points in order, one or two series named by role.
import type { Role } from "../ui/Badge";

export interface ChartPoint {
  /** On the axis and in the table: "Mar". */
  label: string;
  /** Longer form for the tooltip: "March 2026". */
  title?: string;
  /** One value per series, by its key; null draws a gap. */
  values: Readonly<Record<string, number | null>>;
  /** Goes to the rows behind the point. */
  onOpen?: () => void;
}

export interface ChartSeries {
  key: string;
  label: string;
  /** Colour by meaning; `live` (the accent) unless told. */
  role?: Role;
  /** Drawn thin and dashed: the period before. */
  comparison?: boolean;
}

export interface ChartProps {
  /** Says what is drawn, for screen readers and the table's caption. */
  label: string;
  /** undefined while loading. */
  points: readonly ChartPoint[] | undefined;
  series: readonly ChartSeries[];
  /** Writes a value exactly (tooltip, table) ... */
  format: (value: number) => string;
  /** ... and shortly (axis). */
  formatShort?: (value: number) => string;
  /** CSS pixels. */
  height?: number;
}

/** Room for the axis's own words, in CSS pixels: its numbers are 11 px high and of even width. */
export function axisWidth(
  points: readonly ChartPoint[],
  series: readonly ChartSeries[],
  short: (value: number) => string,
): number {
  const values = points.flatMap((point) => series.map(({ key }) => point.values[key] ?? 0));
  return 14 + 7 * Math.max(...[0, ...values].map((value) => short(value).length));
}

/** The colour of a series, from the roles in tokens.css. */
export const seriesColor = (series: ChartSeries): string =>
  series.comparison
    ? "var(--gray-8)"
    : `color-mix(in oklab, var(--${series.role ?? "live"}-solid), var(--bg) 14%)`;
