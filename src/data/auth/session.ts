// Who signs people in here, and how to leave; the same for every provider.
import { createContext, use } from "react";
import { useConvexAuth } from "convex/react";

export interface Session {
  provider: "local" | "clerk" | "oidc";
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<Session>({ provider: "local", signOut: () => Promise.resolve() });

/** The identity provider of this deployment and the way out. Local accounts' forms call `auth/localSession` themselves. */
export const useSession = () => use(SessionContext);

/** "loading" only until the first answer; a token being renewed still counts as "in". */
export function useSignedIn(): "loading" | "in" | "out" {
  const { isLoading, isAuthenticated } = useConvexAuth();
  if (isLoading) return "loading";
  return isAuthenticated ? "in" : "out";
}
