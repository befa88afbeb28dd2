/**
 * The one way a balance moves: the customer's number, the ledger's entry and the
 * history are written together, and a balance is never below zero (LOY-03,
 * VAL-07). Two people spending the same credit at once both read the customer,
 * so one of them is run again and sees what is left.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { writableCustomer } from "../customers/access";
import { saveCustomer } from "../customers/save";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { movementShape } from "./shape";
import { balanceField, mostOf, type LoyaltyKind, type LoyaltyUnit } from "./words";

type Entry = Doc<"loyaltyEntries">;

export function balanceOf(
  customer: Pick<Doc<"customers">, "availableCredit" | "loyaltyPoints">,
  unit: LoyaltyUnit,
): number {
  return customer[balanceField[unit]] ?? 0;
}

/** Credit keeps its currency until it is used up; then the organization's present one holds. */
export function currencyOfCredit(
  customer: Pick<Doc<"customers">, "availableCredit" | "creditCurrency">,
  { currency }: Pick<Doc<"orgSettings">, "currency">,
): string {
  return balanceOf(customer, "credit") === 0 ? currency : (customer.creditCurrency ?? currency);
}

export interface Moved {
  entryId: Id<"loyaltyEntries">;
  /** After the movement: minor units or points. */
  balance: number;
}

/** Adds or spends by hand. VALIDATION_ERROR by field, BALANCE_TOO_LOW, LIMIT_EXCEEDED, NOT_FOUND, FORBIDDEN. */
export async function adjust(ctx: OrgMutationCtx, customerId: string, input: unknown): Promise<Moved> {
  const customer = await writableCustomer(ctx, customerId, "credit:adjust");
  const currency = currencyOfCredit(customer, await ctx.settings());
  const { unit, direction, amount, reason, reference } = parse(movementShape(currency), input);
  const isGiven = direction === "add";
  return await move(ctx, customer, {
    unit,
    kind: isGiven ? "added" : "used",
    delta: isGiven ? amount : -amount,
    reason,
    reference,
  });
}

/**
 * Takes an entry back by its counter entry; the entry itself stays as it was.
 * UNDO_CONFLICT when that was done before or is not a person's own movement,
 * BALANCE_TOO_LOW when what was given has been spent.
 */
export async function takeBack(ctx: OrgMutationCtx, entryId: string): Promise<Moved> {
  const entry = await ctx.db.getNamed("loyaltyEntries", entryId);
  const customer = await writableCustomer(ctx, entry.customerId, "credit:adjust");
  if (!isReversible(entry) || (await isTakenBack(ctx, entry)))
    fail({ code: "UNDO_CONFLICT", fields: [entry.unit] });
  const { unit, reason, reference } = entry;
  return await move(ctx, customer, {
    unit,
    kind: "takenBack",
    delta: -entry.delta,
    reason,
    reference,
    corrects: entry._id,
  });
}

/** Merges have their own way back, and a counter entry is made good by a new movement. */
export const isReversible = ({ kind }: Pick<Entry, "kind">): boolean =>
  kind === "added" || kind === "used" || kind === "opening";

export async function isTakenBack(ctx: Pick<TenantQueryCtx, "db">, { _id }: Entry): Promise<boolean> {
  const counter = await ctx.db
    .query("loyaltyEntries")
    .withIndex("by_corrects", (q) => q.eq("corrects", _id))
    .first();
  return counter !== null;
}

interface Booking {
  unit: LoyaltyUnit;
  kind: LoyaltyKind;
  delta: number;
  reason: string;
  reference?: string | undefined;
  corrects?: Id<"loyaltyEntries"> | undefined;
  otherCustomerId?: Id<"customers"> | undefined;
}

async function move(ctx: TenantMutationCtx, customer: Doc<"customers">, booking: Booking): Promise<Moved> {
  const { unit, delta, kind, reason } = booking;
  const before = balanceOf(customer, unit);
  const balance = before + delta;
  const currency = currencyOfCredit(customer, await ctx.settings());
  const ofCredit = unit === "credit" ? { currency } : {};
  if (balance < 0) {
    fail({ code: "BALANCE_TOO_LOW", unit, balance: before, ...ofCredit });
  }
  if (balance > mostOf[unit]) fail({ code: "LIMIT_EXCEEDED", what: unit, limit: mostOf[unit], ...ofCredit });
  const entryId = await book(ctx, customer._id, booking, balance, currency);
  await saveCustomer(ctx, customer, balanceFields(unit, balance, currency), {
    action: deedOf[kind][unit],
    reason,
  });
  return { entryId, balance };
}

/** A balance of nothing is no field at all, as on every record that never had any. */
export function balanceFields(
  unit: LoyaltyUnit,
  balance: number,
  currency: string,
): Partial<Pick<Doc<"customers">, "availableCredit" | "loyaltyPoints" | "creditCurrency">> {
  const value = balance === 0 ? undefined : balance;
  return unit === "points"
    ? { loyaltyPoints: value }
    : { availableCredit: value, creditCurrency: value === undefined ? undefined : currency };
}

const deedOf: Record<LoyaltyKind, Record<LoyaltyUnit, string>> = {
  opening: { credit: "creditAdded", points: "pointsAdded" },
  added: { credit: "creditAdded", points: "pointsAdded" },
  used: { credit: "creditUsed", points: "pointsUsed" },
  takenBack: { credit: "creditTakenBack", points: "pointsTakenBack" },
  merged: { credit: "merged", points: "merged" },
  unmerged: { credit: "unmerged", points: "unmerged" },
};

/** Appends to the ledger; the caller writes the balance in the same transaction. */
export async function book(
  ctx: TenantMutationCtx,
  customerId: Id<"customers">,
  { unit, kind, delta, reason, reference, corrects, otherCustomerId }: Booking,
  balanceAfter: number,
  currency: string,
): Promise<Id<"loyaltyEntries">> {
  return await ctx.db.insert("loyaltyEntries", {
    customerId,
    unit,
    kind,
    delta,
    balanceAfter,
    ...(unit === "credit" ? { currency } : {}),
    reason,
    ...(reference === undefined ? {} : { reference }),
    ...(corrects === undefined ? {} : { corrects }),
    ...(otherCustomerId === undefined ? {} : { otherCustomerId }),
    at: ctx.now,
    actor: ctx.actor.id,
    actorName: ctx.actor.name,
  });
}

/** The first entries of a record that was made with a balance (CUS-55, LOY-04). */
export async function bookOpening(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  reason: string,
): Promise<void> {
  for (const unit of ["credit", "points"] as const) {
    const delta = balanceOf(customer, unit);
    if (delta === 0) continue;
    const { creditCurrency = customer.currency } = customer;
    await book(ctx, customer._id, { unit, kind: "opening", delta, reason }, delta, creditCurrency);
  }
}
