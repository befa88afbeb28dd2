/** Members as files call them: by name or e-mail. */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fold } from "../shared/text";

/** Most members an organization is looked up in. */
const memberLimit = 1000;

export async function membersByWord(
  ctx: TenantQueryCtx,
): Promise<(word: string) => { userId: Id<"users">; name: string } | undefined> {
  const members = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .take(memberLimit);
  const byWord = new Map<string, { userId: Id<"users">; name: string }>();
  for (const { name, email, userId, role } of members) {
    if (role === "brand") continue;
    byWord.set(fold(name), { userId, name });
    byWord.set(fold(email), { userId, name });
  }
  return (word) => byWord.get(fold(word));
}
