// Clerk as Convex's auth contract. A lazy piece: nobody downloads it where Clerk is not configured.
import { useMemo, type ReactNode } from "react";
import { ClerkProvider, useAuth } from "@clerk/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import type { ConvexReactClient } from "convex/react";
import { Arrival } from "./Arrival";
import { SessionContext } from "./session";

function Bridge({ children }: { children: ReactNode }) {
  const { signOut, orgId } = useAuth();
  const session = useMemo(
    () => ({ provider: "clerk" as const, signOut: () => signOut() as Promise<void> }),
    [signOut],
  );
  return (
    <SessionContext value={session}>
      <Arrival scope={orgId ?? ""}>{children}</Arrival>
    </SessionContext>
  );
}

export default function ClerkAuth(props: {
  client: ConvexReactClient;
  publishableKey: string;
  children: ReactNode;
}) {
  return (
    <ClerkProvider
      publishableKey={props.publishableKey}
      signInUrl="/sign-in"
      signUpUrl="/sign-up"
      afterSignOutUrl="/sign-in"
    >
      <ConvexProviderWithClerk client={props.client} useAuth={useAuth}>
        <Bridge>{props.children}</Bridge>
      </ConvexProviderWithClerk>
    </ClerkProvider>
  );
}
