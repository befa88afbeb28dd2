// The organization's calendar day, for questions about what is still to come: queries read no clock.
import { api } from "../../convex/_generated/api";
import { dayOf } from "../../convex/shared/days";
import { useOrgQuery } from "../data/org";
import { useNow } from "../ui/clock";

/** `YYYY-MM-DD`; undefined until the organization's time zone is known. */
export function useToday(): string | undefined {
  const timeZone = useOrgQuery(api.settings.get, {})?.timeZone;
  const now = useNow();
  return timeZone === undefined ? undefined : dayOf(now, timeZone);
}
