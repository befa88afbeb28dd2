// The number of open leads beside "Leads" in the menu: exact and live.
import { api } from "../../../convex/_generated/api";
import { openStatuses } from "../../../convex/leads/stages";
import { useOrgQuery } from "../../data/org";
import { NumberText } from "../../ui/Values";

export function OpenLeadsBadge() {
  const counts = useOrgQuery(api.leads.counts, {});
  if (counts === undefined) return null;
  const open = openStatuses.reduce((sum, status) => sum + counts[status], 0);
  return open === 0 ? null : <NumberText value={open} />;
}
