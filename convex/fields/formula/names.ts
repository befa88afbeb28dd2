/** Formulas as people write them, "{Budget} * 2", and as they are kept, "{f_1a2b3c4d} * 2". Pure. */
import { fold } from "../../shared/text";
import { mapFields } from "./parse";

/** What stands in braces becomes a key where it is the label of one; unknown names stay, for the checker to refuse. */
export function toKeys(text: string, labels: ReadonlyMap<string, string>): string {
  const byLabel = new Map([...labels].map(([key, label]) => [fold(label), key]));
  return mapFields(text, (name) => `{${labels.has(name) ? name : (byLabel.get(fold(name)) ?? name)}}`);
}

/** The other way round, for showing: keys nobody knows any more stay as they are. */
export function toLabels(text: string, labels: ReadonlyMap<string, string>): string {
  return mapFields(text, (key) => `{${labels.get(key) ?? key}}`);
}
