/** The organization's rules as the browser needs them to read a file like the server. */
import type { CustomerRules } from "../customers/shape";
import type { TenantQueryCtx } from "../functions";
import { dayOf } from "../shared/days";

export async function customerRules(
  ctx: TenantQueryCtx,
  now: number,
): Promise<{ rules: CustomerRules; timeZone: string; currency: string }> {
  const { country, timeZone, currency, identityPolicy } = await ctx.settings();
  const { requiredContact } = identityPolicy;
  return { rules: { country, today: dayOf(now, timeZone), requiredContact }, timeZone, currency };
}
