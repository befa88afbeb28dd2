/**
 * Takes rows of the website's files (PRL-01, PRL-02, PRL-09): each is found
 * again by its id, so that a file may come twice, or go on where it stopped. A
 * call takes a few dozen rows in one transaction and says what became of each.
 */
import type { Doc } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantMutationCtx } from "../functions";
import { nameKeys } from "../duplicates/sound";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { toE164 } from "../shared/phone";
import { fold } from "../shared/text";
import { issuesOf } from "../shared/validate";
import { inOneTally } from "../tallies/bump";
import { tallyProfile } from "../tallies/profiles";
import type { NewRow } from "../tenancy/tenantDb";
import { giveTierOfRow } from "../loyalty/fromFile";
import { linkProfile } from "./link";
import { labelOf } from "./read";
import { fieldsOfRow, rowShapes, rowsAtOnce, type ProfileKind } from "./shape";

export type TakenOutcome =
  | "created"
  | "updated"
  | "unchanged"
  | "linked"
  /** No customer has the row's stable hash. */
  | "noCustomer"
  /** The profile belongs to another customer. */
  | "taken"
  /** The customer has another profile by now. */
  | "linkedOtherwise"
  | "invalid";

export interface Taken {
  outcome: TakenOutcome;
  /** What is wrong with an invalid row, and where. */
  path?: string;
  rule?: string;
  message?: string;
}

export async function takeRows(
  ctx: OrgMutationCtx,
  { kind, rows }: { kind: ProfileKind; rows: readonly Record<string, unknown>[] },
): Promise<Taken[]> {
  const limit = rowsAtOnce[kind];
  if (rows.length > limit) fail({ code: "LIMIT_EXCEEDED", what: "rows", limit });
  const taken: Taken[] = [];
  await inOneTally(ctx, async () => {
    for (const row of rows) taken.push(await takeRow(ctx, kind, fieldsOfRow(kind, row)));
  });
  const counts = new Map<TakenOutcome, number>();
  for (const { outcome } of taken) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const told = [...counts].filter(([outcome]) => outcome !== "unchanged" && outcome !== "invalid");
  if (told.length > 0)
    await recordChange(ctx, {
      entity: kind === "vips" ? "vipCustomers" : "webProfiles",
      entityId: ctx.orgId,
      action: "imported",
      changes: told.map(([field, to]) => ({ field, to })),
    });
  return taken;
}

async function takeRow(
  ctx: TenantMutationCtx,
  kind: ProfileKind,
  fields: Record<string, string>,
): Promise<Taken> {
  const read = rowShapes[kind].safeParse(fields);
  if (!read.success) {
    const [issue] = issuesOf(read.error);
    return { outcome: "invalid", ...issue };
  }
  if (kind === "profiles") return await takeProfile(ctx, rowShapes.profiles.parse(fields));
  if (kind === "vips") return await takeVip(ctx, rowShapes.vips.parse(fields));
  return await takeLink(ctx, rowShapes.links.parse(fields));
}

type ProfileRow = ReturnType<typeof rowShapes.profiles.parse>;

async function takeProfile(ctx: TenantMutationCtx, row: ProfileRow): Promise<Taken> {
  const content = await profileContent(ctx, row);
  const before = await profileByExternalId(ctx, row.externalId);
  if (before === null) {
    await insertProfile(ctx, content);
    return { outcome: "created" };
  }
  if (isSame(before, content)) return { outcome: "unchanged" };
  await ctx.db.patch("webProfiles", before._id, { ...content, updatedAt: ctx.now });
  return { outcome: "updated" };
}

type ProfileContent = Omit<NewRow<"webProfiles">, "customerId" | "isLinked" | "createdAt" | "updatedAt">;

/** Fields the row leaves empty are there as undefined: what the website has cleared is cleared. */
async function profileContent(ctx: TenantMutationCtx, row: ProfileRow): Promise<ProfileContent> {
  const { country } = await ctx.settings();
  const { externalId, email, displayName, phoneNumber, vipCustomerDataId } = row;
  const names = displayName === undefined ? null : nameKeys(displayName);
  const label = labelOf(row as Doc<"webProfiles">);
  const digits = phoneNumber?.replace(/\D/g, "");
  return {
    externalId,
    email,
    displayName,
    phoneNumber,
    phoneE164: phoneNumber === undefined ? undefined : (toE164(phoneNumber, country) ?? undefined),
    vipCustomerDataId,
    nameSort: fold(label) || label,
    nameKey: names?.exact,
    nameSound: names?.sound,
    searchText: [displayName === undefined ? "" : fold(displayName), email, digits, externalId]
      .filter(Boolean)
      .join(" "),
  };
}

function isSame(before: object, content: object): boolean {
  const stored = before as Record<string, unknown>;
  return Object.entries(content).every(([field, value]) => stored[field] === value);
}

async function insertProfile(ctx: TenantMutationCtx, content: ProfileContent): Promise<Doc<"webProfiles">> {
  const id = await ctx.db.insert("webProfiles", {
    ...content,
    isLinked: false,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  const profile = await ctx.db.get("webProfiles", id);
  await tallyProfile(ctx, null, profile);
  return profile;
}

async function profileByExternalId(
  ctx: TenantMutationCtx,
  externalId: string,
): Promise<Doc<"webProfiles"> | null> {
  return await ctx.db
    .query("webProfiles")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .unique();
}

async function takeVip(ctx: TenantMutationCtx, row: ReturnType<typeof rowShapes.vips.parse>): Promise<Taken> {
  const { externalId, displayName, email, phoneNumber, tierId, tierName, stableHashId, since } = row;
  const content = { externalId, displayName, email, phoneNumber, tierId, tierName, stableHashId, since };
  const before = await ctx.db
    .query("vipCustomers")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .unique();
  if (before === null) {
    await ctx.db.insert("vipCustomers", { ...content, createdAt: ctx.now, updatedAt: ctx.now });
    await giveTierOfRow(ctx, row, { isNew: true });
    return { outcome: "created" };
  }
  if (isSame(before, content)) {
    await giveTierOfRow(ctx, row, { isNew: false });
    return { outcome: "unchanged" };
  }
  await giveTierOfRow(ctx, row, { isNew: before.tierId !== tierId || before.since !== since });
  await ctx.db.patch("vipCustomers", before._id, { ...content, updatedAt: ctx.now });
  return { outcome: "updated" };
}

/** A profile that has not come yet stands there with its id alone until its own file brings the rest. */
async function takeLink(
  ctx: TenantMutationCtx,
  row: ReturnType<typeof rowShapes.links.parse>,
): Promise<Taken> {
  const customers = await ctx.db
    .query("customers")
    .withIndex("by_stableHashId", (q) => q.eq("stableHashId", row.stableHashId))
    .take(20);
  const customer = customers.find(({ status }) => status !== "deleted");
  if (customer === undefined) return { outcome: "noCustomer" };
  const profile =
    (await profileByExternalId(ctx, row.externalId)) ??
    (await insertProfile(ctx, await profileContent(ctx, { externalId: row.externalId })));
  if (customer.linkedProfileId !== undefined && customer.linkedProfileId !== profile._id)
    return { outcome: "linkedOtherwise" };
  const holder = profile.customerId === undefined ? null : await ctx.db.find("customers", profile.customerId);
  if (holder !== null && holder._id !== customer._id && holder.status !== "deleted")
    return { outcome: "taken" };
  const { auditId } = await linkProfile(ctx, customer, profile, {
    linkedProfileId: profile._id,
    profileLinkConfidence: row.confidence ?? customer.profileLinkConfidence ?? 1,
    profileLinkMethod: row.method ?? customer.profileLinkMethod ?? "stable_hash",
    profileLinkedAt: row.linkedAt ?? customer.profileLinkedAt ?? ctx.now,
  });
  return { outcome: auditId === null ? "unchanged" : "linked" };
}
