// What a field's values are, for showing them.
import type { ShownField } from "./useFields";

/** Whether a text value of this field is a calendar day. */
export function isDay({ type, result, rollUp }: ShownField): boolean {
  if (type === "date" || (type === "formula" && result === "date")) return true;
  return type === "rollUp" && rollUp?.of !== undefined && ["date", "dueAt", "acceptedAt"].includes(rollUp.of);
}

/** Whether values stand at the right of their column. */
export function isNumber({ type, result }: ShownField): boolean {
  return (
    type === "number" || type === "money" || type === "rollUp" || (type === "formula" && result === "number")
  );
}

export function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
}
