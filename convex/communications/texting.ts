/** A text message that Orbit writes by itself; it stands in the customer's conversation like any other. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { isSwitchedOff } from "../tenancy/modules";
import { channelOf } from "./channels";
import { recordMessage } from "./record";
import { schedule } from "./sending";

/** Whether text messages leave here: an account is set, and the inbox they would stand in is in use. */
export async function canText(ctx: TenantMutationCtx): Promise<boolean> {
  const { modules } = await ctx.settings();
  return !isSwitchedOff(modules, "inbox") && (await channelOf(ctx, "sms"))?.isActive === true;
}

/** For rooms, which asked `canText` and know that the customer has a number and wants it. */
export async function sendText(
  ctx: TenantMutationCtx,
  customer: Doc<"customers"> & { phoneE164: string },
  body: string,
): Promise<void> {
  const messageId = await recordMessage(ctx, customer, {
    communicationType: "sms",
    direction: "outbound",
    deliveryStatus: "queued",
    to: customer.phoneE164,
    body,
  });
  await schedule(ctx, messageId);
}
