// Whether a part of Orbit is switched on for this organization (C33, UIX-15); live: switching it redraws who asks.
import type { ModuleName } from "../../convex/tenancy/modules";
import { useOrg } from "../data/org";

export function useFeatureFlag(flag: ModuleName): boolean {
  return !useOrg().switchedOff.includes(flag);
}
