// How many people of the website are nobody's customer yet, live, in the menu.
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { NumberText } from "../../ui/Values";

export function ProfilesBadge() {
  const counts = useOrgQuery(api.profiles.counts, {});
  return counts === undefined || counts.unlinked === 0 ? null : (
    <NumberText value={counts.unlinked} compact />
  );
}
