/** From what a row counted before and after to what must be added; nothing for what stays. */
import type { TallyChange } from "./metrics";

export function difference(before: readonly TallyChange[], after: readonly TallyChange[]): TallyChange[] {
  const changes = new Map<string, TallyChange>();
  const add = (change: TallyChange, sign: 1 | -1) => {
    const { metric, key, part, cell } = change;
    const name = `${metric}\n${key.length}\n${key}\n${part.length}\n${part}\n${cell}`;
    const known = changes.get(name);
    if (known === undefined) {
      changes.set(name, { ...change, count: sign * change.count, sum: sign * change.sum });
      return;
    }
    known.count += sign * change.count;
    known.sum += sign * change.sum;
  };
  for (const change of before) add(change, -1);
  for (const change of after) add(change, 1);
  return [...changes.values()].filter(({ count, sum }) => count !== 0 || sum !== 0);
}
