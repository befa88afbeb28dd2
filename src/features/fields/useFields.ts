// The fields this person may see, in order, and the names of what relations point at.
import { useMemo } from "react";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";

export type ShownField = FunctionReturnType<typeof api.fields.list>[number];
export type FieldValues = Record<string, string | number | boolean | string[]>;

const none: readonly ShownField[] = [];

/** Empty while they load: a list without own columns is right for a moment. */
export function useFields(): readonly ShownField[] {
  return useOrgQuery(api.fields.list, { entity: "customers" }) ?? none;
}

export type Related = FunctionReturnType<typeof api.fields.related>;

/** What the relations among these values point at, by id. */
export function useRelated(
  fields: readonly ShownField[],
  values: readonly FieldValues[],
): Related | undefined {
  const ids = useMemo(() => {
    const keys = fields.filter(({ type }) => type === "relation").map(({ key }) => key);
    const found = new Set(values.flatMap((one) => keys.flatMap((key) => one[key] ?? [])));
    return [...found].filter((id): id is string => typeof id === "string").slice(0, 100);
  }, [fields, values]);
  return useOrgQuery(api.fields.related, ids.length === 0 ? "skip" : { ids });
}
