/** What a lead knows of its messages: how many nobody has read, and when the last one came (LED-01, COM-06). */
import type { Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";

/** Called by communications/threads.ts for every message about a lead. Nobody edited the lead: its history is left alone. */
export async function countLeadMessage(
  ctx: TenantMutationCtx,
  leadId: Id<"leads"> | undefined,
  { unread, at }: { unread: number; at?: number },
): Promise<void> {
  const lead = leadId === undefined ? null : await ctx.db.find("leads", leadId);
  if (lead === null) return;
  const unreadMessagesCount = Math.max(0, (lead.unreadMessagesCount ?? 0) + unread);
  const lastMessageAt = at === undefined ? lead.lastMessageAt : Math.max(lead.lastMessageAt ?? 0, at);
  await ctx.db.patch("leads", lead._id, { unreadMessagesCount, lastMessageAt });
}
