// After signing in through an outside provider: makes sure that Orbit knows the person before anything is shown.
import { useEffect, useState, type ReactNode } from "react";
import { useAction, useConvexAuth } from "convex/react";
import { api } from "../../../convex/_generated/api";

/** `scope` changes with whatever the token says beside the person (Clerk's active organization). */
export function Arrival({ scope, children }: { scope: string; children: ReactNode }) {
  const { isAuthenticated } = useConvexAuth();
  const arrive = useAction(api.account.arrive);
  const [arrived, setArrived] = useState<string | null>(null);
  useEffect(() => {
    if (!isAuthenticated) return;
    let isCurrent = true;
    // A refusal changes nothing here: the pages behind say what is missing.
    void arrive({})
      .catch(() => undefined)
      .then(() => isCurrent && setArrived(scope));
    return () => {
      isCurrent = false;
    };
  }, [arrive, isAuthenticated, scope]);
  return isAuthenticated && arrived === null ? null : children;
}
