/** One table: what was measured, its floor of the same run, its target and whether it is met. */

export interface Line {
  readonly what: string;
  /** The figure, with its unit. */
  readonly orbit: string;
  /** The same work without Orbit, measured in turns with it; empty where nothing compares. */
  readonly floor: string;
  /** What the target bounds, for example "0.81 of the floor". */
  readonly judged: string;
  readonly target: string;
  /** Null: told for orientation only. */
  readonly ok: boolean | null;
}

/** Prints the lines and says whether every target was met. */
export function printTable(lines: readonly Line[]): boolean {
  const head = ["What", "Orbit", "Floor", "Judged", "Target", "Met"];
  const rows = lines.map(({ what, orbit, floor, judged, target, ok }) => [
    what,
    orbit,
    floor,
    judged,
    target,
    ok === null ? "" : ok ? "yes" : "NO",
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const print = (row: readonly string[]) =>
    console.log(`| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`);
  print(head);
  print(widths.map((width) => "-".repeat(width)));
  for (const row of rows) print(row);
  const judged = lines.filter(({ ok }) => ok !== null);
  const met = judged.filter(({ ok }) => ok).length;
  console.log(`${met} of ${judged.length} targets met.`);
  return met === judged.length;
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** "0.023 ms", "12 ms": as many digits as the figure carries. */
export function ms(value: number): string {
  return `${value < 1 ? value.toFixed(3) : value < 20 ? value.toFixed(1) : Math.round(value)} ms`;
}
