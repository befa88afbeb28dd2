// The organization's numbers, or one's own portfolio's, live: what the dashboard shows.
import type { FunctionReturnType } from "convex/server";
import { api } from "../../convex/_generated/api";
import { useOrg, useOrgQuery, useOrgQueryKept } from "../data/org";
import { useNow } from "../ui/clock";

const hour = 3_600_000;

export interface CustomerAnalytics {
  /** The hour that the numbers are of, epoch ms: everybody shares one answer, and a new day begins by itself. */
  now: number;
  /** Each undefined while it loads. */
  summary: FunctionReturnType<typeof api.dashboard.summary> | undefined;
  owners: FunctionReturnType<typeof api.dashboard.byOwner> | undefined;
  /** Null for who does not see them. */
  duplicates: FunctionReturnType<typeof api.duplicates.metrics> | null | undefined;
}

export function useCustomerAnalytics(): CustomerAnalytics {
  const org = useOrg();
  const now = Math.floor(useNow() / hour) * hour;
  const summary = useOrgQueryKept(api.dashboard.summary, { now });
  const counted = org.can("duplicates:count");
  const metrics = useOrgQuery(api.duplicates.metrics, counted ? {} : "skip");
  const owners = useOrgQuery(api.dashboard.byOwner, {});
  return { now, summary, owners, duplicates: counted ? metrics : null };
}
