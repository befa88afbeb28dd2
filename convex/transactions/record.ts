/**
 * Records a sale: the row, what is kept of the customer's sales and visits, the organization's numbers, history and
 * timeline, score and value, all in one transaction (ORD-08, ORD-09).
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { followSale } from "../bookings/payments";
import { survivorOf, writableCustomer } from "../customers/access";
import { recordChange } from "../history/record";
import { dayOf } from "../shared/days";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { tallyTransaction } from "../tallies/transactions";
import type { NewRow } from "../tenancy/tenantDb";
import { refreshInsights } from "../value/refresh";
import { countSale } from "./facts";
import { pay, whatIsPaid } from "./paying";
import { sendReceipts, type Receipt } from "./receipt";
import { saleWords } from "./searched";
import { transactionShape } from "./shape";

export interface Recorded {
  transactionId: Id<"transactions">;
  /** False when the external id was known: nothing was written. */
  isNew: boolean;
  /** What became of the receipts that the customer wants. */
  receipts: Receipt[];
}

/**
 * By staff or by the API. An external id that is known gives the sale it belongs to (ORD-23). VALIDATION_ERROR by
 * field, NOT_FOUND, FORBIDDEN.
 */
export async function recordTransaction(
  ctx: OrgMutationCtx,
  customerId: string,
  input: unknown,
): Promise<Recorded> {
  const customer = await writableCustomer(ctx, customerId, "transactions:record");
  const given = await enteredSale(ctx, input);
  const { amount, currency, externalId } = given;
  if (externalId !== undefined) {
    const known = await withExternalId(ctx, externalId);
    if (known !== null) return await sameSale(ctx, known, customer, { amount, currency });
  }
  const paid = await whatIsPaid(ctx, customer._id, given, currency);
  const row = await insertTransaction(ctx, customer, {
    at: given.at,
    amount,
    currency,
    method: given.method,
    reference: given.reference,
    note: given.note,
    externalId,
    legacyPosCustomerId: given.legacyPosCustomerId ?? customer.legacyId,
    ...paid,
  });
  const receipts = await sendReceipts(ctx, customer, row);
  await refreshInsights(ctx, customer._id);
  return { transactionId: row._id, isNew: true, receipts };
}

/** What was entered, with the organization's currency and the present moment where nothing else was said. VALIDATION_ERROR by field. */
export async function enteredSale(ctx: TenantMutationCtx, input: unknown) {
  const { currency } = await ctx.settings();
  const given = parse(transactionShape(ctx.now, currency), input);
  return { ...given, currency: given.currency ?? currency, at: given.at ?? ctx.now };
}

export type Sale = Pick<
  NewRow<"transactions">,
  "at" | "amount" | "currency" | "method" | keyof OptionalParts
> & {
  createdAt?: number;
};
type OptionalParts = Pick<
  NewRow<"transactions">,
  | "reference"
  | "note"
  | "externalId"
  | "legacyPosCustomerId"
  | "quoteId"
  | "orderId"
  | "serviceJobId"
  | "customerPackageId"
>;

/**
 * For rooms: the row and everything that is counted of it, a sale unless it is said to be an adjustment. The caller
 * checks, and refreshes score and value when done.
 */
export async function insertTransaction(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  { createdAt = ctx.now, ...sale }: Sale,
  adjustment?: { reason: string | undefined },
): Promise<Doc<"transactions">> {
  const { timeZone } = await ctx.settings();
  const id = await ctx.db.insert("transactions", {
    ...sale,
    customerId: customer._id,
    day: dayOf(sale.at, timeZone),
    ...(adjustment === undefined
      ? { status: "completed" as const }
      : { status: "adjusted" as const, isAdjustment: true as const }),
    ownerId: customer.ownerId,
    searchText: saleText(sale),
    createdAt,
    updatedAt: createdAt,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
  });
  const row = await ctx.db.get("transactions", id);
  await settle(ctx, null, row);
  await recordChange(
    ctx,
    {
      entity: "transactions",
      entityId: id,
      customerId: customer._id,
      action: adjustment === undefined ? "recorded" : "adjusted",
      changes: toldOf(row),
      ...(adjustment?.reason === undefined ? {} : { reason: adjustment.reason }),
    },
    placeOf(row, row.at),
    customer,
  );
  return row;
}

/** Where it stands in the timeline; nowhere when a package was sold, for that is told by itself. */
export const placeOf = ({ customerPackageId }: Doc<"transactions">, at: number) =>
  customerPackageId === undefined ? ({ kind: "sale", at } as const) : null;

/** What counts a sale, from how it was to how it is; null is "not there". */
export async function settle(
  ctx: TenantMutationCtx,
  before: Doc<"transactions"> | null,
  after: Doc<"transactions"> | null,
): Promise<void> {
  // A new owner alone changes nothing of the customer's own numbers.
  if (before?.customerId !== after?.customerId || before?.status !== after?.status) {
    if (before !== null) await countSale(ctx, before, -1);
    if (after !== null) await countSale(ctx, after, 1);
  }
  await tallyTransaction(ctx, before, after);
  await pay(ctx, before, after);
  await followSale(ctx, before, after);
}

/** What the history tells of a sale. */
export function toldOf({ amount, currency, method, reference, at, createdAt }: Doc<"transactions">) {
  return [
    { field: "amount", to: amount },
    { field: "currency", to: currency },
    { field: "method", to: method },
    // The entry itself says when it was told.
    ...(createdAt - at < 60_000 ? [] : [{ field: "soldAt", to: at }]),
    ...(reference === undefined ? [] : [{ field: "reference", to: reference }]),
  ];
}

/** The words by which a sale is found. */
export function saleText({ reference, note, externalId, legacyPosCustomerId }: OptionalParts): string {
  return saleWords([reference, note, externalId, legacyPosCustomerId].filter(Boolean).join(" ")).join(" ");
}

export async function withExternalId(
  ctx: TenantMutationCtx,
  externalId: string,
): Promise<Doc<"transactions"> | null> {
  return await ctx.db
    .query("transactions")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .first();
}

/** The sale that was recorded under the id before; another one under the same id is a mistake of the sender. */
async function sameSale(
  ctx: OrgMutationCtx,
  known: Doc<"transactions">,
  customer: Doc<"customers">,
  { amount, currency }: { amount: number; currency: string },
): Promise<Recorded> {
  const holder = await ctx.db.get("customers", known.customerId);
  const now = (await survivorOf(ctx, holder)) ?? holder;
  const isSame = now._id === customer._id && known.amount === amount && known.currency === currency;
  if (isSame) return { transactionId: known._id, isNew: false, receipts: known.receipts ?? [] };
  return fail({
    code: "VALIDATION_ERROR",
    issues: [
      {
        path: "externalId",
        rule: "taken",
        message: "This id belongs to another sale; check the customer and the amount.",
      },
    ],
  });
}
