/** Consents as staff see and set them: on the customer's word, with what proves it (CNS-04, CNS-06). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import * as z from "zod";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, readableCustomer, writableCustomer } from "../customers/access";
import { saveCustomer } from "../customers/save";
import type { Saved } from "../customers/saved";
import { clean } from "../shared/text";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { agreesTo, consentFields, consentPurposes, mayContact, type ConsentPurpose } from "./purposes";

const largestPage = 50;

const wordsShape = z.object({
  proof: z.string().transform(clean).pipe(z.string().max(500, "Use at most 500 characters.")).optional(),
  wording: z.string().transform(clean).pipe(z.string().max(1000, "Use at most 1,000 characters.")).optional(),
});

export async function setConsent(
  ctx: OrgMutationCtx,
  args: { customerId: string; purpose: ConsentPurpose; granted: boolean; proof?: string; wording?: string },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "consents:write");
  const { proof, wording } = parse(wordsShape, {
    ...(args.proof === undefined ? {} : { proof: args.proof }),
    ...(args.wording === undefined ? {} : { wording: args.wording }),
  });
  const { auditId } = await saveCustomer(
    ctx,
    customer,
    { [consentFields[args.purpose]]: args.granted },
    {
      action: "updated",
      ...(proof ? { reason: proof } : {}),
      consent: { ...(proof ? { proof } : {}), ...(wording ? { wording } : {}) },
    },
  );
  if (auditId !== null) await refreshInsights(ctx, customer._id);
  return { customerId: customer._id, auditId };
}

export interface ListedConsent {
  _id: Id<"consentEvents">;
  purpose: Doc<"consentEvents">["purpose"];
  granted: boolean;
  at: number;
  byName: string;
  source: Doc<"consentEvents">["source"];
  wording: string | null;
  wordingVersion: number | null;
  proof: string | null;
}

export async function consentState(ctx: OrgQueryCtx, customerId: string) {
  const customer = await readableCustomer(ctx, customerId, "consents:read");
  const latest: Partial<Record<ConsentPurpose, ListedConsent>> = {};
  const granted = {} as Record<ConsentPurpose, boolean>;
  for (const purpose of consentPurposes) {
    granted[purpose] = agreesTo(customer, purpose);
    const event = await ctx.db
      .query("consentEvents")
      .withIndex("by_customer_purpose", (q) => q.eq("customerId", customer._id).eq("purpose", purpose))
      .order("desc")
      .first();
    if (event !== null) latest[purpose] = listed(event);
  }
  const byMail = mayContact(customer, "marketing", "email");
  return {
    granted,
    latest,
    maySet: await canWrite(ctx, customer, "consents:write"),
    /** Whether the caller could send marketing mail at all, and what stands in its way. */
    maySend: await canWrite(ctx, customer, "marketing:send"),
    refusal: byMail.allowed ? null : byMail.reason,
  };
}

export async function listConsents(
  ctx: OrgQueryCtx,
  args: { customerId: string; paginationOpts: PaginationOptions },
): Promise<PaginationResult<ListedConsent>> {
  const customer = await readableCustomer(ctx, args.customerId, "consents:read");
  const { numItems, ...options } = args.paginationOpts;
  const found = await ctx.db
    .query("consentEvents")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc")
    .paginate({ ...options, numItems: Math.min(numItems, largestPage) });
  return { ...found, page: found.page.map(listed) };
}

function listed(event: Doc<"consentEvents">): ListedConsent {
  const { _id, purpose, granted, at, actorName, source, wording, wordingVersion, proof } = event;
  return {
    _id,
    purpose,
    granted,
    at,
    byName: actorName,
    source,
    wording: wording ?? null,
    wordingVersion: wordingVersion ?? null,
    proof: proof ?? null,
  };
}
