// How many thresholds of the transition are crossed, live, in the menu; nothing while all is well.
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { NumberText } from "../../ui/Values";

export function HealthBadge() {
  const org = useOrg();
  const isAsked = org.isInTransition && org.can("mirror:read");
  const alerts = useOrgQuery(api.mirror.alerts, isAsked ? {} : "skip");
  return alerts === undefined || alerts.length === 0 ? null : <NumberText value={alerts.length} />;
}
