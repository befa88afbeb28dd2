/**
 * One entry of the REST API. The endpoint, its checks, its documentation
 * (openapi.ts) and the generated isolation test all read the same entries.
 */
import type * as z from "zod";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import type { Permission } from "../tenancy/permissions";

export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** "base" answers under /api/customers, "crm" under the alias /api/crm/customers (API-01, C22). */
export type Dialect = "base" | "crm";

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
}

/** One page of a list. */
export interface ListPage {
  items: readonly unknown[];
  nextCursor: string | null;
}

interface Entry<Query extends z.ZodType, Body extends z.ZodType> {
  method: Method;
  /** Below /api, with parameters in braces: "/customers/{customer}/notes". */
  path: string;
  /** Section of the reference. */
  group: "Customers" | "Contacts" | "Interactions" | "Notes" | "Documents" | "Quotes" | "Leads" | "Settings";
  /** One line of the reference. */
  summary: string;
  /** What the key's scopes or the person's role must allow. */
  permission: Permission;
  query?: Query;
  body?: Body;
  /** A body may be left out. */
  isBodyOptional?: boolean;
  /** Older names of fields of the body and of the query -> the names used here (API-41). */
  aliases?: Readonly<Record<string, string>>;
  /** Of success; 200 unless said otherwise. */
  status?: 200 | 201;
  /** The key under which a list answers its rows; the answer then carries `pagination`. */
  list?: string;
  /** Most rows one page of the list has. */
  largestPage?: number;
}

type Handler<Ctx, Query extends z.ZodType, Body extends z.ZodType> = (
  ctx: Ctx,
  asked: Asked<z.output<Query>, z.output<Body>>,
) => Promise<unknown>;

export type Route = Entry<z.ZodType, z.ZodType> &
  (
    | {
        kind: "read";
        handler: Handler<OrgQueryCtx, z.ZodType, z.ZodType>;
        total?: Handler<OrgQueryCtx, z.ZodType, z.ZodType>;
      }
    | { kind: "write"; handler: Handler<OrgMutationCtx, z.ZodType, z.ZodType> }
  );

/** A route that changes nothing. `total` counts a list's rows, in a transaction of its own; null when that is not known cheaply. */
export function reads<Query extends z.ZodType = z.ZodUndefined, Body extends z.ZodType = z.ZodUndefined>(
  route: Entry<Query, Body> & {
    handler: Handler<OrgQueryCtx, Query, Body>;
    total?: (ctx: OrgQueryCtx, asked: Asked<z.output<Query>, z.output<Body>>) => Promise<number | null>;
  },
): Route {
  return { ...route, kind: "read" } as unknown as Route;
}

/** A route that changes something, in one transaction. */
export function writes<Query extends z.ZodType = z.ZodUndefined, Body extends z.ZodType = z.ZodUndefined>(
  route: Entry<Query, Body> & { handler: Handler<OrgMutationCtx, Query, Body> },
): Route {
  return { ...route, kind: "write" } as unknown as Route;
}
