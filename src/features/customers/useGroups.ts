// The groups of a grouped list: every word or owner that has customers, with its exact number.
import { useMemo, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { CustomerFilters } from "../../../convex/customers/filterShape";
import type { Condition } from "../../../convex/customers/conditions";
import { choosableStatuses, customerSources, customerTypes } from "../../../convex/customers/words";
import { useLiveQueries } from "../../data/liveQuery";
import { useOrg, useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import type { Section } from "../../ui/TableSection";
import { statusWord, typeWord } from "./badges";
import type { GroupBy } from "./look";
import { messages } from "./messages";
import { sourceWord } from "./sources";
import type { Run } from "../../hooks/useCustomers";

interface Value {
  id: string;
  label: string;
  condition: Condition;
}

const ungrouped = "all";

/**
 * Runs for the pages, and headings for the table once it is known how many rows of each are loaded. A list sorted by status or owner is
 * a grouped one whose headings are hidden.
 */
export function useGroups(
  groupBy: GroupBy | null,
  filters: CustomerFilters | "skip",
  { isHidden, isReversed }: { isHidden: boolean; isReversed: boolean },
): {
  runs: readonly Run[] | "skip";
  sectionsOf: (counts: ReadonlyMap<string, number>) => readonly Section[] | undefined;
} {
  const words = useMessages(messages);
  const org = useOrg();
  const owners = useOrgQuery(
    api.customers.owners,
    groupBy === "owner" && org.can("members:read") ? {} : "skip",
  );
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());

  const forward = useMemo<readonly Value[] | null>(() => {
    const is = (field: string, value: string): Condition => ({ field, op: "is", values: [value] });
    switch (groupBy) {
      case null:
        return [];
      case "status":
        return choosableStatuses.map((id) => ({
          id,
          label: statusWord(words, id),
          condition: is("status", id),
        }));
      case "type":
        return customerTypes.map((id) => ({ id, label: typeWord(words, id), condition: is("type", id) }));
      case "source":
        return customerSources.map((id) => ({ id, label: sourceWord(id), condition: is("source", id) }));
      case "owner":
        if (owners === undefined) return null;
        return [
          ...owners.members.map(({ userId, name }) => ({
            id: userId,
            label: name,
            condition: is("owner", userId),
          })),
          { id: "none", label: words.nobody, condition: { field: "owner", op: "empty", values: [] } },
        ];
    }
  }, [groupBy, owners, words]);

  const values = useMemo(
    () => (isReversed ? (forward?.toReversed() ?? null) : forward),
    [forward, isReversed],
  );
  const key = JSON.stringify([filters, values, isHidden]);
  const narrowed = useMemo(
    () =>
      values === null || filters === "skip"
        ? []
        : values.map((value) => ({ ...value, filters: { ...filters, also: [value.condition] } })),
    // The key stands for the filters, which are a new object at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [key],
  );
  const queries = useMemo(
    () =>
      Object.fromEntries(
        narrowed.map(({ id, filters: one }) => [
          id,
          { query: api.customers.count, args: { orgId: org.orgId, filters: one } },
        ]),
      ),
    [narrowed, org.orgId],
  );
  const counts = useLiveQueries(queries) as Record<string, number | null | Error | undefined>;
  const isCounted = values !== null && narrowed.every(({ id }) => counts[id] !== undefined);
  // A group that is empty now but had rows in this list stays, so that the page does not jump while people work.
  const inUse = narrowed.filter(({ id }) => counts[id] !== 0);
  const inUseKey = JSON.stringify(inUse.map(({ id }) => [id, folded.has(id)]));

  return useMemo(() => {
    if (filters === "skip") return { runs: "skip" as const, sectionsOf: () => undefined };
    if (groupBy === null) return { runs: [{ id: ungrouped, filters }], sectionsOf: () => undefined };
    if (!isCounted) return { runs: "skip" as const, sectionsOf: () => undefined };
    if (isHidden)
      return {
        runs: inUse.map(({ id, filters: one }) => ({ id, filters: one })),
        sectionsOf: () => undefined,
      };
    return {
      runs: inUse.filter(({ id }) => !folded.has(id)).map(({ id, filters: one }) => ({ id, filters: one })),
      sectionsOf: (rows: ReadonlyMap<string, number>) =>
        inUse.map(({ id, label }) => {
          const count = counts[id];
          return {
            id,
            label,
            count: typeof count === "number" ? count : undefined,
            isFolded: folded.has(id),
            onFold: () =>
              setFolded((before) => {
                const next = new Set(before);
                if (!next.delete(id)) next.add(id);
                return next;
              }),
            rows: folded.has(id) ? 0 : (rows.get(id) ?? 0),
          };
        }),
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [groupBy, key, isCounted, inUseKey, counts]);
}
