// How many pairs wait for a decision, live, in the menu.
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgQuery } from "../../data/org";
import { NumberText } from "../../ui/Values";

export function DuplicatesBadge() {
  const org = useOrg();
  const metrics = useOrgQuery(api.duplicates.metrics, org.can("duplicates:count") ? {} : "skip");
  return metrics === undefined || metrics.open === 0 ? null : <NumberText value={metrics.open} compact />;
}
