/** Carries a matched request out inside its transaction: parse by the route's shapes, run, word the answer. */
import * as z from "zod";
import { writableCustomer } from "../customers/access";
import { mostBytes } from "../documents/types";
import { refuseSwitchedOff, type OrgMutationCtx, type OrgQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { reachFor } from "../tenancy/permissions";
import { parse } from "../shared/validate";
import { customerAt } from "./place";
import { once, type Reply } from "./replies";
import { routes } from "./registry";
import { scopesOf, type Asked, type Dialect, type Route, type SentFile } from "./route";

/** A request as the endpoint hands it on, as JSON text: its keys are a stranger's, which Convex's values need not hold. */
export interface Carried {
  params: Record<string, string>;
  query: Record<string, string>;
  body?: unknown;
  dialect: Dialect;
  page: { cursor: string | null; numItems: number };
  /** Set by the endpoint once it has kept what was sent. */
  file?: SentFile;
}

/** "GET /customers" as registered. */
export const nameOf = ({ method, path }: Pick<Route, "method" | "path">) => `${method} ${path}`;

export function routeNamed(name: string): Route {
  const route = routes.find((one) => nameOf(one) === name);
  return route ?? fail({ code: "NOT_FOUND", entity: "routes" });
}

/** The answer of a read as JSON; a list's page as `ListPage`. `part` "total" counts the list instead, "beside" tells of all its rows. */
export async function runRead(
  ctx: OrgQueryCtx,
  args: { route: string; request: string; part: "main" | "total" | "beside"; now: number },
): Promise<string> {
  const route = routeNamed(args.route);
  if (route.kind !== "read") return fail({ code: "NOT_FOUND", entity: "routes" });
  assertScopes(ctx, route);
  const asked = askedOf(route, args);
  const parts = {
    main: () => route.handler(ctx, asked),
    total: () => route.total?.(ctx, asked),
    beside: () => route.beside?.handler(ctx, asked as Asked<unknown, undefined>),
  };
  const answer = await parts[args.part]();
  return JSON.stringify(answer ?? null);
}

export async function runWrite(
  ctx: OrgMutationCtx,
  args: { route: string; request: string; idempotency: { key: string; fingerprint: string } | null },
): Promise<Reply & { isReplayed: boolean }> {
  const route = routeNamed(args.route);
  if (route.kind !== "write") return fail({ code: "NOT_FOUND", entity: "routes" });
  assertScopes(ctx, route);
  await refuseSwitchedOff(ctx, route.permission);
  return await once(ctx, args.idempotency, async () => {
    const answer = await route.handler(ctx, askedOf(route, { ...args, now: ctx.now }));
    return { status: route.status ?? 200, body: JSON.stringify(answer ?? null) };
  });
}

/** Before a file is kept: what is wrong with the request as far as that shows without the file. */
export async function checkUpload(
  ctx: OrgQueryCtx,
  args: { route: string; request: string; now: number },
): Promise<{ limit: number }> {
  const route = routeNamed(args.route);
  if (route.takesFile !== true) fail({ code: "NOT_FOUND", entity: "routes" });
  assertScopes(ctx, route);
  await refuseSwitchedOff(ctx, route.permission);
  const { params } = askedOf(route, args);
  await writableCustomer(ctx, (await customerAt(ctx, params))._id, route.permission);
  return { limit: (await ctx.settings()).documentLimitBytes ?? mostBytes };
}

/** The route's own permission was asked for before; others it stands on may be missing from a key. */
function assertScopes(ctx: OrgQueryCtx | OrgMutationCtx, route: Route): void {
  const missing = scopesOf(route).find((permission) => reachFor(ctx, permission) === "none");
  if (missing !== undefined) fail({ code: "FORBIDDEN", permission: missing });
}

function askedOf(route: Route, { request, now }: { request: string; now: number }): Asked<unknown, unknown> {
  const carried = JSON.parse(request) as Carried;
  const { params, dialect, page, file = null } = carried;
  const query = parse(
    route.query ?? z.strictObject({}),
    renamed(carried.query, route.aliases, "query" as const),
  );
  let body: unknown;
  if (route.body !== undefined) {
    const given = carried.body === undefined && route.isBodyOptional ? {} : carried.body;
    body = parse(route.body, renamed(given, route.aliases, "body" as const));
  } else if (carried.body !== undefined) {
    const message = "This address takes no body.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "", rule: "noBody", message }] });
  }
  return { params, query, body, dialect, page, now, file };
}

/** Older names become ours; a value given under both names is refused, not chosen. */
function renamed(
  given: unknown,
  aliases: Readonly<Record<string, string>> = {},
  where: "query" | "body",
): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const fields: [string, unknown][] = [];
  const taken = new Set<string>();
  for (const [name, value] of Object.entries(given)) {
    const ours = Object.hasOwn(aliases, name) ? aliases[name]! : name;
    if (taken.has(ours)) {
      const message = `Send ${ours} once, under one name.`;
      fail({ code: "VALIDATION_ERROR", issues: [{ path: name, rule: "givenTwice", message }] });
    }
    taken.add(ours);
    // Addresses have always said what they want by empty parameters too.
    if (where === "query" && value === "") continue;
    fields.push([ours, value]);
  }
  return Object.fromEntries(fields);
}
