/**
 * One entry of the REST API. The endpoint, its checks, its documentation
 * (openapi.ts) and the generated tests all read the same entries; handlers do
 * not compile unless they answer what their entry says.
 */
import type * as z from "zod";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import type { Permission } from "../tenancy/permissions";

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** "base" answers under /api/customers, "crm" under the alias /api/crm/customers (API-01, C22). */
export type Dialect = "base" | "crm";

/** Sections of the reference, in its order. */
export const groups = [
  "Customers",
  "Contacts",
  "Interactions",
  "Messages",
  "Follow-ups",
  "Notes",
  "Documents",
  "Consents",
  "Templates",
  "Campaigns",
  "Transactions",
  "Packages",
  "Loyalty",
  "Tours",
  "Items",
  "Orders",
  "Bookings",
  "Jobs",
  "Quotes",
  "Leads",
  "Analytics",
  "Point of sale",
  "Settings",
] as const;
export type Group = (typeof groups)[number];

/** What of a request reaches a handler. */
export interface Asked<Query, Body> {
  /** The `{parts}` of the path, decoded. */
  params: Record<string, string>;
  query: Query;
  body: Body;
  dialect: Dialect;
  /** For lists: where to go on and how many rows to answer. */
  page: { cursor: string | null; numItems: number };
  /** When the request came, epoch ms. */
  now: number;
  /** Of a route that takes a file: what was sent, kept already. */
  file: SentFile | null;
}

export interface SentFile {
  storageId: string;
  /** Bytes. */
  size: number;
}

/** One page of a list. */
export interface ListPage<Item = unknown> {
  items: readonly Item[];
  nextCursor: string | null;
}

interface Entry<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> {
  method: Method;
  /** Below /api, with parameters in braces: "/customers/{customer}/notes". */
  path: string;
  /** Section of the reference. */
  group: Group;
  /** One line of the reference. */
  summary: string;
  /** What the key's scopes or the person's role must allow. */
  permission: Permission;
  query?: Query;
  body?: Body;
  /** A body that works, for the reference. */
  example?: z.input<Body>;
  /** A body may be left out. */
  isBodyOptional?: boolean;
  /** The body is a file, not JSON. */
  takesFile?: boolean;
  /** Older names of fields of the body and of the query -> the names used here (API-41). */
  aliases?: Readonly<Record<string, string>>;
  /** Lists below this address whose beginning is answered with it when asked by `include` (API-47). */
  includes?: readonly string[];
  /** Under /api/crm the beginning of these is always part of it: key of the answer -> list below this address (CUS-49). */
  sections?: Readonly<Record<string, string>>;
  /** What comes back; of a list, one of its rows. */
  answer: Answer;
  /** Of success; 200 unless said otherwise. */
  status?: 200 | 201;
}

interface ListEntry<Row = never> {
  /** The key under which a list answers its rows; the answer then carries `pagination`. */
  list: string;
  /** Most rows one page of the list has. */
  largestPage: number;
  /** The rows alone are answered; the address of the next page stands in the Link header. */
  isBare?: boolean;
  /** Under further keys the page's rows once more, those that are so. */
  parts?: Readonly<Record<string, (row: Row) => boolean>>;
}

/** What a list says of all its rows beside the page, worked out in a transaction of its own. */
export interface Beside<Ctx, Query> {
  answer: z.ZodObject;
  handler(ctx: Ctx, asked: Asked<Query, undefined>): Promise<object>;
}

type Handler<Ctx, Query extends z.ZodType, Body extends z.ZodType, Result> = (
  ctx: Ctx,
  asked: Asked<z.output<Query>, z.output<Body>>,
) => Promise<Result>;

export type Route = Entry<z.ZodType, z.ZodType, z.ZodType> &
  Partial<ListEntry> &
  (
    | {
        kind: "read";
        handler: Handler<OrgQueryCtx, z.ZodType, z.ZodType, unknown>;
        total?: Handler<OrgQueryCtx, z.ZodType, z.ZodType, number | null>;
        beside?: Beside<OrgQueryCtx, unknown>;
      }
    | { kind: "write"; handler: Handler<OrgMutationCtx, z.ZodType, z.ZodType, unknown> }
  );

/** A route that changes nothing and answers one thing. */
export function reads<
  Answer extends z.ZodType,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  route: Entry<Query, Body, Answer> & { handler: Handler<OrgQueryCtx, Query, Body, z.output<Answer>> },
): Route {
  return { ...route, kind: "read" } as unknown as Route;
}

/** A list, a page at a time. `total` counts its rows, in a transaction of its own; null when that is not known cheaply. */
export function lists<Answer extends z.ZodType, Query extends z.ZodType>(
  route: Entry<Query, z.ZodUndefined, Answer> &
    ListEntry<z.output<Answer>> & {
      handler: Handler<OrgQueryCtx, Query, z.ZodUndefined, ListPage<z.output<Answer>>>;
      total?: Handler<OrgQueryCtx, Query, z.ZodUndefined, number | null>;
      beside?: Beside<OrgQueryCtx, z.output<Query>>;
    },
): Route {
  return { ...route, kind: "read" } as unknown as Route;
}

/** A route that changes something, in one transaction. */
export function writes<
  Answer extends z.ZodType,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  route: Entry<Query, Body, Answer> & { handler: Handler<OrgMutationCtx, Query, Body, z.output<Answer>> },
): Route {
  return { ...route, kind: "write" } as unknown as Route;
}

/** Scopes a key needs for it: what hangs on a customer is reached through reading that customer. */
export function scopesOf({ path, permission }: Pick<Route, "path" | "permission">): Permission[] {
  const reader: Permission = "customers:read";
  return path.includes("{customer}") && permission !== reader ? [reader, permission] : [permission];
}
