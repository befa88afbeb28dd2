// Whose things a list shows: everybody's or a chosen colleague's for who sees all, one's own for a rep who does not.
import { api } from "../../convex/_generated/api";
import type { Id } from "../../convex/_generated/dataModel";
import { useOrg, useOrgQuery } from "../data/org";
import type { Filter, FilterValues } from "../ui/FilterBar";

/** Reads the filter `owner`. Until `isReady` nobody knows yet whose may be asked for; `owner` null means everybody's. */
export function useOwnerFilter(
  values: FilterValues,
  label: string,
): { isReady: boolean; owner: Id<"users"> | null; choices: readonly Filter[] } {
  const { can, role, user } = useOrg();
  const settings = useOrgQuery(api.settings.get, {});
  const seesAll = role !== "sales" || settings?.recordVisibility === "org";
  const members = useOrgQuery(api.customers.owners, seesAll && can("members:read") ? {} : "skip")?.members;
  const chosen = values["owner"]?.[0] as Id<"users"> | undefined;
  return {
    isReady: settings !== undefined,
    owner: seesAll ? (chosen ?? null) : user._id,
    choices:
      seesAll && members !== undefined
        ? [
            {
              id: "owner",
              label,
              options: members.map(({ userId, name }) => ({ value: userId, label: name })),
            },
          ]
        : [],
  };
}
