// Whether the live connection is up; short breaks are not worth a word.
import { useEffect, useState, useSyncExternalStore } from "react";
import { useConvexConnectionState } from "convex/react";
import { unanswered } from "./org";

/** A break shorter than this is not shown (ms). */
const PATIENCE_MS = 2_500;

export interface Connection {
  state: "live" | "lost";
  /** Changes made meanwhile, kept here and sent when the connection is back. */
  unsent: number;
}

function watchBrowser(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}

/** "lost" once the connection has been away for a moment. Convex reconnects by itself. */
export function useConnection(): Connection {
  const { isWebSocketConnected, hasEverConnected } = useConvexConnectionState();
  // A socket without a network stays open until it is missed, half a minute later.
  const isOnline = useSyncExternalStore(watchBrowser, () => navigator.onLine);
  const isUp = isWebSocketConnected && isOnline;
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (isUp) {
      // oxlint-disable-next-line react/set-state-in-effect -- coming back must show at once, only the loss is delayed
      setLost(false);
      return;
    }
    const timer = setTimeout(() => setLost(true), hasEverConnected ? PATIENCE_MS : PATIENCE_MS * 2);
    return () => clearTimeout(timer);
  }, [isUp, hasEverConnected]);
  return { state: lost ? "lost" : "live", unsent: unanswered.use() };
}
