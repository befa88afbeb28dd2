// Whether a part of Orbit is on: a module of the organization (C33, UIX-15), or a part of the transition from an older point
// of sale for this person (POS-18); live: switching it redraws who asks.
import type { FlagKey } from "../../convex/flags/words";
import type { ModuleName } from "../../convex/tenancy/modules";
import { useOrg } from "../data/org";

export function useFeatureFlag(flag: ModuleName | FlagKey): boolean {
  const { switchedOff, flagsOff } = useOrg();
  return ![...switchedOff, ...flagsOff].includes(flag);
}
