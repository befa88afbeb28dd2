/**
 * A small world for tests: organizations with one member per role, and callers
 * that speak as each. Two dots in the name keep it out of deployments.
 */
import { convexTest } from "convex-test";
import rateLimiter from "@convex-dev/rate-limiter/test";
import type { Id } from "./_generated/dataModel";
import schema from "./schema";
import { orbitError, type OrbitError } from "./shared/errors";
import { localIssuer } from "./tenancy/membership";
import { roles, type Role } from "./tenancy/permissions";

export const modules = import.meta.glob(["./**/*.ts", "./**/*.js", "!./**/*.test.ts", "!./**/*.testkit.ts"]);

export type Backend = ReturnType<typeof newBackend>;

/** `documentsRead` makes every function that reads more fail, to prove that a read is bounded. */
export function newBackend(limits?: { documentsRead: number }) {
  const backend = convexTest({ schema, modules, ...(limits ? { transactionLimits: limits } : {}) });
  rateLimiter.register(backend);
  return backend;
}

export interface Organization {
  orgId: Id<"organizations">;
  users: Record<Role, Id<"users">>;
  /** A caller with the local-account identity of that role's member. */
  as: Record<Role, ReturnType<Backend["withIdentity"]>>;
}

export async function newOrganization(backend: Backend, slug: string): Promise<Organization> {
  const now = Date.now();
  const { orgId, users } = await backend.run(async (ctx) => {
    const stamps = { createdAt: now, updatedAt: now };
    const orgId = await ctx.db.insert("organizations", {
      name: slug,
      slug,
      template: "generic",
      status: "active",
      ...stamps,
    });
    await ctx.db.insert("orgSettings", {
      orgId,
      currency: "USD",
      language: "en",
      country: "KZ",
      timeZone: "UTC",
      codePrefix: "CUS-",
      activeWindowDays: 90,
      churn: { mediumAfterDays: 60, highAfterDays: 120 },
      identityPolicy: { email: "block", phone: "block", name: "confirm", requiredContact: "either" },
      recordVisibility: "assigned",
      unassignedPoolVisible: false,
      modules: { quotes: true, leads: true, tours: true, pos: false },
      ...stamps,
    });
    const users = {} as Record<Role, Id<"users">>;
    for (const role of roles) {
      const name = `${slug} ${role}`;
      const email = `${role}@${slug}.test`;
      const userId = await ctx.db.insert("users", {
        email,
        emailVerified: true,
        name,
        preferredLanguage: "en",
        preferredCurrency: "USD",
        ...stamps,
      });
      users[role] = userId;
      await ctx.db.insert("memberships", {
        orgId,
        userId,
        role,
        status: "active",
        name,
        email,
        joinedAt: now,
        ...stamps,
      });
    }
    return { orgId, users };
  });
  const as = {} as Organization["as"];
  for (const role of roles) as[role] = backend.withIdentity({ issuer: localIssuer, subject: users[role] });
  return { orgId, users, as };
}

/** What the work is refused with, or its failure where that is none of ours; null where it is done. */
export async function refusalOf(work: Promise<unknown>): Promise<OrbitError | null> {
  try {
    await work;
  } catch (error) {
    return (orbitError(error) ?? error) as OrbitError;
  }
  return null;
}

/** The code that the work is refused with; "no error" where it is not. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return orbitError(error)?.code ?? String(error);
  }
  return "no error";
}
