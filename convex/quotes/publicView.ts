/** What the holder of a link sees of a quote: its content, and nothing of the CRM behind it (QUO-09, QUO-14). */
import type { Doc } from "../_generated/dataModel";
import type { TenantReader } from "../tenancy/tenantDb";
import { isUnsent } from "./lifecycle";

export interface PublicQuote {
  quoteNumber: string;
  status: Doc<"quotes">["status"];
  /** A newer version was sent; this one can no longer be accepted. */
  isReplaced: boolean;
  subject: string;
  description: string | null;
  lines: Doc<"quotes">["lines"];
  subtotal: number;
  taxAmount: number;
  totalAmount: number;
  currency: string;
  validUntil: string;
  paymentTerms: string | null;
  deliveryTerms: string | null;
  notes: string | null;
  revision: number;
  sentAt: number | null;
  respondedAt: number | null;
  respondedBy: string | null;
  customerName: string;
  language: "en" | "ru";
}

export async function publicQuote(db: TenantReader, link: Doc<"accessLinks">): Promise<PublicQuote | null> {
  const quote = await db.find("quotes", link.quoteId);
  if (quote === null || isUnsent(quote.status)) return null;
  const customer = await db.find("customers", quote.customerId);
  if (customer === null || customer.status === "deleted") return null;
  const newer = await db
    .query("quotes")
    .withIndex("by_revisionOf", (q) => q.eq("revisionOf", quote._id))
    .order("desc")
    .first();
  return {
    quoteNumber: quote.quoteNumber,
    status: quote.status,
    isReplaced: newer !== null && !isUnsent(newer.status),
    subject: quote.subject,
    description: quote.description ?? null,
    lines: quote.lines,
    subtotal: quote.subtotal,
    taxAmount: quote.taxAmount,
    totalAmount: quote.totalAmount,
    currency: quote.currency,
    validUntil: quote.validUntil,
    paymentTerms: quote.paymentTerms ?? null,
    deliveryTerms: quote.deliveryTerms ?? null,
    notes: quote.notes ?? null,
    revision: quote.revision,
    sentAt: quote.sentAt ?? null,
    respondedAt: quote.respondedAt ?? null,
    respondedBy: quote.respondedBy ?? null,
    customerName: customer.companyName ?? customer.name,
    language: customer.preferredLanguage,
  };
}
