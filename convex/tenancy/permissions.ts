/**
 * Role x permission on one page (spec: permissions.md). The reach says over
 * which rows the permission holds; `scope.ts` turns a reach into a predicate.
 *
 *  all     every row of the organization
 *  visible by the organization's policy `recordVisibility` (assigned, team or org), plus the unassigned pool when shown
 *  own     rows created by or assigned to the caller
 *  linked  brand users: customers linked to them
 *  none    not at all
 */
export const roles = ["admin", "manager", "sales", "support", "brand"] as const;
export type Role = (typeof roles)[number];
export type Reach = "all" | "visible" | "own" | "linked" | "none";

const row = (admin: Reach, manager: Reach, sales: Reach, support: Reach, brand: Reach) => ({
  admin,
  manager,
  sales,
  support,
  brand,
});

export const permissions = {
  //                             admin  manager sales      support brand
  "customers:read": row("all", "all", "visible", "all", "linked"),
  "customers:create": row("all", "all", "all", "all", "none"),
  "customers:confirmDuplicate": row("all", "all", "all", "none", "none"),
  "customers:update": row("all", "all", "own", "none", "none"),
  "customers:assign": row("all", "all", "none", "none", "none"),
  "customers:claim": row("all", "all", "visible", "none", "none"),
  "customers:merge": row("all", "all", "none", "none", "none"),
  "customers:unmerge": row("all", "none", "none", "none", "none"),
  "duplicates:review": row("all", "all", "own", "none", "none"),
  /** Numbers of the whole organization. */
  "duplicates:count": row("all", "all", "none", "none", "none"),
  "duplicates:propose": row("all", "all", "visible", "all", "none"),
  "duplicates:scan": row("all", "all", "none", "none", "none"),
  "customers:deactivate": row("all", "all", "own", "none", "none"),
  "customers:reactivate": row("all", "all", "own", "none", "none"),
  "customers:delete": row("all", "all", "none", "none", "none"),
  /** For good, once deleted. */
  "customers:erase": row("all", "none", "none", "none", "none"),
  "customers:tag": row("all", "all", "own", "all", "none"),
  /** Many at once; each row still needs what the single deed needs. */
  "customers:bulk": row("all", "all", "own", "all", "none"),
  "views:use": row("all", "all", "all", "all", "all"),
  /** "own": one's own views only. */
  "views:share": row("all", "all", "own", "own", "none"),
  /** The organization's vocabulary, not which customer carries what. */
  "tags:read": row("all", "all", "all", "all", "none"),
  "contacts:read": row("all", "all", "visible", "all", "linked"),
  "contacts:write": row("all", "all", "own", "none", "none"),
  "consents:read": row("all", "all", "visible", "all", "none"),
  /** On the customer's word; each change is kept with its proof. */
  "consents:write": row("all", "all", "own", "all", "none"),
  "campaigns:read": row("all", "all", "none", "none", "none"),
  "campaigns:manage": row("all", "all", "none", "none", "none"),
  "marketing:send": row("all", "all", "none", "none", "none"),
  "interactions:read": row("all", "all", "visible", "all", "none"),
  "interactions:write": row("all", "all", "own", "all", "none"),
  /** Messages, calls and the conversations they make. */
  "communications:read": row("all", "all", "visible", "all", "none"),
  "communications:send": row("all", "all", "own", "all", "none"),
  /** Messages whose sender nobody knows. */
  "communications:sort": row("all", "all", "none", "all", "none"),
  "notes:read": row("all", "all", "visible", "all", "linked"),
  "notes:readInternal": row("all", "all", "visible", "all", "none"),
  "notes:write": row("all", "all", "own", "all", "none"),
  /** Other people's notes; one's own come with notes:write. */
  "notes:editAny": row("all", "all", "none", "none", "none"),
  "documents:read": row("all", "all", "visible", "all", "linked"),
  "documents:write": row("all", "all", "own", "none", "none"),
  /** Other people's uploads; one's own come with documents:write. */
  "documents:deleteAny": row("all", "all", "none", "none", "none"),
  /** The catalogue: what is sold, to whoever sells or serves. */
  "items:read": row("all", "all", "all", "all", "none"),
  "items:manage": row("all", "all", "none", "none", "none"),
  "quotes:read": row("all", "all", "visible", "all", "linked"),
  "quotes:write": row("all", "all", "own", "none", "none"),
  "quotes:send": row("all", "all", "own", "none", "none"),
  "orders:read": row("all", "all", "visible", "all", "none"),
  "orders:write": row("all", "all", "own", "none", "none"),
  /** Service work; Orbit's own long work is jobs:*. */
  "serviceJobs:read": row("all", "all", "visible", "all", "none"),
  "serviceJobs:write": row("all", "all", "own", "none", "none"),
  "leads:read": row("all", "all", "visible", "all", "none"),
  "leads:write": row("all", "all", "own", "none", "none"),
  /** The website's people, and which customer each of them is. */
  "profiles:read": row("all", "all", "visible", "all", "none"),
  "profiles:link": row("all", "all", "own", "none", "none"),
  "profiles:import": row("all", "all", "none", "none", "none"),
  /** The older point of sale: its customers, what is on its way, where both differ. */
  "mirror:read": row("all", "all", "none", "none", "none"),
  /** Say which side is right. */
  "mirror:resolve": row("all", "all", "none", "none", "none"),
  /** Tell of changes there, as the point of sale itself or a file of it does. */
  "mirror:push": row("all", "none", "none", "none", "none"),
  "mirror:manage": row("all", "none", "none", "none", "none"),
  "scores:read": row("all", "all", "visible", "all", "none"),
  "scores:configure": row("all", "all", "none", "none", "none"),
  "transactions:read": row("all", "all", "visible", "all", "none"),
  "transactions:record": row("all", "all", "own", "all", "none"),
  "transactions:void": row("all", "all", "none", "none", "none"),
  /** What a customer has spent, without a sale. */
  "transactions:adjust": row("all", "all", "none", "none", "none"),
  /** Sales of a till whose customer nobody knows. */
  "transactions:assign": row("all", "all", "none", "none", "none"),
  /** At the till: everybody, whoever owns them, and only what a till shows. */
  "pos:lookup": row("all", "all", "all", "all", "none"),
  /** The catalogue: tours and their departures. */
  "tours:read": row("all", "all", "all", "all", "all"),
  "tours:manage": row("all", "all", "none", "none", "none"),
  /** What is offered as a package, not who bought it. */
  "packages:browse": row("all", "all", "all", "all", "none"),
  "packages:read": row("all", "all", "visible", "all", "none"),
  "packages:manage": row("all", "all", "none", "none", "none"),
  "packages:sell": row("all", "all", "own", "none", "none"),
  "packages:use": row("all", "all", "own", "all", "none"),
  "packages:cancel": row("all", "all", "none", "none", "none"),
  "bookings:read": row("all", "all", "visible", "all", "none"),
  /** Book, change, cancel, take payments. */
  "bookings:write": row("all", "all", "own", "none", "none"),
  /** Say that a booking is paid, whatever its payments say. */
  "bookings:override": row("all", "all", "none", "none", "none"),
  /** Give money back. */
  "bookings:refund": row("all", "all", "none", "none", "none"),
  /** Store credit and points, and the ledger behind them. */
  "credit:read": row("all", "all", "visible", "all", "none"),
  "credit:adjust": row("all", "all", "none", "none", "none"),
  /** The tiers there are; which customer has one is part of the customer. */
  "vip:read": row("all", "all", "all", "all", "all"),
  "vip:assign": row("all", "all", "none", "none", "none"),
  "vip:manage": row("all", "all", "none", "none", "none"),
  "value:recompute": row("all", "all", "none", "none", "none"),
  "history:read": row("all", "all", "visible", "all", "none"),
  "history:undo": row("all", "all", "own", "none", "none"),
  "imports:run": row("all", "all", "none", "none", "none"),
  /** Sales only where the organization allows it (`salesExport`), and then their own customers. */
  "customers:export": row("all", "all", "own", "none", "linked"),
  /** Everything held on one person, internal notes and history among it. */
  "customers:exportPerson": row("all", "all", "none", "none", "none"),
  /** Everything there is. */
  "organization:export": row("all", "none", "none", "none", "none"),
  "jobs:read": row("all", "all", "none", "none", "none"),
  "jobs:cancel": row("all", "all", "none", "none", "none"),
  "dashboard:read": row("all", "all", "visible", "none", "none"),
  /** What people did in a period; one's own for who leads nobody. */
  "performance:read": row("all", "all", "own", "own", "none"),
  "today:read": row("all", "all", "own", "own", "none"),
  /** Texts of messages, to whoever writes them. */
  "templates:read": row("all", "all", "all", "all", "none"),
  "templates:manage": row("all", "all", "none", "none", "none"),
  "outbox:read": row("all", "all", "none", "none", "none"),
  "outbox:replay": row("all", "all", "none", "none", "none"),
  "widgets:manage": row("all", "all", "none", "none", "none"),
  "held:review": row("all", "all", "none", "none", "none"),
  "members:read": row("all", "all", "all", "all", "none"),
  "members:manage": row("all", "none", "none", "none", "none"),
  "teams:manage": row("all", "none", "none", "none", "none"),
  /** Definitions of the organization's own fields; each says which roles see its values. */
  "fields:read": row("all", "all", "all", "all", "all"),
  "fields:manage": row("all", "none", "none", "none", "none"),
  "settings:read": row("all", "all", "all", "all", "all"),
  "settings:manage": row("all", "none", "none", "none", "none"),
  "sampleData:manage": row("all", "none", "none", "none", "none"),
  "apiKeys:manage": row("all", "none", "none", "none", "none"),
  "membership:read": row("all", "all", "all", "all", "all"),
} as const satisfies Record<string, Record<Role, Reach>>;

export type Permission = keyof typeof permissions;

export function reachOf(role: Role, permission: Permission): Reach {
  return permissions[permission][role];
}

/** Support and brand users change no customer, so they can own none. */
export function mayOwnCustomers(role: Role): boolean {
  return reachOf(role, "customers:update") !== "none";
}

/** A caller's role and, for API keys, the permissions the key was given. */
export interface Rights {
  readonly member: { readonly role: Role };
  /** Null or absent: everything the role allows. */
  readonly scopes?: ReadonlySet<Permission> | null;
}

/** What the role allows, unless the caller is a key that was not given this permission (SEC-11). */
export function reachFor({ member, scopes }: Rights, permission: Permission): Reach {
  return scopes && !scopes.has(permission) ? "none" : reachOf(member.role, permission);
}
