// The lines of a quote or an order while they are typed: their sums, and what saving found wrong until it is mended.
import { useMemo, useState } from "react";
import { isBlank, preview, problemsOf, readLine, type ReadLine, type TypedLine } from "./editor";

export function useLines(lines: readonly TypedLine[], currency: string) {
  const [tried, setTried] = useState<ReadonlySet<number>>(new Set());
  const totals = useMemo(() => preview(lines, currency), [lines, currency]);
  const problems = useMemo(() => problemsOf(lines, currency, tried), [lines, currency, tried]);

  /** The lines somebody has written in, as they are saved; null where one of them means nothing, and it says so then. */
  function read(): ReadLine[] | null {
    const written = lines.filter((line) => !isBlank(line));
    const kept = written.length === 0 ? lines.slice(0, 1) : written;
    setTried(new Set(kept.map(({ key }) => key)));
    const found = kept.map((line) => readLine(line, currency));
    const good = found.filter((line): line is ReadLine => !("problem" in line));
    return good.length === found.length ? good : null;
  }
  return { totals, problems, read };
}
