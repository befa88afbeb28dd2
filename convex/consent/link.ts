/**
 * The link in marketing mail through which a customer settles their consents
 * without an account (CNS-11, CNS-13). It names the customer in a signed token
 * and never runs out: a mail may be read years later, and saying no must work.
 */
import type { GenericDatabaseReader } from "convex/server";
import type { DataModel, Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { saveCustomer } from "../customers/save";
import { fail } from "../shared/errors";
import { readFacts, signFacts } from "../shared/signed";
import { siteUrl } from "../shared/site";
import { tenantReader, type TenantReader } from "../tenancy/tenantDb";
import { agreesTo, consentFields, consentPurposes, type ConsentPurpose } from "./purposes";
import { consentWording, wordingVersion } from "./wording";

const purpose = "consents";

interface LinkFacts {
  o: Id<"organizations">;
  c: Id<"customers">;
}

/** Where a mail client posts when its own unsubscribe button is pressed (RFC 8058); a GET there only shows the page. */
export async function oneClickUrl(orgId: LinkFacts["o"], customerId: LinkFacts["c"]): Promise<string> {
  const base = (process.env.CONVEX_SITE_URL || siteUrl()).replace(/\/+$/, "");
  return `${base}${oneClickPath}${(await consentPath(orgId, customerId)).slice("/u/".length)}`;
}
export const oneClickPath = "/unsubscribe/";

export async function consentPath(orgId: LinkFacts["o"], customerId: LinkFacts["c"]): Promise<string> {
  const secret = process.env["ORBIT_SECRET"] || fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_SECRET" });
  const facts: LinkFacts = { o: orgId, c: customerId };
  return `/u/${await signFacts(secret, purpose, facts)}`;
}

export async function readConsentLink(token: string): Promise<LinkFacts | null> {
  const secret = process.env["ORBIT_SECRET"];
  return secret ? await readFacts<LinkFacts>(secret, purpose, token) : null;
}

export interface OwnConsents {
  organization: string;
  language: "en" | "ru";
  granted: Record<ConsentPurpose, boolean>;
}

/** What the page shows; null for a link that is none, and once the person is gone. */
export async function ownConsents(
  db: GenericDatabaseReader<DataModel>,
  token: string,
): Promise<OwnConsents | null> {
  const facts = await readConsentLink(token);
  if (facts === null) return null;
  const organization = await db.get("organizations", facts.o);
  const customer = await addressee(tenantReader(db, facts.o), facts.c);
  if (organization === null || organization.status !== "active" || customer === null) return null;
  const granted = {} as OwnConsents["granted"];
  for (const one of consentPurposes) granted[one] = agreesTo(customer, one);
  return { organization: organization.name, language: customer.preferredLanguage, granted };
}

/** The customer's own choice, with the words they read. */
export async function settleOwnConsents(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  chosen: { purpose: ConsentPurpose; granted: boolean; language?: "en" | "ru" },
): Promise<void> {
  const customer = await addressee(ctx.db, customerId);
  if (customer === null) return fail({ code: "NOT_FOUND", entity: "customers" });
  const { name } = await ctx.organization();
  const wording = consentWording[chosen.language ?? customer.preferredLanguage][chosen.purpose](name);
  await saveCustomer(
    ctx,
    customer,
    { [consentFields[chosen.purpose]]: chosen.granted },
    { action: "updated", consent: { source: "customer", wording, wordingVersion } },
  );
}

/** The button of a mail client was pressed: no more marketing (CNS-13, RFC 8058). Nothing happens to who has said no already. */
export async function unsubscribe(ctx: TenantMutationCtx, customerId: Id<"customers">): Promise<void> {
  const customer = await addressee(ctx.db, customerId);
  if (customer === null) return;
  await saveCustomer(
    ctx,
    customer,
    { [consentFields.marketing]: false },
    { action: "updated", consent: { source: "customer", proof: "List-Unsubscribe" } },
  );
}

/** The record the person is known by now: merges are followed; null once deleted. */
export async function addressee(
  db: Pick<TenantReader, "find">,
  id: Id<"customers">,
): Promise<Doc<"customers"> | null> {
  let customer = await db.find("customers", id);
  while (customer?.status === "deleted" && customer.mergedIntoId !== undefined) {
    customer = await db.find("customers", customer.mergedIntoId);
  }
  return customer === null || customer.status === "deleted" ? null : customer;
}
