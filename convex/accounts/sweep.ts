/** Removes sessions, one-time links and provider deliveries whose time is over. */
import type { SystemMutationCtx } from "../functions";
import { dayMs } from "../shared/days";

const batch = 200;
/** A provider repeats a delivery for a few days; after a month its id need not be known. */
const deliveryDays = 30;

/** Returns true when a batch was full, so there may be more. */
export async function sweepExpired({ db }: SystemMutationCtx): Promise<boolean> {
  const now = Date.now();
  const sessions = await db
    .query("sessions")
    .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now))
    .take(batch);
  for (const { _id } of sessions) await db.delete("sessions", _id);
  const links = await db
    .query("accountTokens")
    .withIndex("by_expiresAt", (q) => q.lt("expiresAt", now))
    .take(batch);
  for (const { _id } of links) await db.delete("accountTokens", _id);
  const events = await db
    .query("providerEvents")
    .withIndex("by_kind", (q) => q.eq("kind", "delivery").lt("createdAt", now - deliveryDays * dayMs))
    .take(batch);
  for (const { _id } of events) await db.delete("providerEvents", _id);
  return [sessions, links, events].some((rows) => rows.length === batch);
}
