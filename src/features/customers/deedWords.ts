// What somebody did, as the end of a sentence that begins with their name.
import { useMessages } from "../../i18n/messages";
import { useNeighbourWords } from "./neighbourWords";
import { recordMessages } from "./recordMessages";

interface Deed {
  entity: string;
  action: string;
  undoes: string | null;
}

export function useDeedWords(): (deed: Deed) => string {
  const words = useMessages(recordMessages);
  const neighbour = useNeighbourWords();
  const own: Record<string, string> = {
    created: words.wasCreated,
    updated: words.wasUpdated,
    assigned: words.wasAssigned,
    claimed: words.wasClaimed,
    tagged: words.wasTagged,
    deactivated: words.wasDeactivated,
    reactivated: words.wasReactivated,
    recomputed: words.wasRecomputed,
    linked: words.wasLinked,
    removed: words.wasRemoved,
    deleted: words.wasDeleted,
    restored: words.wasRestored,
    erased: words.wasErased,
    dataExported: words.wasHandedOut,
    linkedToTill: words.wasLinkedToTill,
    linkedProfile: words.wasProfileLinked,
    unlinkedProfile: words.wasProfileUnlinked,
    creditAdded: words.wasCreditAdded,
    creditUsed: words.wasCreditUsed,
    creditTakenBack: words.wasCreditTakenBack,
    pointsAdded: words.wasPointsAdded,
    pointsUsed: words.wasPointsUsed,
    pointsTakenBack: words.wasPointsTakenBack,
    tierChanged: words.wasTierChanged,
    merged: words.wasMerged,
    mergedInto: words.wasMergedInto,
    unmerged: words.wasUnmerged,
    notDuplicate: words.wasNotDuplicate,
    maybeDuplicate: words.wasMaybeDuplicate,
  };
  return ({ entity, action, undoes }) => {
    if (undoes !== null && action !== "unmerged") return words.tookBack;
    return entity === "customers" ? (own[action] ?? words.wasUpdated) : neighbour.action(entity, action);
  };
}
