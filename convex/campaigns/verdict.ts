/** Whether a campaign may reach a customer, and if not, why (CNS-07). Asked when the audience is looked through, and again when the mail is written. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { mayContact } from "../consent/purposes";
import type { Message } from "../templates/read";
import type { SkipReason } from "./shape";

export type Verdict = { message: Message; address: string } | { reason: SkipReason };

/** `compose` writes the message; `isTaken` says whether the address has it already. */
export async function verdictOn(
  ctx: TenantQueryCtx,
  customer: Doc<"customers">,
  {
    compose,
    isTaken,
  }: {
    compose: (customer: Doc<"customers">) => Promise<Message & { missing: string[] }>;
    isTaken: (address: string) => Promise<boolean>;
  },
): Promise<Verdict> {
  const allowed = mayContact(customer, "marketing", "email");
  if (!allowed.allowed) {
    const { reason } = allowed;
    return {
      reason: reason === "noMarketingConsent" && (await tookBack(ctx, customer)) ? "unsubscribed" : reason,
    };
  }
  if (!customer.isActive) return { reason: "inactive" };
  const address = customer.email!;
  if (await isTaken(address)) return { reason: "doubled" };
  const { missing, ...message } = await compose(customer);
  return missing.length > 0 ? { reason: "missingVariable" } : { message, address };
}

/** Nobody is told apart from a no more by having never been asked: the last word was theirs. */
async function tookBack(ctx: TenantQueryCtx, customer: Doc<"customers">): Promise<boolean> {
  const last = await ctx.db
    .query("consentEvents")
    .withIndex("by_customer_purpose", (q) => q.eq("customerId", customer._id).eq("purpose", "marketing"))
    .order("desc")
    .first();
  return last?.granted === false;
}
