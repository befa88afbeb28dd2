/** An organization's VIP tiers: made, renamed, put in order, archived (LOY-06). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { tierShape, type TierInput } from "./shape";
import { mostTiers } from "./words";

type Tier = Doc<"vipTiers">;

/** All of them, lowest first, archived ones among them. */
export async function tiersOf(ctx: TenantQueryCtx): Promise<Tier[]> {
  return await ctx.db.query("vipTiers").withIndex("by_rank").take(mostTiers);
}

export interface ShownTier {
  _id: Id<"vipTiers">;
  name: string;
  description: string;
  color: Tier["color"];
  rank: number;
  /** Minor units of the organization's currency; null: by hand only. */
  minLifetimeValue: number | null;
  legacyTierId: number | null;
  isArchived: boolean;
}

export const shownTier = (tier: Tier): ShownTier => ({
  _id: tier._id,
  name: tier.name,
  description: tier.description,
  color: tier.color,
  rank: tier.rank,
  minLifetimeValue: tier.minLifetimeValue ?? null,
  legacyTierId: tier.legacyTierId ?? null,
  isArchived: tier.isArchived,
});

/** VALIDATION_ERROR (a name or number that another tier has), LIMIT_EXCEEDED. The new tier is the highest. */
export async function createTier(ctx: TenantMutationCtx, input: TierInput): Promise<Id<"vipTiers">> {
  const fields = parse(tierShape, input);
  const tiers = await tiersOf(ctx);
  if (tiers.length >= mostTiers) fail({ code: "LIMIT_EXCEEDED", what: "tiers", limit: mostTiers });
  refuseTwin(tiers, fields, null);
  const tierId = await ctx.db.insert("vipTiers", {
    ...stored(fields),
    rank: (tiers.at(-1)?.rank ?? 0) + 1,
    isArchived: false,
    createdAt: ctx.now,
    createdBy: ctx.actor.id,
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  });
  await tell(ctx, tierId, "created", [{ field: "name", to: fields.name }]);
  return tierId;
}

/** Changes a tier; customers who have it show the new name at once. */
export async function updateTier(ctx: OrgMutationCtx, id: Id<"vipTiers">, input: TierInput): Promise<void> {
  const before = await ctx.db.get("vipTiers", id);
  const fields = parse(tierShape, input);
  refuseTwin(await tiersOf(ctx), fields, id);
  const next = stored(fields);
  const changes = diff<Tier>(before, { ...before, ...next }, recorded);
  if (changes.length === 0) return;
  await ctx.db.patch("vipTiers", id, { ...next, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  await tell(ctx, id, "updated", changes);
}

/** Lowest first; ids that are left out keep their order behind the others. */
export async function orderTiers(ctx: OrgMutationCtx, ids: readonly Id<"vipTiers">[]): Promise<void> {
  const tiers = await tiersOf(ctx);
  const named = ids.flatMap((id) => tiers.find(({ _id }) => _id === id) ?? []);
  if (named.length !== ids.length || new Set(ids).size !== ids.length)
    fail({ code: "NOT_FOUND", entity: "vipTiers" });
  const ordered = [...named, ...tiers.filter(({ _id }) => !ids.includes(_id))];
  for (const [index, tier] of ordered.entries()) {
    const rank = index + 1;
    if (tier.rank === rank) continue;
    await ctx.db.patch("vipTiers", tier._id, { rank, updatedAt: ctx.now, updatedBy: ctx.actor.id });
    await tell(ctx, tier._id, "moved", [{ field: "rank", from: tier.rank, to: rank }]);
  }
}

/** An archived tier is not given any more, and is lost by nobody. */
export async function archiveTier(
  ctx: OrgMutationCtx,
  id: Id<"vipTiers">,
  isArchived: boolean,
): Promise<void> {
  const before = await ctx.db.get("vipTiers", id);
  if (before.isArchived === isArchived) return;
  await ctx.db.patch("vipTiers", id, { isArchived, updatedAt: ctx.now, updatedBy: ctx.actor.id });
  await tell(ctx, id, isArchived ? "archived" : "restored", [{ field: "name", to: before.name }]);
}

const recorded = ["name", "description", "color", "minLifetimeValue", "legacyTierId"] as const;

/** Undefined removes a field. */
function stored({
  name,
  description,
  color,
  minLifetimeValue,
  legacyTierId,
}: ReturnType<typeof tierShape.parse>) {
  return {
    name,
    nameKey: fold(name),
    description,
    color,
    minLifetimeValue: minLifetimeValue ?? undefined,
    legacyTierId: legacyTierId ?? undefined,
  };
}

function refuseTwin(
  tiers: readonly Tier[],
  { name, legacyTierId }: { name: string; legacyTierId: number | null },
  self: Id<"vipTiers"> | null,
): void {
  const others = tiers.filter(({ _id }) => _id !== self);
  if (others.some(({ nameKey }) => nameKey === fold(name))) refuse("name", "Another tier has this name.");
  if (legacyTierId !== null && others.some((tier) => tier.legacyTierId === legacyTierId))
    refuse("legacyTierId", "Another tier has this number.");
}

function refuse(path: string, message: string): never {
  return fail({ code: "VALIDATION_ERROR", issues: [{ path, rule: "taken", message }] });
}

async function tell(
  ctx: TenantMutationCtx,
  entityId: Id<"vipTiers">,
  action: string,
  changes: Parameters<typeof recordChange>[1]["changes"],
): Promise<void> {
  await recordChange(ctx, { entity: "vipTiers", entityId, action, changes });
}
