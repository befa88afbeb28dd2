// Whether the live connection is up; short breaks are not worth a word.
import { useEffect, useState } from "react";
import { useConvexConnectionState } from "convex/react";

/** A break shorter than this is not shown (ms). */
const PATIENCE_MS = 2_500;

export interface Connection {
  state: "live" | "lost";
  /** Changes made meanwhile, kept here and sent when the connection is back. */
  unsent: number;
}

/** "lost" once the connection has been away for a moment. Convex reconnects by itself. */
export function useConnection(): Connection {
  const { isWebSocketConnected, hasEverConnected, inflightMutations } = useConvexConnectionState();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (isWebSocketConnected) {
      // oxlint-disable-next-line react/set-state-in-effect -- coming back must show at once, only the loss is delayed
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), hasEverConnected ? PATIENCE_MS : PATIENCE_MS * 2);
    return () => clearTimeout(timer);
  }, [isWebSocketConnected, hasEverConnected]);
  return { state: lost ? "lost" : "live", unsent: inflightMutations };
}
