/** Convex's "json" response format: values without the encoding that keeps int64 and bytes exact. */

/** Rewrites `$integer`, `$float` and `$bytes` into strings; the rest stays. */
export function cleanJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [name, encoded] = entries[0] ?? [];
  if (entries.length === 1 && typeof encoded === "string" && name?.startsWith("$")) {
    const bytes = Buffer.from(encoded, "base64");
    if (name === "$integer") return String(bytes.readBigInt64LE());
    if (name === "$float") return floatText(bytes.readDoubleLE());
    if (name === "$bytes") return encoded;
  }
  return Object.fromEntries(entries.map(([key, child]) => [key, cleanJson(child)]));
}

function floatText(value: number): string | number {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
  return value > 0 ? "Infinity" : "-Infinity";
}
