/** The names older systems give to the facts of an interaction (INT-04, INT-05), onto our own. Pure. */

/** Alias -> our name. Ours wins where both are given. */
const ours = {
  title: "subject",
  notes: "description",
  activity_date: "interactionDate",
  contactDate: "interactionDate",
  contactType: "type",
  contactedBy: "assignedTo",
} as const;

/** The entry under our names; a date written as text becomes epoch ms, or NaN, which the date's own check refuses. */
export function canonical<Entry extends object>(entry: Entry): object {
  const named: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entry)) {
    if (!(key in ours)) named[key] = value;
  }
  for (const [alias, name] of Object.entries(ours)) {
    if (!(alias in entry) || named[name] !== undefined) continue;
    const value = (entry as Record<string, unknown>)[alias];
    named[name] = name === "interactionDate" && typeof value === "string" ? Date.parse(value) : value;
  }
  return named;
}
