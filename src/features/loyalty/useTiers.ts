// The organization's tiers, highest first; one subscription however many places show them.
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";

export type Tier = FunctionReturnType<typeof api.vip.list>[number];

export function useTiers(): readonly Tier[] | undefined {
  return useOrgQuery(api.vip.list, {})?.toReversed();
}

export function useTier(tierId: string | null): Tier | undefined {
  return useTiers()?.find(({ _id }) => _id === tierId);
}
