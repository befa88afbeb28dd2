/** Jobs follow their customer to a new owner, under whom they are listed and counted. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { inOneTally } from "../tallies/bump";
import { tallyServiceJob } from "../tallies/serviceJobs";

/** Jobs moved per transaction. */
const batch = 50;

/** Moves one batch; true while there may be more. Repeating it is harmless. */
export async function serviceJobsFollowOwner(
  ctx: TenantMutationCtx,
  { _id: customerId, ownerId }: Doc<"customers">,
): Promise<boolean> {
  const jobs = () => ctx.db.query("serviceJobs");
  const others = await Promise.all([
    jobs()
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).lt("ownerId", ownerId))
      .take(batch),
    jobs()
      .withIndex("by_customer_owner", (q) => q.eq("customerId", customerId).gt("ownerId", ownerId))
      .take(batch),
  ]);
  const moved = others.flat().slice(0, batch);
  await inOneTally(ctx, async () => {
    for (const job of moved) {
      await ctx.db.patch("serviceJobs", job._id, { ownerId });
      await tallyServiceJob(ctx, job, await ctx.db.get("serviceJobs", job._id));
    }
  });
  return moved.length === batch;
}
