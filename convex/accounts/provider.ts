/** Which identity provider this deployment uses; read from the environment at run time. */
import { fail } from "../shared/errors";

export type IdentityProvider = "local" | "clerk" | "oidc";

/** Clerk where a publishable key is set, else a generic OIDC provider where one is named, else local accounts. */
export function identityProvider(): IdentityProvider {
  if (process.env.CLERK_PUBLISHABLE_KEY) return "clerk";
  if (process.env.OIDC_ISSUER && process.env.OIDC_CLIENT_ID) return "oidc";
  return "local";
}

/** Local accounts are closed where another provider signs people in, and need the key that signs their tokens. */
export function requireLocalAccounts(): void {
  const provider = identityProvider();
  if (provider !== "local") fail({ code: "IDENTITY_DISABLED", provider });
  if (!process.env.ORBIT_JWT_PRIVATE_KEY) {
    fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_JWT_PRIVATE_KEY" });
  }
}

/** Where Clerk keeps organizations, joining, leaving and being an administrator are changed there. */
export function requireOwnMembers(): void {
  if (identityProvider() === "clerk") fail({ code: "IDENTITY_DISABLED", provider: "clerk" });
}
