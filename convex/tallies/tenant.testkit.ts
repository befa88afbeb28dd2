/** Runs a room's code inside one organization, as a job would. */
import type { Id } from "../_generated/dataModel";
import type { Actor, TenantMutationCtx } from "../functions";
import { tenantWriter } from "../tenancy/tenantDb";
import type { Backend } from "../world.testkit";

const tester: Actor = { id: "system:test", name: "Test", channel: "schedule" };

export async function inTenant<Result>(
  backend: Backend,
  orgId: Id<"organizations">,
  work: (ctx: TenantMutationCtx) => Promise<Result>,
  actor: Actor = tester,
): Promise<Result> {
  return await backend.run(async (ctx) => {
    const db = tenantWriter(ctx.db, orgId);
    const settings = async () => (await db.query("orgSettings").withIndex("by_orgId").unique())!;
    const { storage, scheduler } = ctx;
    return await work({
      db,
      orgId,
      storage,
      scheduler,
      actor,
      now: Date.now(),
      components: ctx,
      settings,
    } as never);
  });
}
