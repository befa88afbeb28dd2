import type { OrgQueryCtx } from "../functions";
import { offBehind } from "../tenancy/modules";
import { reachFor, type Permission } from "../tenancy/permissions";

/** Whether a kind of thing is looked for at all: not without the right to read it, nor in a module that is switched off. */
export async function mayFind(ctx: OrgQueryCtx, permission: Permission): Promise<boolean> {
  if (reachFor(ctx, permission) === "none") return false;
  return offBehind((await ctx.settings()).modules, permission) === null;
}
