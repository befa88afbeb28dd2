/** Tiers that an older system's file of VIP customers brings, found by the customer's stable hash (IMX-08, C60). */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { firstOfEach } from "../shared/firstOfEach";
import { fold } from "../shared/text";
import { setTier } from "./assign";
import { createTier, tiersOf } from "./tiers";

export type VipRow = Pick<Doc<"vipCustomers">, "tierId" | "tierName" | "since" | "stableHashId">;

/** Customers looked at behind one hash; more than one only while duplicates wait to be merged. */
const mostHolders = 20;

/**
 * Gives the row's tier to the customer with its hash. A row that came before
 * only fills what is empty: what somebody decided since stands.
 */
export async function giveTierOfRow(
  ctx: TenantMutationCtx,
  row: VipRow,
  { isNew }: { isNew: boolean },
): Promise<void> {
  if (row.tierId === undefined || row.stableHashId === undefined) return;
  const { stableHashId } = row;
  const holders = await ctx.db
    .query("customers")
    .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
    .take(mostHolders);
  for (const customer of holders) {
    if (customer.status === "deleted" || (!isNew && customer.vipTierId !== undefined)) continue;
    const tier = await tierOfRow(ctx, row);
    if (tier !== null) await setTier(ctx, customer, tier, { since: row.since, reason: row.tierName ?? "" });
  }
}

/** What files that came first say of each of these hashes, looked up for all of them at once. */
export async function vipsOfHashes(
  ctx: TenantMutationCtx,
  hashes: Iterable<string>,
): Promise<Map<string, VipRow>> {
  return await firstOfEach(hashes, async (from, to, most) => {
    const rows = await ctx.db
      .query("vipCustomers")
      .withIndex("by_stableHashId", (q) => q.gte("stableHashId", from).lte("stableHashId", to))
      .take(most);
    return rows.map((row) => ({ ...row, key: row.stableHashId ?? "" }));
  });
}

/** For a record that is being made: the tier its hash has in a file that came first; `known` saves the look-up. */
export async function tierOfHash(
  ctx: TenantMutationCtx,
  stableHashId: string,
  known?: ReadonlyMap<string, VipRow>,
): Promise<{ tier: Doc<"vipTiers">; since: string | undefined } | null> {
  const row = (known ?? (await vipsOfHashes(ctx, [stableHashId]))).get(stableHashId);
  const tier = row === undefined ? null : await tierOfRow(ctx, row);
  return tier === null ? null : { tier, since: row?.since };
}

/** By its number, else by its name; made where there is neither, so that nobody's tier is lost. Null for one that was archived. */
async function tierOfRow(
  ctx: TenantMutationCtx,
  { tierId, tierName }: VipRow,
): Promise<Doc<"vipTiers"> | null> {
  if (tierId === undefined) return null;
  const tiers = await tiersOf(ctx);
  const name = tierName ?? `VIP ${tierId}`;
  const found =
    tiers.find(({ legacyTierId }) => legacyTierId === tierId) ??
    tiers.find(({ nameKey, legacyTierId }) => legacyTierId === undefined && nameKey === fold(name));
  if (found !== undefined) return found.isArchived ? null : found;
  // Another tier may have the name under another number.
  const isTaken = tiers.some(({ nameKey }) => nameKey === fold(name));
  const made = await createTier(ctx, { name: isTaken ? `${name} (${tierId})` : name, legacyTierId: tierId });
  return await ctx.db.get("vipTiers", made);
}
