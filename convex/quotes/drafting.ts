/** Writing a quote: new, edited while it is a draft, and revised once it has been sent (QUO-03..06, QUO-19). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { passNumber, takeNumbers } from "../numbering/next";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { refreshInsights } from "../value/refresh";
import { isEditable } from "./lifecycle";
import { priceQuote, type PricedLine } from "./pricing";
import { insertQuote, moveQuote, saveQuote } from "./save";
import { quoteShape, type QuoteFields, type QuoteInput } from "./shape";

/** What the door takes: the shape's input with a real contact id. */
export type QuoteEntry = Omit<QuoteInput, "contactId"> & { contactId?: Id<"contacts"> };

export async function createQuote(
  ctx: OrgMutationCtx,
  customerId: Id<"customers">,
  input: QuoteEntry,
): Promise<Id<"quotes">> {
  const customer = await writableCustomer(ctx, customerId, "quotes:write");
  const quote = await draftQuote(ctx, customer, input, customer.ownerId ?? ctx.user._id);
  await refreshInsights(ctx, customer._id);
  return quote._id;
}

/** For rooms: writes a draft without asking who may. */
export async function draftQuote(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  input: QuoteEntry,
  ownerId: Id<"users"> | undefined,
): Promise<Doc<"quotes">> {
  const { currency, ...content } = await readContent(ctx, customer._id, input);
  return await insertQuote(ctx, {
    ...content,
    currency: currency ?? (await ctx.settings()).currency,
    customerId: customer._id,
    quoteNumber: await numberFor(ctx, input.quoteNumber),
    ...(ownerId === undefined ? {} : { ownerId }),
  });
}

/** Replaces a draft's content. `revision` is the one the writer saw: VERSION_CONFLICT when somebody was faster. */
export async function editQuote(
  ctx: OrgMutationCtx,
  id: Id<"quotes">,
  input: QuoteEntry,
  revision: number,
): Promise<{ revision: number }> {
  const before = await changeableQuote(ctx, id);
  if (!isEditable(before.status)) fail({ code: "QUOTE_NOT_EDITABLE", status: before.status });
  if (before.revision !== revision) fail({ code: "VERSION_CONFLICT", entity: "quotes" });
  const { currency, ...content } = await readContent(ctx, before.customerId, input);
  const quoteNumber =
    input.quoteNumber === undefined || input.quoteNumber === before.quoteNumber
      ? before.quoteNumber
      : await numberFor(ctx, input.quoteNumber);
  const cleared = {
    description: undefined,
    paymentTerms: undefined,
    deliveryTerms: undefined,
    notes: undefined,
  };
  const after = await saveQuote(ctx, before, "updated", {
    ...cleared,
    contactId: undefined,
    ...content,
    currency: currency ?? before.currency,
    quoteNumber,
    revision: before.revision + 1,
  });
  return { revision: after.revision };
}

/** A new draft with the same content that replaces this one once it is sent (QUO-19). */
export async function reviseQuote(ctx: OrgMutationCtx, id: Id<"quotes">): Promise<Id<"quotes">> {
  const before = await changeableQuote(ctx, id);
  if (isEditable(before.status)) return before._id;
  const known = await ctx.db
    .query("quotes")
    .withIndex("by_revisionOf", (q) => q.eq("revisionOf", before._id))
    .order("desc")
    .first();
  if (known !== null && isEditable(known.status)) return known._id;
  const { currency, lines, subtotal, taxAmount, totalAmount, subject, validUntil, customerId } = before;
  const quote = await insertQuote(ctx, {
    ...optionalContent(before),
    currency,
    lines,
    subtotal,
    taxAmount,
    totalAmount,
    subject,
    validUntil,
    customerId,
    revisionOf: before._id,
    quoteNumber: await numberFor(ctx, undefined),
    ...(before.ownerId === undefined ? {} : { ownerId: before.ownerId }),
  });
  await refreshInsights(ctx, customerId);
  return quote._id;
}

/** Puts an unwanted draft away; it leaves the lists and can be brought back. INVALID_STATUS_CHANGE once it was sent. */
export async function discardQuote(ctx: OrgMutationCtx, id: Id<"quotes">): Promise<void> {
  const quote = await moveQuote(ctx, await changeableQuote(ctx, id), "discarded");
  await refreshInsights(ctx, quote.customerId);
}

/** The undo of `discardQuote`: a draft again, with its number. INVALID_STATUS_CHANGE for any other quote. */
export async function restoreQuote(ctx: OrgMutationCtx, id: Id<"quotes">): Promise<void> {
  const quote = await moveQuote(ctx, await changeableQuote(ctx, id), "draft");
  await refreshInsights(ctx, quote.customerId);
}

/** The quote, if the caller may write quotes of its customer. */
export async function changeableQuote(ctx: OrgMutationCtx, id: Id<"quotes">): Promise<Doc<"quotes">> {
  const quote = await ctx.db.get("quotes", id);
  await writableCustomer(ctx, quote.customerId, ctx.permission);
  return quote;
}

/** Parsed and priced: whatever totals a client believes in, these are stored (QUO-06). */
async function readContent(ctx: TenantMutationCtx, customerId: Id<"customers">, input: QuoteEntry) {
  const parsed = parse(quoteShape, input);
  if (input.contactId !== undefined) {
    const contact = await ctx.db.get("contacts", input.contactId);
    if (contact.customerId !== customerId) {
      const message = "Choose a contact of this customer.";
      fail({ code: "VALIDATION_ERROR", issues: [{ path: "contactId", rule: "otherCustomer", message }] });
    }
  }
  const { lines, subtotal, taxAmount, totalAmount } = priceQuote(parsed.lines);
  return {
    ...optionalContent({ ...parsed, contactId: input.contactId }),
    subject: parsed.subject,
    validUntil: parsed.validUntil,
    currency: parsed.currency,
    lines: lines.map(storedLine),
    subtotal,
    taxAmount,
    totalAmount,
  };
}

/** A line as it is kept: what is not said is absent. Whose item it is the tenant's database checks. */
export function storedLine({ sku, itemId, ...line }: PricedEntry) {
  return {
    ...line,
    ...(sku === undefined ? {} : { sku }),
    ...(itemId === undefined ? {} : { itemId: itemId as Id<"items"> }),
  };
}
type PricedEntry = QuoteFields["lines"][number] & PricedLine;

function optionalContent(from: {
  description?: string | undefined;
  paymentTerms?: string | undefined;
  deliveryTerms?: string | undefined;
  notes?: string | undefined;
  contactId?: Id<"contacts"> | undefined;
}) {
  const { description, paymentTerms, deliveryTerms, notes, contactId } = from;
  return {
    ...(description === undefined ? {} : { description }),
    ...(paymentTerms === undefined ? {} : { paymentTerms }),
    ...(deliveryTerms === undefined ? {} : { deliveryTerms }),
    ...(notes === undefined ? {} : { notes }),
    ...(contactId === undefined ? {} : { contactId }),
  };
}

const numberKey = "quote";
const prefix = "QUO-";

/** The number asked for if it is free, else the next (QUO-04); QUOTE_NUMBER_CONFLICT when it is taken. */
async function numberFor(ctx: TenantMutationCtx, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) {
    if (await isTaken(ctx, wanted)) fail({ code: "QUOTE_NUMBER_CONFLICT", quoteNumber: wanted });
    const own = /^QUO-(\d{1,15})$/.exec(wanted);
    if (own !== null) await passNumber(ctx, numberKey, Number(own[1]));
    return wanted;
  }
  const next = await takeNumbers(ctx, numberKey);
  return `${prefix}${String(next).padStart(4, "0")}`;
}

async function isTaken(ctx: TenantMutationCtx, quoteNumber: string): Promise<boolean> {
  const found = await ctx.db
    .query("quotes")
    .withIndex("by_number", (q) => q.eq("quoteNumber", quoteNumber))
    .first();
  return found !== null;
}
