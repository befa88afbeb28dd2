/** Door: a person before (or without) choosing an organization, and what a stranger's browser must know to start. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { accountMutation, accountQuery, publicAction, publicQuery } from "./functions";
import * as profile from "./accounts/profile";
import { identityProvider, type IdentityProvider } from "./accounts/provider";
import { readViewer, type Viewer } from "./accounts/viewer";
import { mailConfigured } from "./mail/outbox";
import { siteUrl, version } from "./shared/site";
import { languageValidator } from "./organizations/table";

export interface SiteSettings {
  identity: IdentityProvider;
  clerkPublishableKey: string | null;
  oidc: { issuer: string; clientId: string } | null;
  /** Address of the app without a trailing slash; "" when unknown. */
  siteUrl: string;
  version: string;
  /** False: mails are held in the Outbox, and reset links go to whoever runs the machine. */
  mailConfigured: boolean;
}

/** How people sign in here; holds nothing private. */
export const settings = publicQuery({
  args: {},
  handler: (): SiteSettings => {
    const identity = identityProvider();
    return {
      identity,
      clerkPublishableKey: identity === "clerk" ? process.env.CLERK_PUBLISHABLE_KEY! : null,
      oidc:
        identity === "oidc"
          ? { issuer: process.env.OIDC_ISSUER!, clientId: process.env.OIDC_CLIENT_ID! }
          : null,
      siteUrl: siteUrl(),
      version,
      mailConfigured: mailConfigured(),
    };
  },
});

/** The signed-in person with their active organizations and what they may do in each; null for a stranger. Live. */
export const viewer = publicQuery({
  args: {},
  handler: (ctx): Promise<Viewer | null> => readViewer(ctx),
});

/**
 * Called once after signing in through an outside provider while `viewer` is null: makes the person (and with Clerk
 * the organization and membership) that the token proves. Does nothing for local accounts. UNAUTHENTICATED.
 */
export const arrive = publicAction({
  args: {},
  handler: (ctx): Promise<null> => ctx.runMutation(internal.clerk.arrive, {}),
});

/** Changes name, language and currency; the name follows into every organization (TEN-24, TEN-25). VALIDATION_ERROR. */
export const updateProfile = accountMutation({
  args: { name: v.string(), preferredLanguage: languageValidator, preferredCurrency: v.string() },
  handler: (ctx, args) => profile.updateProfile(ctx, args),
});

/** Mails a new verification link. RATE_LIMITED after five an hour. */
export const sendVerification = accountMutation({
  args: {},
  handler: (ctx) => profile.resendVerification(ctx),
});

/** Browsers in which the caller is signed in, newest first; at most 100. */
export const sessions = accountQuery({
  args: {},
  handler: (ctx) => profile.listSessions(ctx),
});

/** Signs one browser out. NOT_FOUND when it is not the caller's. */
export const endSession = accountMutation({
  args: { sessionId: v.id("sessions") },
  handler: (ctx, { sessionId }) => profile.endSession(ctx, sessionId),
});

/** Signs every browser out but the one named (the caller's own, the part of its refresh token before the dot). */
export const endOtherSessions = accountMutation({
  args: { exceptSessionId: v.union(v.string(), v.null()) },
  handler: (ctx, { exceptSessionId }) => profile.endOtherSessions(ctx, exceptSessionId),
});
