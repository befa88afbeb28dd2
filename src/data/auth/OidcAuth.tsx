// A generic OpenID Connect provider as Convex's auth contract. A lazy piece.
import { useCallback, useMemo, useState, type ReactNode } from "react";
import { ConvexProviderWithAuth, type ConvexReactClient } from "convex/react";
import { Arrival } from "./Arrival";
import { oidcSignOut, oidcToken, useHeldOidc, type OidcClient } from "./oidcSession";
import { SessionContext } from "./session";

/** The hook Convex asks for, made for one provider. */
function authHook(provider: OidcClient) {
  return function useOidcAuth() {
    const isAuthenticated = useHeldOidc();
    const fetchAccessToken = useCallback(
      ({ forceRefreshToken }: { forceRefreshToken: boolean }) => oidcToken(provider, forceRefreshToken),
      [],
    );
    return useMemo(
      () => ({ isLoading: false, isAuthenticated, fetchAccessToken }),
      [isAuthenticated, fetchAccessToken],
    );
  };
}

export default function OidcAuth(props: {
  client: ConvexReactClient;
  provider: OidcClient;
  children: ReactNode;
}) {
  const { provider } = props;
  const [useOidcAuth] = useState(() => authHook(provider));
  const session = useMemo(
    () => ({ provider: "oidc" as const, signOut: () => oidcSignOut(provider) }),
    [provider],
  );
  return (
    <ConvexProviderWithAuth client={props.client} useAuth={useOidcAuth}>
      <SessionContext value={session}>
        <Arrival scope="">{props.children}</Arrival>
      </SessionContext>
    </ConvexProviderWithAuth>
  );
}
