/** How rows leave by REST: `id` for `_id`, moments as ISO 8601 text (C62), nothing of how they are stored. Pure. */
const left = new Set(["_creationTime", "orgId", "searchText", "nameSort", "slot"]);
/** Their keys are other people's words. */
const asIs = new Set(["custom", "metadata", "names"]);
const isMoment = (key: string) => key === "at" || /(At|Until|Date)$/.test(key);

export function outward(value: unknown, key = ""): unknown {
  if (typeof value === "number" && isMoment(key)) {
    return Number.isFinite(value) ? new Date(value).toISOString() : null;
  }
  if (Array.isArray(value)) return value.map((item) => outward(item));
  if (typeof value !== "object" || value === null || asIs.has(key)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !left.has(name))
      .map(([name, part]) => [name === "_id" ? "id" : name, outward(part, name)]),
  );
}

export function picked(row: unknown, fields: readonly string[] | undefined): unknown {
  if (fields === undefined || typeof row !== "object" || row === null) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)));
}
