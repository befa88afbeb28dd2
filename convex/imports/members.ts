/** Members as files call them: by name or e-mail. */
import type { Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import { fold } from "../shared/text";

/** Most members an organization is looked up in. */
const memberLimit = 1000;

/** Two of one name are nobody: an owner is not guessed. */
export async function membersByWord(
  ctx: TenantQueryCtx,
): Promise<(word: string) => { userId: Id<"users">; name: string } | undefined> {
  const members = await ctx.db
    .query("memberships")
    .withIndex("by_status_name", (q) => q.eq("status", "active"))
    .take(memberLimit);
  const byName = new Map<string, { userId: Id<"users">; name: string } | null>();
  const byEmail = new Map<string, { userId: Id<"users">; name: string }>();
  for (const { name, email, userId, role } of members) {
    if (role === "brand") continue;
    byName.set(fold(name), byName.has(fold(name)) ? null : { userId, name });
    byEmail.set(fold(email), { userId, name });
  }
  return (word) => byEmail.get(fold(word)) ?? byName.get(fold(word)) ?? undefined;
}
