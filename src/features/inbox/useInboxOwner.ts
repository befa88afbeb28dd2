// Whose conversations are listed: everybody's for those who see them, otherwise one's own.
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg, useOrgQuery } from "../../data/org";

/** `owner` is undefined until it is known, null for everybody's. */
export function useInboxOwner(mine: boolean): { owner: Id<"users"> | null | undefined; seesAll: boolean } {
  const { role, user } = useOrg();
  const isSales = role === "sales";
  const settings = useOrgQuery(api.settings.get, isSales ? {} : "skip");
  const seesAll = !isSales || settings?.recordVisibility === "org";
  if (mine) return { owner: user._id, seesAll };
  if (isSales && settings === undefined) return { owner: undefined, seesAll };
  return { owner: seesAll ? null : user._id, seesAll };
}
