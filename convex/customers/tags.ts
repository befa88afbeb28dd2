/** Tags of a customer (CUS-23) and the words an organization uses as tags. */
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { parse } from "../shared/validate";
import { writableCustomer } from "./access";
import { saveCustomer } from "./save";
import { tagsSchema } from "./shape";
import { canonicalTags } from "./tagRows";
import type { Saved } from "./write";

/** Replaces the tags; a tag the organization knows keeps its first spelling. */
export async function setTags(
  ctx: OrgMutationCtx,
  args: { customerId: string; tags: string[] },
): Promise<Saved> {
  const customer = await writableCustomer(ctx, args.customerId, "customers:tag");
  const tags = await canonicalTags(ctx, parse(tagsSchema, args.tags));
  const { auditId } = await saveCustomer(ctx, customer, { tags }, { action: "tagged" });
  return { customerId: customer._id, auditId };
}

const offered = 100;

/** Tags in use, in alphabetical order of their folded form, one index step each; `hasMore` past a hundred. */
export async function tagsInUse(ctx: OrgQueryCtx): Promise<{ tags: string[]; hasMore: boolean }> {
  const tags: string[] = [];
  let last = "";
  while (tags.length <= offered) {
    const row = await ctx.db
      .query("customerTags")
      .withIndex("by_tag_name", (q) => q.gt("key", last))
      .first();
    if (row === null) return { tags, hasMore: false };
    tags.push(row.tag);
    last = row.key;
  }
  return { tags: tags.slice(0, offered), hasMore: true };
}
