/**
 * The gatekeeper of inquiries (WID-04, LED-03, LED-24): whoever writes is found
 * among the customers first; only a stranger becomes a new one. Used by forms,
 * by the review of held submissions, and by whatever channel comes next.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { recordFormConsent } from "../consent/record";
import { createCustomer } from "../customers/write";
import type { CustomerSource } from "../customers/words";
import { findDuplicates } from "../duplicates/find";
import type { ReasonKind } from "../duplicates/score";
import { openLeadOf } from "./customerStatus";
import { ownerInTurn } from "./members";
import { askAgain, openLead, type LeadFacts } from "./write";

export interface Inquiry extends Omit<LeadFacts, "customerId" | "ownerId" | "createdAt"> {
  person: { name?: string; email?: string; phone?: string; company?: string };
  language: "en" | "ru";
}

export interface IntakeRules {
  reuseOpenLead: boolean;
  defaultOwnerId?: Id<"users"> | undefined;
  /** For customers that are created. */
  tags: readonly string[];
  customerSource: CustomerSource;
}

export interface Taken {
  leadId: Id<"leads">;
  customerId: Id<"customers">;
  customer: "known" | "new";
  lead: "opened" | "askedAgain";
}

/** Reasons that prove the same person; a similar name proves nothing. */
const proof: ReadonlySet<ReasonKind> = new Set([
  "sameEmail",
  "samePhone",
  "samePhoneOtherFormat",
  "contactEmail",
  "contactPhone",
]);

/** Needs a phone or an e-mail; throws VALIDATION_ERROR when the organization's rules ask for more. */
export async function takeInquiry(
  ctx: TenantMutationCtx,
  inquiry: Inquiry,
  rules: IntakeRules,
): Promise<Taken> {
  const { person, language: _language, ...facts } = inquiry;
  const known = await knownCustomer(ctx, person);
  if (known !== null && rules.reuseOpenLead) {
    const open = await openLeadOf(ctx, known._id);
    if (open !== null) {
      await askAgain(ctx, open, facts);
      await keepConsent(ctx, known._id, inquiry);
      return { leadId: open._id, customerId: known._id, customer: "known", lead: "askedAgain" };
    }
  }
  const ownerId = await ownerInTurn(
    ctx,
    known === null ? [rules.defaultOwnerId] : [known.ownerId, rules.defaultOwnerId],
  );
  const customerId = known?._id ?? (await newCustomer(ctx, inquiry, rules, ownerId));
  const leadId = await openLead(ctx, { ...facts, customerId, ownerId });
  await keepConsent(ctx, customerId, inquiry);
  return { leadId, customerId, customer: known === null ? "new" : "known", lead: "opened" };
}

async function keepConsent(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { consent, sourcePage }: Inquiry,
): Promise<void> {
  if (consent !== undefined) await recordFormConsent(ctx, customerId, consent, sourcePage);
}

async function knownCustomer(
  ctx: TenantMutationCtx,
  { email, phone }: Inquiry["person"],
): Promise<Doc<"customers"> | null> {
  const { matches } = await findDuplicates(ctx, { email, phone }, { similar: false });
  const match = matches.find(({ reasons }) => reasons.some(({ kind }) => proof.has(kind)));
  return match?.customer ?? null;
}

async function newCustomer(
  ctx: TenantMutationCtx,
  { person, language, sourcePage }: Inquiry,
  rules: IntakeRules,
  ownerId: Id<"users"> | undefined,
): Promise<Id<"customers">> {
  const { customerId } = await createCustomer(
    ctx,
    {
      name: nameOf(person),
      email: person.email,
      phone: person.phone,
      companyName: person.company,
      status: "lead",
      customerSource: rules.customerSource,
      sourceDetail: sourcePage?.slice(0, 255),
      preferredLanguage: language,
      tags: [...rules.tags],
    },
    { duplicates: "collect", ...(ownerId === undefined ? {} : { ownerId }) },
  );
  return customerId;
}

/** A customer needs a name of two letters; people may leave it out, so the contact stands in. */
function nameOf({ name, company, email, phone }: Inquiry["person"]): string {
  const given = [name, company].find((text) => text !== undefined && text.trim().length >= 2);
  return given ?? email ?? phone ?? "";
}
