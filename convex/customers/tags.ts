/** Tags of a customer (CUS-23) and the words an organization uses as tags. */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx } from "../functions";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { customerScope, writableCustomer } from "./access";
import { saveCustomer } from "./save";
import { tagsSchema } from "./shape";
import { canonicalTags } from "./tagRows";
import type { Saved } from "./saved";

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

/**
 * Tags on customers the caller may see, in alphabetical order, one index step
 * each; `hasMore` past a hundred.
 */
export async function tagsInUse(ctx: OrgQueryCtx): Promise<{ tags: string[]; hasMore: boolean }> {
  const scope = await customerScope(ctx);
  const found = new Map<string, string>();
  if (scope.kind === "customers") {
    for (const id of scope.ids) {
      const customer = await ctx.db.find("customers", id);
      for (const tag of customer?.tags ?? []) found.set(fold(tag), tag);
    }
  } else if (scope.kind !== "none") {
    const owners = scope.kind === "owners" ? scope.owners : ["anybody" as const];
    const share = Math.ceil((offered + 1) / Math.max(1, owners.length));
    for (const owner of owners) await stepThrough(ctx, owner, share, found);
  }
  const tags = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tag]) => tag);
  return { tags: tags.slice(0, offered), hasMore: tags.length > offered };
}

async function stepThrough(
  ctx: OrgQueryCtx,
  owner: Doc<"customers">["ownerId"] | null | "anybody",
  limit: number,
  found: Map<string, string>,
): Promise<void> {
  let last = "";
  for (let steps = 0; steps < limit; steps++) {
    const query = ctx.db.query("customerTags");
    const row =
      owner === "anybody"
        ? await query.withIndex("by_tag_name", (q) => q.gt("key", last)).first()
        : await query
            .withIndex("by_owner_key", (q) => q.eq("ownerId", owner ?? undefined).gt("key", last))
            .first();
    if (row === null) return;
    found.set(row.key, row.tag);
    last = row.key;
  }
}
