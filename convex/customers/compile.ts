/**
 * A filter's conditions as something that can be read: a predicate over a
 * customer, and for every condition the facet rows that hold exactly (or at
 * least) the customers it keeps.
 * Pure.
 */
import type { Doc } from "../_generated/dataModel";
import { fail } from "../shared/errors";
import { addDays } from "../shared/days";
import { fold } from "../shared/text";
import {
  isGroup,
  mostConditions,
  mostValues,
  resolveDay,
  resolvePeriod,
  type Condition,
  type Group,
  type InnerGroup,
} from "./conditions";
import type { FieldReading, FieldRegistry, FilterField } from "./fields";
import { dayFacets, numberFacet, type FacetRange } from "./facetWords";

export interface Leaf {
  kind: "leaf";
  fieldId: string;
  field: FilterField;
  keeps(reading: FieldReading): boolean;
  /** Facets whose union is what this condition keeps, or what it leaves out when `negated`. */
  facets: readonly FacetRange[];
  negated: boolean;
  /** False when the facets hold more than the condition keeps: their rows must be looked at. */
  exact: boolean;
  /** Words the condition asks for, of a choice that is not negated. */
  words?: readonly string[];
  /** Bounds of a day or number, both included. */
  from?: string | number;
  to?: string | number;
}
export interface Branch {
  kind: "all" | "any";
  parts: readonly Node[];
}
export type Node = Leaf | Branch;

export interface CompileContext {
  fields: FieldRegistry;
  /** Today in the organization's time zone. */
  today: string;
  /** "me" and "team:<id>" become ids of people; anything else stays. */
  resolveOwner(word: string): readonly string[];
}

export function compile(group: Group, context: CompileContext): Branch {
  const count = group.rules.reduce((sum, rule) => sum + (isGroup(rule) ? rule.rules.length : 1), 0);
  if (count > mostConditions) fail({ code: "LIMIT_EXCEEDED", what: "conditions", limit: mostConditions });
  return compileGroup(group, context);
}

function compileGroup(group: Group | InnerGroup, context: CompileContext): Branch {
  return {
    kind: group.match,
    parts: group.rules.map((rule, index) =>
      isGroup(rule) ? compileGroup(rule, context) : compileCondition(rule, context, index),
    ),
  };
}

function compileCondition(condition: Condition, context: CompileContext, index: number): Leaf {
  const field = context.fields.get(condition.field);
  const refuse = (rule: string, message: string) =>
    fail({
      code: "VALIDATION_ERROR",
      issues: [{ path: `filters.${index}.${condition.field}`, rule, message }],
    });
  if (field === undefined) return refuse("unknownField", "There is no such field to filter by.");
  if (condition.values.length > mostValues) {
    return fail({ code: "LIMIT_EXCEEDED", what: "values of a condition", limit: mostValues });
  }
  const leaf = { kind: "leaf" as const, fieldId: condition.field, field };
  const compiled =
    condition.op === "empty" || condition.op === "filled"
      ? emptiness(condition)
      : field.kind === "choice"
        ? choice(condition, field, context)
        : field.kind === "flag"
          ? flag(condition)
          : field.kind === "day"
            ? days(condition, context)
            : numbers(condition, field);
  return compiled === null
    ? refuse("condition", "This field cannot be compared like that.")
    : { ...leaf, ...compiled };
}

type Compiled = Omit<Leaf, "kind" | "fieldId" | "field"> | null;

/** Every customer with a value sits in some facet of the field, whatever the word. */
function emptiness({ field, op }: Condition): Compiled {
  const isNone = (reading: FieldReading) =>
    reading === null || (Array.isArray(reading) && reading.length === 0);
  return {
    keeps: (reading) => isNone(reading) === (op === "empty"),
    facets: [{ facet: `${field}?`, from: "1", to: "1" }],
    negated: op === "empty",
    exact: true,
  };
}

function choice({ field: id, op, values }: Condition, field: FilterField, context: CompileContext): Compiled {
  if (op !== "is" && op !== "isNot") return null;
  const words = [
    ...new Set(
      values.flatMap((value) => {
        const word = field.folded ? fold(String(value)) : String(value);
        return id === "owner" ? context.resolveOwner(word) : [word];
      }),
    ),
  ];
  const has = (reading: FieldReading) =>
    Array.isArray(reading) && (reading as readonly string[]).some((word) => words.includes(word));
  return {
    keeps: (reading) => has(reading) === (op === "is"),
    facets: words.map((word) => ({ facet: id, from: word, to: word })),
    negated: op === "isNot",
    exact: true,
    ...(op === "is" ? { words } : {}),
  };
}

function flag({ field, op, values }: Condition): Compiled {
  if (op !== "is" || typeof values[0] !== "boolean" || values.length !== 1) return null;
  const wanted = values[0];
  return {
    keeps: (reading) => reading === wanted,
    facets: [{ facet: field, from: "1", to: "1" }],
    negated: !wanted,
    exact: true,
  };
}

function days({ field, op, values }: Condition, { today }: CompileContext): Compiled {
  const bounds = dayBounds(op, values.map(String), today);
  if (bounds === null) return null;
  const { from, to } = bounds;
  return {
    keeps: (reading) =>
      typeof reading === "string" &&
      (from === undefined || reading >= from) &&
      (to === undefined || reading <= to),
    facets: dayFacets(field, from, to),
    negated: false,
    exact: true,
    ...bounds,
  };
}

function dayBounds(
  op: Condition["op"],
  values: readonly string[],
  today: string,
): { from?: string; to?: string } | null {
  if (op === "within") {
    const period = values.length === 1 ? resolvePeriod(values[0]!, today) : null;
    return period === null ? null : { from: period[0], to: period[1] };
  }
  const resolved = values.map((value) => resolveDay(value, today));
  const [first, second] = resolved;
  if (first === null || first === undefined || second === null) return null;
  if (op === "between") return second === undefined ? null : { from: first, to: second };
  if (values.length !== 1) return null;
  if (op === "on") return { from: first, to: first };
  if (op === "before") return { to: addDays(first, -1) };
  if (op === "after") return { from: addDays(first, 1) };
  return null;
}

function numbers({ field: id, op, values }: Condition, field: FilterField): Compiled {
  const [first, second] = values;
  if (typeof first !== "number" || !Number.isFinite(first)) return null;
  let from: number | undefined;
  let to: number | undefined;
  if (op === "atLeast" && values.length === 1) from = first;
  else if (op === "atMost" && values.length === 1) to = first;
  else if (op === "between" && typeof second === "number" && Number.isFinite(second))
    [from, to] = [first, second];
  else return null;
  return {
    keeps: (reading) =>
      typeof reading === "number" &&
      (from === undefined || reading >= from) &&
      (to === undefined || reading <= to),
    facets: [
      {
        facet: id,
        from: from === undefined ? "" : numberFacet(from, field, "down"),
        to: to === undefined ? "\u{10FFFF}" : numberFacet(to, field, "up"),
      },
    ],
    negated: false,
    exact: field.most !== undefined,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

/** Whether the customer passes the whole tree; each field is read at most once per customer. */
export function passes(node: Node, customer: Doc<"customers">, timeZone: string): boolean {
  const readings = new Map<string, FieldReading>();
  const test = (at: Node): boolean => {
    if (at.kind !== "leaf") return at.kind === "all" ? at.parts.every(test) : at.parts.some(test);
    let reading = readings.get(at.fieldId);
    if (reading === undefined) readings.set(at.fieldId, (reading = at.field.read(customer, timeZone)));
    return at.keeps(reading);
  };
  return test(node);
}

/** Conditions that every kept customer meets: those of the outer "all", and inside it. */
export function demanded(node: Node): readonly Leaf[] {
  if (node.kind === "leaf") return [node];
  if (node.kind === "any") return node.parts.length === 1 ? demanded(node.parts[0]!) : [];
  return node.parts.flatMap(demanded);
}

export function everyLeaf(node: Node): readonly Leaf[] {
  return node.kind === "leaf" ? [node] : node.parts.flatMap(everyLeaf);
}
