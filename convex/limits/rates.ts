/**
 * The rate limiter component, wrapped once. Every limit of Orbit is listed
 * here with its reason; refuses with RATE_LIMITED and when to try again.
 */
import { HOUR, MINUTE, RateLimiter } from "@convex-dev/rate-limiter";
import { components } from "../_generated/api";
import type { ActionCtx, MutationCtx } from "../_generated/server";
import { fail } from "../shared/errors";

const limiter = new RateLimiter(components.rateLimiter, {
  // Guessing one account's password: ten tries, then one every 90 seconds.
  signInAccount: { kind: "token bucket", rate: 40, period: HOUR, capacity: 10 },
  // Trying many accounts from one address; an office behind one address still gets in.
  signInIp: { kind: "token bucket", rate: 60, period: 10 * MINUTE, capacity: 60 },
  signUpIp: { kind: "token bucket", rate: 20, period: HOUR, capacity: 20 },
  // A browser refreshes once in ten minutes; many tabs and offices share an address.
  refreshIp: { kind: "token bucket", rate: 600, period: 10 * MINUTE, capacity: 600 },
  // Mails to one inbox.
  accountMail: { kind: "token bucket", rate: 5, period: HOUR, capacity: 5 },
  // Guessing one-time links; they have 256 bits, so this only saves work.
  oneTimeLinkIp: { kind: "token bucket", rate: 60, period: HOUR, capacity: 60 },
  // A customer answering one quote: a slip, a changed mind, a conflict; not a program.
  quoteAnswer: { kind: "token bucket", rate: 30, period: HOUR, capacity: 10 },
  // Opening quote links from one address; tokens have 256 bits, so this only saves work.
  quoteLinkIp: { kind: "token bucket", rate: 120, period: 10 * MINUTE, capacity: 120 },
  // A customer settling consents from one address: switches, not a program.
  consentLinkIp: { kind: "token bucket", rate: 60, period: 10 * MINUTE, capacity: 60 },
  // One customer's unsubscribe button: pressed once, repeated by a mail provider that lost the answer.
  unsubscribe: { kind: "token bucket", rate: 20, period: HOUR, capacity: 20 },
  createOrganization: { kind: "token bucket", rate: 20, period: HOUR, capacity: 20 },
  invite: { kind: "token bucket", rate: 200, period: HOUR, capacity: 200 },
  // Forms on other websites. One visitor: five tries, never a sixth within a minute (WID-07).
  formVisitor: { kind: "token bucket", rate: 1, period: MINUTE, capacity: 5 },
  // One address book entry cannot be flooded from many machines.
  formEmail: { kind: "token bucket", rate: 5, period: HOUR, capacity: 5 },
  // One form's budget; what comes beyond it is held for review, not refused.
  formBurst: { kind: "token bucket", rate: 30, period: MINUTE, capacity: 60 },
  formDaily: { kind: "token bucket", rate: 1000, period: 24 * HOUR, capacity: 1000 },
  // Posts without script carry no signed token, so their budget is small.
  formPlain: { kind: "token bucket", rate: 10, period: HOUR, capacity: 10 },
  // The review list itself must stay reviewable.
  formHeld: { kind: "token bucket", rate: 5000, period: 24 * HOUR, capacity: 5000 },
  // All forms together; sharded, because every visitor passes here.
  formGlobal: { kind: "token bucket", rate: 6000, period: MINUTE, capacity: 6000, shards: 8 },
  // Handing out signed tokens to one address.
  formOpen: { kind: "token bucket", rate: 60, period: MINUTE, capacity: 120 },
  // One API key or person over REST: a program that keeps a copy in step, not one that reads everything at once.
  apiCaller: { kind: "token bucket", rate: 600, period: MINUTE, capacity: 600 },
  // Guessing keys; they have 256 bits, so this only saves work.
  apiStrangerIp: { kind: "token bucket", rate: 60, period: MINUTE, capacity: 60 },
});

export type Limit = keyof NonNullable<typeof limiter.limits>;
/** In an action each take is a transaction of its own, so a refused try stays counted. */
type ComponentRunner = Pick<MutationCtx | ActionCtx, "runMutation" | "runQuery">;

/** Takes one from the limit of `key`; throws RATE_LIMITED when nothing is left. A null key is not limited. */
export async function takeRate(ctx: ComponentRunner, limit: Limit, key: string | null): Promise<void> {
  if (key === null) return;
  const { ok, retryAfter } = await limiter.limit(ctx as MutationCtx, limit, { key });
  if (!ok) fail({ code: "RATE_LIMITED", retryAfterMs: Math.ceil(retryAfter ?? MINUTE) });
}

/** Takes one from the limit of `key`; null when there was one, else how long to wait, ms. For doors that must not throw. */
export async function tryRate(ctx: ComponentRunner, limit: Limit, key?: string): Promise<number | null> {
  const { ok, retryAfter } = await limiter.limit(ctx as MutationCtx, limit, key === undefined ? {} : { key });
  return ok ? null : Math.ceil(retryAfter ?? MINUTE);
}

/** As `tryRate`, with what is left for headers; `resetMs` until the limit is whole again. */
export async function takeCounted(
  ctx: ComponentRunner,
  limit: "apiCaller",
  key: string,
): Promise<{ waitMs: number | null; limit: number; remaining: number; resetMs: number }> {
  const waitMs = await tryRate(ctx, limit, key);
  const { value, config } = await limiter.getValue(ctx as MutationCtx, limit, { key });
  const capacity = config.capacity ?? config.rate;
  const remaining = Math.max(0, Math.floor(value));
  return {
    waitMs,
    limit: capacity,
    remaining,
    resetMs: Math.ceil(((capacity - remaining) / config.rate) * config.period),
  };
}

/** Gives the whole limit of `key` back, e.g. after a correct password. */
export async function clearRate(ctx: ComponentRunner, limit: Limit, key: string): Promise<void> {
  await limiter.reset(ctx as MutationCtx, limit, { key });
}
