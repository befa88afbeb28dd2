// Local accounts as Convex's auth contract.
import { useCallback, useMemo, type ReactNode } from "react";
import { ConvexProviderWithAuth, type ConvexReactClient } from "convex/react";
import { accessToken, signOut, useHeldSession } from "./localSession";
import { SessionContext } from "./session";

function useLocalAuth() {
  const isAuthenticated = useHeldSession();
  const fetchAccessToken = useCallback(
    ({ forceRefreshToken }: { forceRefreshToken: boolean }) => accessToken(forceRefreshToken),
    [],
  );
  return useMemo(
    () => ({ isLoading: false, isAuthenticated, fetchAccessToken }),
    [isAuthenticated, fetchAccessToken],
  );
}

const SESSION = { provider: "local" as const, signOut };

export function LocalAuth({ client, children }: { client: ConvexReactClient; children: ReactNode }) {
  return (
    <ConvexProviderWithAuth client={client} useAuth={useLocalAuth}>
      <SessionContext value={SESSION}>{children}</SessionContext>
    </ConvexProviderWithAuth>
  );
}
