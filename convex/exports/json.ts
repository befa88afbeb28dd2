/** Rows as one JSON array, a customer per line: a program streams it, a person reads it. Pure. */
import { decimal, type Cell, type Row } from "./cells";

/** Instants as ISO 8601 in UTC, money as a decimal with its currency, no value as null. */
function valueOf(cell: Cell): unknown {
  if (cell === null || typeof cell !== "object") return cell;
  switch (cell.kind) {
    case "texts":
      return cell.texts;
    case "phone":
      return cell.text;
    case "money":
      return { amount: decimal(cell.minor, cell.currency), currency: cell.currency };
    case "day":
      return cell.day;
    case "instant":
      return new Date(cell.at).toISOString();
    case "reference":
      return null;
  }
}

/** Own fields can share a label with each other or with a field of Orbit's; the later one gets a number. */
export function propertyNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
    taken.add(free);
    return free;
  });
}

export const jsonHead = "[";
export const jsonEnd = "\n]\n";

/** `before` rows have been written: the comma stands before every row but the first. */
export function jsonRows(rows: readonly Row[], names: readonly string[], before: number): string {
  return rows
    .map((row, index) => {
      const object = Object.fromEntries(names.map((name, column) => [name, valueOf(row[column] ?? null)]));
      return `${before + index === 0 ? "" : ","}\n${JSON.stringify(object)}`;
    })
    .join("");
}
