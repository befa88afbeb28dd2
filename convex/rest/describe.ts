/** What an address answers as a whole, from the pieces its route names. */
import * as z from "zod";
import { paginationAnswer } from "./answer";
import { routes } from "./registry";
import type { Route } from "./route";

/** The list below an address that `include` names. */
export function includedRoute(route: Route, name: string): Route & { list: string } {
  const path = `${route.path}/${name}`;
  const found = routes.find((one) => one.method === "GET" && one.path === path);
  if (found?.list === undefined) throw new Error(`${path} is no list`);
  return found as Route & { list: string };
}

/** `isPart`: only some fields were asked for. */
export function wholeAnswer(route: Route, { isPart = false } = {}): z.ZodType {
  const { answer, list, includes = [], sections = {} } = route;
  const told = isPart && answer instanceof z.ZodObject ? answer.partial() : answer;
  if (list !== undefined && route.isBare === true) return z.array(told);
  if (list !== undefined) {
    const beside = route.kind === "read" ? (route.beside?.answer.shape ?? {}) : {};
    const lists = [list, ...Object.keys(route.parts ?? {})].map((key) => [key, z.array(told)] as const);
    return z.strictObject({ ...Object.fromEntries(lists), pagination: paginationAnswer, ...beside });
  }
  if (includes.length === 0 || !(told instanceof z.ZodObject)) return told;
  const lists = includes.map((name) => {
    const { list: key, answer: row } = includedRoute(route, name);
    return [key, z.array(row)] as const;
  });
  const related = z.strictObject(Object.fromEntries(lists)).partial();
  const always = Object.entries(sections).map(([key, name]) => {
    const { answer: row } = includedRoute(route, name);
    return [
      key,
      z.array(row).optional().describe("The newest, under /api/crm; left out where they may not be read."),
    ] as const;
  });
  return told.extend({
    ...Object.fromEntries(always),
    related: related.optional().describe("The beginning of the lists named in include."),
  });
}
