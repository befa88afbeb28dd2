/** The same Idempotency-Key twice: one change, one answer (API-44). */
import type { SystemMutationCtx, TenantMutationCtx } from "../functions";
import { fail } from "../shared/errors";

export interface Reply {
  status: number;
  /** JSON. */
  body: string;
}

const lifetimeMs = 24 * 60 * 60_000;
/** Answers that are larger are carried out but not kept: the document limit is 1 MiB. */
const largestReply = 500_000;

/** Runs `work` unless this caller's key has been answered; IDEMPOTENCY_KEY_REUSED when it was for another request. */
export async function once(
  ctx: TenantMutationCtx,
  idempotency: { key: string; fingerprint: string } | null,
  work: () => Promise<Reply>,
): Promise<Reply & { isReplayed: boolean }> {
  if (idempotency === null) return { ...(await work()), isReplayed: false };
  const { key, fingerprint } = idempotency;
  const caller = ctx.actor.id;
  const known = await ctx.db
    .query("apiReplies")
    .withIndex("by_key", (q) => q.eq("caller", caller).eq("key", key))
    .unique();
  if (known !== null) {
    if (known.fingerprint !== fingerprint) fail({ code: "IDEMPOTENCY_KEY_REUSED" });
    return { status: known.status, body: known.body, isReplayed: true };
  }
  const reply = await work();
  if (reply.body.length <= largestReply) {
    await ctx.db.insert("apiReplies", { caller, key, fingerprint, ...reply, createdAt: ctx.now });
  }
  return { ...reply, isReplayed: false };
}

const batch = 200;

/** Forgets answers a day old; true when there are more. */
export async function sweepReplies(ctx: SystemMutationCtx): Promise<boolean> {
  const old = await ctx.db
    .query("apiReplies")
    .withIndex("global_createdAt", (q) => q.lt("createdAt", Date.now() - lifetimeMs))
    .take(batch);
  for (const reply of old) await ctx.db.delete("apiReplies", reply._id);
  return old.length === batch;
}
