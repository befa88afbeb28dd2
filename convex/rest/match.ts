/** From a method and a path to a route (API-01, API-39, API-45). Pure. */
import type { Dialect, Method, Route } from "./route";

/** Words that stand where an id could: they are never ids (API-39). */
const reserved = new Set([
  "legacy",
  "merge",
  "search-duplicates",
  "analytics",
  "reports",
  "interactions",
  "batch",
]);

export type Match =
  | { found: true; route: Route; params: Record<string, string>; dialect: Dialect }
  /** Methods that the path does take; none when there is no such path. */
  | { found: false; allowed: Method[] };

export const apiPrefix = "/api/";

/** `path` with or without the alias: "/api/crm/customers" leads where "/api/customers" does. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = segmentsOf(path);
  const dialect: Dialect = segments[0] === "crm" ? "crm" : "base";
  const asked = dialect === "crm" ? segments.slice(1) : segments;
  const allowed: Method[] = [];
  for (const route of routes) {
    const params = paramsOf(segmentsOf(`/api${route.path}`), asked);
    if (params === null) continue;
    if (route.method === method) return { found: true, route, params, dialect };
    allowed.push(route.method);
  }
  return { found: false, allowed: [...new Set(allowed)] };
}

function segmentsOf(path: string): string[] {
  return path.slice(apiPrefix.length).replace(/\/$/, "").split("/").map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function paramsOf(pattern: readonly string[], asked: readonly string[]): Record<string, string> | null {
  if (pattern.length !== asked.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = asked[index]!;
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== given) return null;
    } else {
      if (given === "" || (name === "customer" && reserved.has(given))) return null;
      params[name] = given;
    }
  }
  return params;
}
