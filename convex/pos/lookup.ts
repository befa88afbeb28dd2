/**
 * Whom a till finds and what it is told: everybody's customers, because who serves does not ask who owns, and no more
 * of them than a till shows (permissions: pos:lookup). Live like every read, so that an edit is seen at the till at
 * once (POS-36).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { canWrite, survivorOf } from "../customers/access";
import { customerIdOf } from "../customers/open";
import { bestAtTill } from "../customers/search";
import { currencyOfCredit } from "../loyalty/ledger";
import { fail } from "../shared/errors";
import { inScope, scopeOf } from "../tenancy/scope";
import type { POSCustomerDetail, POSCustomerResult } from "./shape";

const mostShown = 12;
const recent = 10;

/** The best matches, at most twelve; by name, any run of a phone's digits, code, e-mail, company or contact (POS-11). */
export async function searchAtTill(ctx: OrgQueryCtx, text: string): Promise<POSCustomerResult[]> {
  const customers = await bestAtTill(ctx, text, mostShown);
  return await Promise.all(customers.map((customer) => resultOf(ctx, customer)));
}

/** By id, code or the id of an older system; of a merged record, the one it went into (POS-12). NOT_FOUND. */
export async function detailAtTill(ctx: OrgQueryCtx, key: string): Promise<POSCustomerDetail> {
  const customer = await customerAtTill(ctx, key);
  const { smsReceipts = false, emailReceipts = false } = customer.preferences ?? {};
  const rows = await ctx.db
    .query("transactions")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .order("desc")
    .take(recent);
  const address = addressLine(customer.address);
  return {
    ...(await resultOf(ctx, customer)),
    ...(customer.email === undefined ? {} : { email: customer.email }),
    ...(address === "" ? {} : { address }),
    preferences: { smsReceipts, emailReceipts },
    recentTransactions: rows.map(({ _id, at, amount, currency, method, status, reference }) => ({
      transactionId: _id,
      date: new Date(at).toISOString(),
      amount,
      currency,
      paymentMethod: method,
      status,
      ...(reference === undefined ? {} : { reference }),
    })),
  };
}

export interface PosCard extends POSCustomerDetail {
  /** Of `availableCredit`, ISO 4217. */
  creditCurrency: string;
  /** Of a sale that names no other. */
  currency: string;
  vipTierId: Id<"vipTiers"> | null;
  /** On this customer. */
  may: { recordSale: boolean; open: boolean; readPackages: boolean };
}

/** The detail as the counter shows it. NOT_FOUND. */
export async function cardAtTill(ctx: OrgQueryCtx, key: string): Promise<PosCard> {
  const customer = await customerAtTill(ctx, key);
  const settings = await ctx.settings();
  return {
    ...(await detailAtTill(ctx, customer._id)),
    creditCurrency: currencyOfCredit(customer, settings),
    currency: settings.currency,
    vipTierId: customer.vipTierId ?? null,
    may: {
      recordSale: await canWrite(ctx, customer, "transactions:record"),
      open: inScope(await scopeOf(ctx, "customers:read"), customer),
      readPackages: inScope(await scopeOf(ctx, "packages:read"), customer),
    },
  };
}

/** The live customer, whoever owns it. NOT_FOUND for a deleted one as for a stranger's. */
export async function customerAtTill(
  ctx: OrgQueryCtx | OrgMutationCtx,
  key: string,
): Promise<Doc<"customers">> {
  const id = ctx.db.normalizeId("customers", await customerIdOf(ctx, key));
  const asked = id === null ? null : await ctx.db.find("customers", id);
  const customer = asked === null ? null : ((await survivorOf(ctx, asked)) ?? asked);
  if (customer === null || customer.status === "deleted")
    return fail({ code: "NOT_FOUND", entity: "customers" });
  return customer;
}

async function resultOf(ctx: OrgQueryCtx, customer: Doc<"customers">): Promise<POSCustomerResult> {
  const tier = customer.vipTierId === undefined ? null : await ctx.db.find("vipTiers", customer.vipTierId);
  return {
    customerId: customer._id,
    customerCode: customer.customerCode,
    displayName: customer.name,
    ...(customer.phone === undefined ? {} : { primaryPhone: customer.phone }),
    availableCredit: customer.availableCredit ?? 0,
    loyaltyPoints: customer.loyaltyPoints ?? 0,
    ...(tier === null ? {} : { vipTier: tier.name }),
    ...(customer.lastVisitAt === undefined
      ? {}
      : { lastVisit: new Date(customer.lastVisitAt).toISOString() }),
  };
}

function addressLine(address: Doc<"customers">["address"]): string {
  const { line1, line2, city, state, postalCode, country } = address ?? {};
  return [line1, line2, city, state, postalCode, country].filter(Boolean).join(", ");
}
