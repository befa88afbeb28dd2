/** A follow-up done, with or without telling how it went (FUP-04). */
import type { Id } from "../_generated/dataModel";
import type { OrgMutationCtx } from "../functions";
import { logInteraction, prepareInteraction, type InteractionEntry } from "../interactions/log";
import { refreshInsights } from "../value/refresh";
import { fail } from "../shared/errors";
import { changeableFollowUp, changeFollowUp } from "./write";

/** Marks it done; with `outcome` an interaction is logged in the same transaction. Repeating it changes nothing. */
export async function completeFollowUp(
  ctx: OrgMutationCtx,
  id: Id<"followUps">,
  outcome: InteractionEntry | undefined,
): Promise<{ outcomeId: Id<"interactions"> | null }> {
  const before = await changeableFollowUp(ctx, id);
  if (before.status === "done") return { outcomeId: before.outcomeId ?? null };
  if (before.status !== "open") {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "followUps", from: before.status, to: "done" });
  }
  const customer = await ctx.db.get("customers", before.customerId);
  const outcomeId =
    outcome === undefined
      ? null
      : await logInteraction(ctx, customer, await prepareInteraction(ctx, customer, outcome));
  await changeFollowUp(ctx, before, "completed", {
    status: "done",
    doneAt: ctx.now,
    ...(outcomeId === null ? {} : { outcomeId }),
  });
  await refreshInsights(ctx, customer._id);
  return { outcomeId };
}
