/** Which customer a row of the point of sale is (POS-02): by the link, the old id, the stable hash, then e-mail and phone. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { survivorOf } from "../customers/access";
import { customerOfLegacyId } from "../customers/legacy";
import { holderOfHash } from "../duplicates/find";
import { withEmail, withPhone } from "../duplicates/lookUp";
import { normalizeEmail } from "../shared/email";
import { fold } from "../shared/text";

/** Customers with one e-mail or phone that are looked at; behind a number that more share, nobody is told apart by it. */
const looked = 8;

export async function legacyRow(
  ctx: TenantQueryCtx,
  legacyId: string,
): Promise<Doc<"legacyCustomers"> | null> {
  return await ctx.db
    .query("legacyCustomers")
    .withIndex("by_legacyId", (q) => q.eq("legacyId", legacyId))
    .unique();
}

/** The live customer; "deleted" when it was somebody's who is deleted here, and stays so; null for nobody's yet. */
export async function customerOfRow(
  ctx: TenantQueryCtx,
  row: Doc<"legacyCustomers">,
): Promise<Doc<"customers"> | "deleted" | null> {
  const linked = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
  if (linked !== null) {
    if (linked.status !== "deleted") return linked;
    return (await survivorOf(ctx, linked)) ?? "deleted";
  }
  const byId = await customerOfLegacyId(ctx, row.legacyId);
  if (byId !== null) return byId;
  const byHash = row.stableHashId === undefined ? null : await holderOfHash(ctx, row.stableHashId);
  return byHash ?? (await withContact(ctx, row));
}

/** One alone who has the e-mail or else the phone; of several, the one of the same name. */
async function withContact(
  ctx: TenantQueryCtx,
  row: Doc<"legacyCustomers">,
): Promise<Doc<"customers"> | null> {
  const email = row.email === undefined ? null : normalizeEmail(row.email);
  const byEmail = email === null ? [] : await withEmail(ctx, email, looked);
  const found =
    byEmail.length > 0 || row.phoneE164 === undefined ? byEmail : await withPhone(ctx, row.phoneE164, looked);
  const ids = [...new Set(found.map(({ customerId }) => customerId))];
  const live: Doc<"customers">[] = [];
  for (const id of ids) {
    const customer = await ctx.db.find("customers", id as Id<"customers">);
    if (customer !== null && customer.status !== "deleted") live.push(customer);
  }
  if (live.length === 1) return live[0]!;
  const name = fold(row.name ?? "");
  const namesakes = live.filter((customer) => fold(customer.name) === name);
  return namesakes.length === 1 ? namesakes[0]! : null;
}
