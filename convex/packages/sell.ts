/** Sells a package: what the customer now has, and one sale, so that its price counts once (PKG-01, PKG-11). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { insertTransaction } from "../transactions/record";
import { refreshInsights } from "../value/refresh";
import { packageAt } from "./catalogue";
import { insertPackage, type SoldPackage } from "./keep";
import { packageSaleShape, type PackageSaleInput } from "./shape";
import { lastDay } from "./status";

/** By staff or by the API. VALIDATION_ERROR by field, NOT_FOUND, FORBIDDEN. */
export async function sellPackage(
  ctx: OrgMutationCtx,
  customerId: string,
  packageId: string,
  input: PackageSaleInput,
): Promise<Id<"customerPackages">> {
  const customer = await writableCustomer(ctx, customerId, "packages:sell");
  const offer = await packageAt(ctx, packageId);
  if (offer.isArchived) {
    const message = "This package is not offered any more. Choose another, or bring it back first.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "packageId", rule: "notOffered", message }] });
  }
  const given = parse(packageSaleShape(ctx.now, offer.currency), input);
  const sold = await insertSale(ctx, customer, offer, {
    at: given.at ?? ctx.now,
    price: given.price ?? offer.price,
    startsOn: given.startsOn,
    method: given.method,
    reference: given.reference,
    note: given.note,
  });
  await refreshInsights(ctx, customer._id);
  return sold._id;
}

interface PackageSale {
  at: number;
  price: number;
  startsOn?: string | null | undefined;
  method: Doc<"transactions">["method"];
  reference?: string | undefined;
  note?: string | undefined;
}

/** For rooms: the caller checks, and refreshes score and value when done. */
export async function insertSale(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  offer: Doc<"packages">,
  { at, price, startsOn, method, reference, note }: PackageSale,
): Promise<SoldPackage> {
  const { timeZone } = await ctx.settings();
  const first = startsOn ?? dayOf(at, timeZone);
  const sold = await insertPackage(ctx, customer, {
    packageId: offer._id,
    name: offer.name,
    price,
    currency: offer.currency,
    purchasedAt: at,
    startsOn: first,
    expiresOn: lastDay(first, offer.validDays),
    sessionsTotal: offer.sessions,
    note,
  });
  if (price === 0) return sold;
  await insertTransaction(ctx, customer, {
    at,
    amount: price,
    currency: offer.currency,
    method,
    reference,
    legacyPosCustomerId: customer.legacyId,
    customerPackageId: sold._id,
  });
  return sold;
}
