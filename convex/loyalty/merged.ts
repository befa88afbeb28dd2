/**
 * Balances of records that become one (DUP-17): each record's ledger stays with
 * it, and what it had goes over by one entry on either side. Undo gives every
 * record back what it brought, as far as it is still there; what has been spent
 * in the meantime was the survivor's to spend, so nothing is lost and nothing is
 * made up.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";
import { balanceFields, balanceOf, book } from "./ledger";
import { loyaltyUnits, type LoyaltyUnit } from "./words";

type Customer = Doc<"customers">;
const fields = ["availableCredit", "creditCurrency", "loyaltyPoints"] as const;
type Balances = Pick<Customer, (typeof fields)[number]>;

/** What the survivor will have. MERGE_INVALID where credit is in several currencies: it cannot be added up. */
export function combined(records: readonly Customer[]): Balances {
  const currencies = new Set(
    records.filter((record) => balanceOf(record, "credit") > 0).map(({ creditCurrency }) => creditCurrency),
  );
  if (currencies.size > 1) fail({ code: "MERGE_INVALID", reason: "creditCurrencies" });
  const [currency] = currencies;
  const sum = (unit: LoyaltyUnit) => records.reduce((total, record) => total + balanceOf(record, unit), 0);
  return {
    ...balanceFields("credit", sum("credit"), currency ?? ""),
    ...balanceFields("points", sum("points"), ""),
  };
}

/** The record without its balances, for the one that goes and for putting others in their place. */
export function withBalances(record: Customer, balances: Partial<Balances>): Customer {
  const target = { ...record };
  for (const field of fields) {
    const value = balances[field];
    if (value === undefined) delete target[field];
    else Object.assign(target, { [field]: value });
  }
  return target;
}

/** The entries of a merge: `records` as they were, the survivor first. */
export async function bookMerge(
  ctx: TenantMutationCtx,
  records: readonly [Customer, ...Customer[]],
  reason: string,
): Promise<void> {
  const [survivor, ...others] = records;
  for (const unit of loyaltyUnits) {
    let balance = balanceOf(survivor, unit);
    for (const other of others) {
      const amount = balanceOf(other, unit);
      if (amount === 0) continue;
      balance += amount;
      const currency = other.creditCurrency ?? other.currency;
      const entry = { unit, kind: "merged", reason, currency } as const;
      await bookTransfer(ctx, entry, amount, {
        from: { customerId: other._id, after: 0 },
        to: { customerId: survivor._id, after: balance },
      });
    }
  }
}

/** What everybody has once a merge is undone: the survivor as it is now, the others as they went. */
export function parted(
  survivor: Customer,
  others: readonly Customer[],
): { survivor: Balances; others: Balances[] } {
  const credit = share(survivor, others, "credit");
  const points = share(survivor, others, "points");
  const currency = survivor.creditCurrency ?? "";
  const of = (at: number) => ({
    ...balanceFields("credit", credit.others[at]!, currency),
    ...balanceFields("points", points.others[at]!, ""),
  });
  return {
    survivor: {
      ...balanceFields("credit", credit.left, currency),
      ...balanceFields("points", points.left, ""),
    },
    others: others.map((_, at) => of(at)),
  };
}

function share(survivor: Customer, others: readonly Customer[], unit: LoyaltyUnit) {
  let left = balanceOf(survivor, unit);
  const given = others.map((other) => {
    const back = Math.min(left, balanceOf(other, unit));
    left -= back;
    return back;
  });
  return { left, others: given };
}

/** The entries of an undo; `others` as they went into the merge, before the balances are put back. */
export async function bookParting(
  ctx: TenantMutationCtx,
  survivor: Customer,
  others: readonly Customer[],
  reason: string,
): Promise<void> {
  for (const unit of loyaltyUnits) {
    let balance = balanceOf(survivor, unit);
    const currency = survivor.creditCurrency ?? survivor.currency;
    for (const [at, amount] of share(survivor, others, unit).others.entries()) {
      if (amount === 0) continue;
      balance -= amount;
      const entry = { unit, kind: "unmerged", reason, currency } as const;
      await bookTransfer(ctx, entry, amount, {
        from: { customerId: survivor._id, after: balance },
        to: { customerId: others[at]!._id, after: amount },
      });
    }
  }
}

/** What its record has after its entry. */
interface Side {
  customerId: Id<"customers">;
  after: number;
}

/** One entry on either side, each naming the other record. */
async function bookTransfer(
  ctx: TenantMutationCtx,
  entry: { unit: LoyaltyUnit; kind: "merged" | "unmerged"; reason: string; currency: string },
  amount: number,
  { from, to }: { from: Side; to: Side },
): Promise<void> {
  const { currency, ...told } = entry;
  const out = { ...told, delta: -amount, otherCustomerId: to.customerId };
  await book(ctx, from.customerId, out, from.after, currency);
  const into = { ...told, delta: amount, otherCustomerId: from.customerId };
  await book(ctx, to.customerId, into, to.after, currency);
}
