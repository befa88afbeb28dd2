/** The permissions a key can be given, in the order the page shows them. Pure. */
import type { Permission } from "../tenancy/permissions";

export const scopeGroups = [
  {
    id: "customers",
    scopes: [
      "customers:read",
      "customers:create",
      "customers:update",
      "customers:tag",
      "customers:assign",
      "customers:confirmDuplicate",
      "customers:deactivate",
      "customers:reactivate",
      "customers:delete",
      "customers:merge",
      "customers:unmerge",
      "profiles:link",
      "credit:read",
      "credit:adjust",
      "vip:read",
      "vip:assign",
      "history:read",
    ],
  },
  { id: "contacts", scopes: ["contacts:read", "contacts:write"] },
  { id: "interactions", scopes: ["interactions:read", "interactions:write", "today:read"] },
  { id: "communications", scopes: ["communications:read", "communications:send"] },
  { id: "notes", scopes: ["notes:read", "notes:readInternal", "notes:write", "notes:editAny"] },
  { id: "documents", scopes: ["documents:read", "documents:write", "documents:deleteAny"] },
  { id: "consents", scopes: ["consents:read", "consents:write"] },
  { id: "templates", scopes: ["templates:read", "templates:manage"] },
  { id: "campaigns", scopes: ["campaigns:read", "campaigns:manage"] },
  { id: "items", scopes: ["items:read", "items:manage"] },
  { id: "quotes", scopes: ["quotes:read", "quotes:write", "quotes:send"] },
  { id: "orders", scopes: ["orders:read", "orders:write"] },
  { id: "serviceJobs", scopes: ["serviceJobs:read", "serviceJobs:write"] },
  {
    id: "transactions",
    scopes: [
      "transactions:read",
      "transactions:record",
      "transactions:void",
      "transactions:adjust",
      "pos:lookup",
    ],
  },
  { id: "tours", scopes: ["tours:read", "tours:manage"] },
  {
    id: "packages",
    scopes: [
      "packages:browse",
      "packages:manage",
      "packages:read",
      "packages:sell",
      "packages:use",
      "packages:cancel",
    ],
  },
  {
    id: "bookings",
    scopes: ["bookings:read", "bookings:write", "bookings:override", "bookings:refund"],
  },
  { id: "leads", scopes: ["leads:read", "leads:write"] },
  { id: "analytics", scopes: ["dashboard:read", "performance:read", "scores:read"] },
  { id: "mirror", scopes: ["mirror:read", "mirror:push"] },
  { id: "settings", scopes: ["fields:read", "members:read"] },
] as const satisfies readonly { id: string; scopes: readonly Permission[] }[];

export type ScopeGroup = (typeof scopeGroups)[number]["id"];
export type ApiScope = (typeof scopeGroups)[number]["scopes"][number];
export const apiScopes: readonly ApiScope[] = scopeGroups.flatMap(({ scopes }) => [...scopes]);
