/** The one write path of memberships: every change is told in the history. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import type { NewRow } from "../tenancy/tenantDb";

const recorded = ["role", "status", "teamId", "territory", "linkedCustomerIds", "name"] as const;

type Fields = Partial<Omit<NewRow<"memberships">, "userId" | "createdAt">>;

/** Changes a membership; fields set to undefined are removed. */
export async function saveMember(
  ctx: TenantMutationCtx,
  before: Doc<"memberships">,
  action: string,
  fields: Fields,
): Promise<void> {
  await ctx.db.patch("memberships", before._id, { ...fields, updatedAt: ctx.now });
  const changes = diff<Doc<"memberships">>(before, { ...before, ...fields } as Doc<"memberships">, recorded);
  if (changes.length === 0) return;
  await recordChange(ctx, { entity: "memberships", entityId: before._id, action, changes });
}

/** A person joins, or comes back with what they are invited as. */
export async function admitMember(
  ctx: TenantMutationCtx,
  user: Doc<"users">,
  place: Pick<
    Doc<"memberships">,
    "role" | "teamId" | "linkedCustomerIds" | "externalId" | "externalUpdatedAt"
  >,
): Promise<Id<"memberships">> {
  const known = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", user._id))
    .unique();
  const person = { name: user.name, email: user.email };
  if (known !== null) {
    const fields = { ...place, ...person, status: "active" as const, joinedAt: ctx.now };
    await saveMember(ctx, known, "joined", fields);
    return known._id;
  }
  const membershipId = await ctx.db.insert("memberships", {
    ...place,
    ...person,
    userId: user._id,
    status: "active",
    joinedAt: ctx.now,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  await recordChange(ctx, {
    entity: "memberships",
    entityId: membershipId,
    action: "joined",
    changes: [
      { field: "name", to: user.name },
      { field: "role", to: place.role },
    ],
  });
  return membershipId;
}
