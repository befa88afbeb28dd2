/** Shorthand for tests of contacts, interactions, follow-ups and quotes: one organization, one customer per owner. */
import { ConvexError } from "convex/values";
import { api } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import { newBackend, newOrganization, type Backend, type Organization } from "./world.testkit";

export interface World {
  backend: Backend;
  org: Organization;
  other: Organization;
  /** Owned by sales. */
  customerId: Id<"customers">;
}

let serial = 0;

/** A customer of `org` made by `role` (sales owns what it makes). */
export async function newCustomer(
  org: Organization,
  role: "sales" | "admin" | "manager" = "sales",
  input: { name?: string; type?: string; email?: string } = {},
): Promise<Id<"customers">> {
  serial += 1;
  const created = await org.as[role].mutation(api.customers.create, {
    orgId: org.orgId,
    input: { name: `Person ${serial}`, email: `person${serial}@example.test`, ...input },
  });
  return created.customerId;
}

export async function newWorld(limits?: { documentsRead: number }): Promise<World> {
  const backend = newBackend(limits);
  const org = await newOrganization(backend, "ours");
  const other = await newOrganization(backend, "theirs");
  return { backend, org, other, customerId: await newCustomer(org) };
}

/** The code of ours that a call was refused with; fails the test when it was not refused, or not by us. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ConvexError) return String((error.data as { code?: unknown }).code);
    throw error;
  }
  throw new Error("The call was not refused");
}
