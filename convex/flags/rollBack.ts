/** Back to the older point of sale, wholly or for one part (POS-26, POS-27); nothing is deleted, and it can be reversed (POS-28). */
import type { PaginationOptions } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { reasonSchema } from "../customers/shape";
import { recordChange } from "../history/record";
import { setPaused } from "../mirror/state";
import { fail } from "../shared/errors";
import { parse } from "../shared/validate";
import { countCustomers } from "../tallies/customers";
import { legacyCustomerCounts, openDifferences, syncJobCounts } from "../tallies/mirror";
import { readFlags, setFlag, settingOf } from "./set";
import { emergencyFlags, partialRollbacks, type RollbackFeature } from "./words";

/**
 * Switches the flags off and, in an emergency, pauses the queue; the report
 * says how things stood, what had not been delivered among it. REASON_REQUIRED;
 * NOT_FOUND without a point of sale to go back to.
 */
export async function rollBack(
  ctx: OrgMutationCtx,
  { feature, reason: given }: { feature: RollbackFeature | null; reason: string },
): Promise<Id<"rollbacks">> {
  const reason = parse(reasonSchema, given);
  if (reason === "") fail({ code: "REASON_REQUIRED", action: "rollBack" });
  const { transition } = await ctx.settings();
  if (transition === undefined) return fail({ code: "NOT_FOUND", entity: "syncStates" });
  const keys = feature === null ? emergencyFlags : [partialRollbacks[feature]];
  const flags = await readFlags(ctx);
  const counts = await countsOf(ctx);
  for (const key of keys)
    await setFlag(ctx, key, { audience: "nobody", userIds: [], teamIds: [] }, { reason });
  const pausedSync = feature === null && !transition.isPaused;
  if (pausedSync) await setPaused(ctx, true, reason);
  const id = await ctx.db.insert("rollbacks", {
    kind: feature === null ? "emergency" : "partial",
    ...(feature === null ? {} : { feature }),
    reason,
    before: keys.map((key) => ({ key, ...settingOf(flags, key) })),
    pausedSync,
    counts,
    actor: ctx.actor.id,
    actorName: ctx.actor.name,
    at: ctx.now,
  });
  await recordChange(ctx, { entity: "rollbacks", entityId: id, action: "rolledBack", changes: [], reason });
  return id;
}

async function countsOf(ctx: OrgQueryCtx): Promise<Doc<"rollbacks">["counts"]> {
  const { waiting, synced, conflict } = await legacyCustomerCounts(ctx);
  const { pending, manual } = await syncJobCounts(ctx);
  return {
    legacy: waiting + synced + conflict,
    new: await countCustomers(ctx, {}),
    pending,
    manual,
    differences: (await openDifferences(ctx)).all,
  };
}

/** Puts the flags back and has the queue go on; what waited in it is carried out. INVALID_STATUS_CHANGE when it was reversed before. */
export async function reverse(ctx: OrgMutationCtx, rollbackId: Id<"rollbacks">): Promise<void> {
  const rollback = await ctx.db.get("rollbacks", rollbackId);
  if (rollback.reversedAt !== undefined)
    fail({ code: "INVALID_STATUS_CHANGE", entity: "rollbacks", from: "reversed", to: "reversed" });
  for (const { key, ...setting } of rollback.before) await setFlag(ctx, key, setting);
  if (rollback.pausedSync) await setPaused(ctx, false);
  await ctx.db.patch("rollbacks", rollbackId, { reversedAt: ctx.now });
  await recordChange(ctx, { entity: "rollbacks", entityId: rollbackId, action: "reversed", changes: [] });
}

/** Reports, the newest first. */
export async function listRollbacks(ctx: OrgQueryCtx, paginationOpts: PaginationOptions) {
  const page = await ctx.db.query("rollbacks").withIndex("by_at").order("desc").paginate(paginationOpts);
  return {
    ...page,
    page: page.page.map(({ orgId: _orgId, before, reversedAt = null, feature = null, ...report }) => ({
      ...report,
      feature,
      reversedAt,
      flags: before.map(({ key }) => key),
    })),
  };
}
