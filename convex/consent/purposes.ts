/** What a customer may agree to, and whether a message may be sent on the strength of it. Pure. */
import type { Doc } from "../_generated/dataModel";

/** The record's typed truths, one per purpose (CNS-01..03). */
export const consentFields = {
  email: "emailConsent",
  sms: "smsConsent",
  marketing: "marketingConsent",
} as const;
export const consentPurposes = ["marketing", "email", "sms"] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

/** How a consent came to be given or taken back. */
export const consentSources = ["staff", "form", "import", "customer", "merge", "system"] as const;
export type ConsentSource = (typeof consentSources)[number];

type Consents = Partial<Pick<Doc<"customers">, "emailConsent" | "smsConsent" | "marketingConsent">>;

/** Absent is no: nobody has agreed by saying nothing. */
export function agreesTo(customer: Consents, purpose: ConsentPurpose): boolean {
  return customer[consentFields[purpose]] === true;
}

export type Refusal = "deleted" | "noAddress" | "noMarketingConsent" | "noChannelConsent";

/**
 * Whether the customer may be written to (CNS-07). Transactional messages (a
 * quote that was asked for) need an address and no consent; marketing needs the
 * consent to marketing and to its channel.
 */
export function mayContact(
  customer: Consents & Pick<Doc<"customers">, "status" | "email" | "phoneE164">,
  purpose: "transactional" | "marketing",
  channel: "email" | "sms",
): { allowed: true } | { allowed: false; reason: Refusal } {
  const refused = (reason: Refusal) => ({ allowed: false as const, reason });
  if (customer.status === "deleted") return refused("deleted");
  if ((channel === "email" ? customer.email : customer.phoneE164) === undefined) return refused("noAddress");
  if (purpose === "transactional") return { allowed: true };
  if (!agreesTo(customer, "marketing")) return refused("noMarketingConsent");
  if (!agreesTo(customer, channel)) return refused("noChannelConsent");
  return { allowed: true };
}
