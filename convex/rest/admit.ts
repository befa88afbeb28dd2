/** The gate before every request: who calls, and how much may still be asked (SEC-05, API-43). */
import type { SystemMutationCtx } from "../functions";
import { takeCounted, tryRate } from "../limits/rates";
import { orbitError, type OrbitError } from "../shared/errors";
import { admitCaller, type AdmittedCaller, type ApiCaller } from "../tenancy/apiCaller";

export type Admission = { refusal: OrbitError | null } & {
  /** Requests in all, left now, and ms until all are there again; null for a stranger. */
  rate: { limit: number; remaining: number; resetMs: number } | null;
};

/** `lastUsedAt` moves at most this often, so that busy keys do not rewrite their row. */
const restedMs = 5 * 60_000;

/** Answers instead of throwing, because a refused try must stay counted. */
export async function admit(
  ctx: SystemMutationCtx,
  { caller, ip, now }: { caller: ApiCaller; ip: string | null; now: number },
): Promise<Admission> {
  let admitted: AdmittedCaller;
  try {
    admitted = await admitCaller(ctx, caller, now);
  } catch (error) {
    const known = orbitError(error);
    if (known === null) throw error;
    const wait = ip === null ? null : await tryRate(ctx, "apiStrangerIp", ip);
    return { refusal: wait === null ? known : { code: "RATE_LIMITED", retryAfterMs: wait }, rate: null };
  }
  const { key, orgId, actor } = admitted;
  const { waitMs, ...rate } = await takeCounted(ctx, "apiCaller", `${orgId}|${actor.id}`);
  if (waitMs !== null) return { refusal: { code: "RATE_LIMITED", retryAfterMs: waitMs }, rate };
  if (key !== null && (key.lastUsedAt ?? 0) + restedMs <= now) {
    await ctx.db.patch("apiKeys", key._id, { lastUsedAt: now });
  }
  return { refusal: null, rate };
}
