// Which comparisons a kind of field has, what they begin with, and the filters that are often wanted.
import { isGroup, type Condition, type Group, type Operator } from "../../../convex/customers/conditions";
import type { FilterField } from "../../../convex/customers/fields";
import type { useMessages } from "../../i18n/messages";
import type { filterMessages } from "./filterMessages";

export function operatorsOf({ kind, optional = false }: FilterField): readonly Operator[] {
  const comparisons: Record<FilterField["kind"], Operator[]> = {
    choice: ["is", "isNot"],
    flag: ["is"],
    day: ["within", "before", "after", "between", "on"],
    number: ["atLeast", "atMost", "between"],
  };
  return [...comparisons[kind], ...(optional ? (["empty", "filled"] as const) : [])];
}

export function firstValues({ kind }: FilterField, op: Operator): Condition["values"] {
  if (op === "empty" || op === "filled") return [];
  if (kind === "flag") return [true];
  if (kind === "choice") return [];
  if (kind === "number") return op === "between" ? [0, 100] : [0];
  if (op === "within") return ["thisMonth"];
  if (op === "between") return ["today-30", "today"];
  return op === "on" ? ["today"] : ["today-90"];
}

/** A condition that says nothing yet keeps everybody: it is left out until it does. */
function isComplete({ op, values }: Condition): boolean {
  return op === "empty" || op === "filled" || values.length > 0;
}

/** Conditions that do not say anything yet are no filter. */
export function withoutBlanks({ match, rules }: Group): Group {
  return {
    match,
    rules: rules.flatMap((rule): Group["rules"] => {
      if (!isGroup(rule)) return isComplete(rule) ? [rule] : [];
      const complete = rule.rules.filter(isComplete);
      return complete.length === 0 ? [] : [{ match: rule.match, rules: complete }];
    }),
  };
}

export function quickFilters(
  words: ReturnType<typeof useMessages<(typeof filterMessages)["en"]>>,
  mine: boolean,
): { label: string; rules: Condition[] }[] {
  const people: { label: string; rules: Condition[] }[] = mine
    ? []
    : [
        { label: words.quickMine, rules: [{ field: "owner", op: "is", values: ["me"] }] },
        { label: words.quickUnassigned, rules: [{ field: "owner", op: "empty", values: [] }] },
      ];
  return [
    ...people,
    {
      label: words.quickQuiet,
      rules: [{ field: "lastContactAt", op: "before", values: ["today-90"] }],
    },
    { label: words.quickAway, rules: [{ field: "lastVisitAt", op: "before", values: ["today-90"] }] },
    { label: words.quickDue, rules: [{ field: "nextFollowUpAt", op: "before", values: ["today+1"] }] },
    { label: words.quickRisk, rules: [{ field: "risk", op: "is", values: ["high"] }] },
    { label: words.quickNew, rules: [{ field: "createdAt", op: "within", values: ["thisMonth"] }] },
  ];
}
