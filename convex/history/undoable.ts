/** Which history entries can be taken back, by whom and for how long. Pure. */
import type { Doc } from "../_generated/dataModel";
import { dayMs } from "../shared/days";
import type { Permission } from "../tenancy/permissions";

/** What one must be allowed to do to take the deed back. */
const permissionOf: Record<string, Permission> = {
  updated: "customers:update",
  assigned: "customers:assign",
  claimed: "customers:claim",
  tagged: "customers:tag",
  deactivated: "customers:reactivate",
  reactivated: "customers:deactivate",
};

/** The permission that undoing this entry needs, or null when it cannot be undone. */
export function undoPermission(entry: Pick<Doc<"auditLog">, "entity" | "action">): Permission | null {
  if (entry.entity === "quotes") return entry.action === "discarded" ? "quotes:write" : null;
  return entry.entity === "customers" ? (permissionOf[entry.action] ?? null) : null;
}

/** Epoch ms: a day after the deed. Null when the entry cannot be undone at all. */
export function undoableUntil(entry: Pick<Doc<"auditLog">, "entity" | "action" | "at">): number | null {
  return undoPermission(entry) === null ? null : entry.at + dayMs;
}
