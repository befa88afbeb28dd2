/** Which history entries can be taken back, by whom and for how long. Pure. */
import type { Doc } from "../_generated/dataModel";
import { dayMs } from "../shared/days";
import type { Permission } from "../tenancy/permissions";

/** By table and deed: what one must be allowed to do to take it back. */
const permissionOf: Record<string, Record<string, Permission>> = {
  customers: {
    updated: "customers:update",
    assigned: "customers:assign",
    claimed: "customers:claim",
    tagged: "customers:tag",
    deactivated: "customers:reactivate",
    reactivated: "customers:deactivate",
    linkedProfile: "profiles:link",
    unlinkedProfile: "profiles:link",
    tierChanged: "vip:assign",
    deleted: "customers:delete",
    restored: "customers:delete",
  },
  contacts: {
    created: "contacts:write",
    updated: "contacts:write",
    removed: "contacts:write",
    restored: "contacts:write",
  },
  interactions: {
    logged: "interactions:write",
    updated: "interactions:write",
    withdrawn: "interactions:write",
  },
  quotes: { discarded: "quotes:write" },
};

/** The permission that undoing this entry needs, or null when it cannot be undone. */
export function undoPermission(entry: Pick<Doc<"auditLog">, "entity" | "action">): Permission | null {
  return permissionOf[entry.entity]?.[entry.action] ?? null;
}

/** Epoch ms: a day after the deed. Null when the entry cannot be undone at all. */
export function undoableUntil(entry: Pick<Doc<"auditLog">, "entity" | "action" | "at">): number | null {
  return undoPermission(entry) === null ? null : entry.at + dayMs;
}
