// How the list looks, as an address: filters, sort and grouping. What the address does not say, the view says.
import {
  isGroup,
  operators,
  type Condition,
  type Group,
  type InnerGroup,
  type Operator,
} from "../../../convex/customers/conditions";
import { filterFields, type FilterField, type FilterFieldId } from "../../../convex/customers/fields";
import type { Sort } from "../../ui/TableHead";

export interface Look {
  where: Group;
  sort: Sort;
  groupBy: GroupBy | null;
}

/** What a list can be grouped by: closed lists of words, and people. */
export const groupings = ["status", "owner", "type", "source"] as const;
export type GroupBy = (typeof groupings)[number];

export const noConditions: Group = { match: "all", rules: [] };
export const firstLook: Look = {
  where: noConditions,
  sort: { column: "name", direction: "asc" },
  groupBy: null,
};

/** The organization's own fields by key. */
export type OwnFilters = ReadonlyMap<string, FilterField>;
const noneOwn: OwnFilters = new Map();

/** Keys of the organization's own fields, known by their form before the fields themselves are. */
const isOwnKey = (id: string) => /^f_[a-z0-9]{8}(_left)?$/.test(id);

const fieldOf = (id: string, own: OwnFilters): FilterField | undefined =>
  id in filterFields ? filterFields[id as FilterFieldId] : own.get(id);

/** The look that the address asks for, over the one it begins with. Hand-made nonsense is left out. */
export function readLook(params: URLSearchParams, base: Look, own: OwnFilters = noneOwn): Look {
  const rules: Group["rules"] = [];
  for (const [key, text] of params) {
    if (key === "g") {
      const group = readGroup(text, own);
      if (group !== null) rules.push(group);
    } else if (fieldOf(key, own) !== undefined) {
      const condition = readCondition(key, text, own);
      if (condition !== null) rules.push(condition);
    }
  }
  const sort = params.get("sort");
  const by = params.get("by");
  return {
    where:
      rules.length > 0 || params.has("match")
        ? { match: params.get("match") === "any" ? "any" : "all", rules }
        : base.where,
    sort: sort
      ? { column: sort.replace(/^-/, ""), direction: sort.startsWith("-") ? "desc" : "asc" }
      : base.sort,
    groupBy: by === null ? base.groupBy : (groupings.find((one) => one === by) ?? null),
  };
}

/** Says in the address what differs from the look it begins with, and leaves everything else in it alone. */
export function writeLook(params: URLSearchParams, look: Look, base: Look): URLSearchParams {
  const next = new URLSearchParams();
  for (const [key, value] of params) {
    const isLook = ["g", "match", "sort", "by"].includes(key) || key in filterFields || isOwnKey(key);
    if (!isLook) next.append(key, value);
  }
  if (!sameGroup(look.where, base.where)) {
    if (look.where.match === "any" || look.where.rules.length === 0) next.set("match", look.where.match);
    for (const rule of look.where.rules) {
      if (isGroup(rule)) next.append("g", writeGroup(rule));
      else next.append(rule.field, writeCondition(rule));
    }
  }
  const { column, direction } = look.sort;
  if (column !== base.sort.column || direction !== base.sort.direction) {
    next.set("sort", `${direction === "desc" ? "-" : ""}${column}`);
  }
  if (look.groupBy !== base.groupBy) next.set("by", look.groupBy ?? "");
  return next;
}

export function sameGroup(a: Group, b: Group): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

/** The order of keys says nothing. */
const canonical = ({ match, rules }: Group | InnerGroup): unknown => [
  match,
  rules.map((rule) => (isGroup(rule) ? canonical(rule) : [rule.field, rule.op, rule.values])),
];

/** `active,lead` for "is"; `before:today-90` for every other comparison. */
function writeCondition({ op, values }: Condition): string {
  const said = values.map((value) => encodeURIComponent(String(value))).join(",");
  return op === "is" ? said : `${op}:${said}`;
}

function readCondition(field: string, text: string, own: OwnFilters): Condition | null {
  const kind = fieldOf(field, own)?.kind;
  // Links from other pages say "none" for customers without an owner.
  if (field === "owner" && text === "none") return { field, op: "empty", values: [] };
  const [, named = "", rest = text] = /^([a-zA-Z]+):(.*)$/.exec(text) ?? [];
  const op = operators.find((one) => one === named);
  const said = op === undefined ? text : rest;
  const words = said === "" ? [] : said.split(",").map(decoded);
  const values = words.map((word): string | number | boolean =>
    kind === "flag" ? word === "true" : kind === "number" ? Number(word) : word,
  );
  return isMeant(op ?? "is", kind, values) ? { field, op: op ?? "is", values } : null;
}

function isMeant(op: Operator, kind: FilterField["kind"] | undefined, values: Condition["values"]): boolean {
  if (op === "empty" || op === "filled") return values.length === 0;
  if (values.some((value) => typeof value === "number" && Number.isNaN(value))) return false;
  if (op === "between") return values.length === 2 && (kind === "day" || kind === "number");
  if (op === "is" || op === "isNot")
    return values.length > 0 && (kind === "choice" || (kind === "flag" && op === "is"));
  return values.length === 1 && (op === "atLeast" || op === "atMost" ? kind === "number" : kind === "day");
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

/** `any;status=lead;tag=VIP` */
function writeGroup({ match, rules }: InnerGroup): string {
  return [match, ...rules.map((rule) => `${rule.field}=${writeCondition(rule)}`)].join(";");
}

function readGroup(text: string, own: OwnFilters): InnerGroup | null {
  const [match, ...said] = text.split(";");
  const rules = said.flatMap((one) => {
    const at = one.indexOf("=");
    const name = one.slice(0, at);
    const condition = fieldOf(name, own) ? readCondition(name, one.slice(at + 1), own) : null;
    return condition === null ? [] : [condition];
  });
  return (match === "all" || match === "any") && rules.length > 0 ? { match, rules } : null;
}
