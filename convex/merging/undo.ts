/**
 * Takes a merge back at any time (DUP-21): every record and row becomes exactly
 * what the manifest says it was. What somebody changed since is a conflict, to
 * be kept or put back field by field; what was added since stays with the
 * survivor.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx, TenantQueryCtx } from "../functions";
import { customerScope } from "../customers/access";
import { derived, putCustomer, saveCustomer, type Deed } from "../customers/save";
import { mailboxKey } from "../duplicates/identity";
import { startJob } from "../jobs/run";
import { tiersOf } from "../loyalty/tiers";
import { bookParting, parted, withBalances } from "../loyalty/merged";
import { linkFields, noLink } from "../profiles/fields";
import { labelOf } from "../profiles/read";
import { fail } from "../shared/errors";
import { inOneTally } from "../tallies/bump";
import { inScope } from "../tenancy/scope";
import { computedFields } from "./finish";
import { same } from "./manifest";
import { chosenFields } from "./plan";
import { finishUndo, takeBackChunk } from "./takeBack";

/** Chunks of the manifest taken back in the undo's own transaction. */
const inline = 2;

export type Resolution = "keep" | "back";

export interface UndoConflict {
  /** Name for `resolve`: a field of the survivor, or "<customer id>.email" and the like for an address somebody else has now. */
  key: string;
  field: string;
  kind: "changed" | "taken";
  /** Value before the merge, which undo would put back, and the one that stands now. */
  before: unknown;
  now: unknown;
  /** The customer that has the address now, for kind "taken". */
  takenBy: string | null;
}

export interface UndoPreview {
  mergeId: Id<"merges">;
  status: Doc<"merges">["status"];
  /** Why it cannot be undone right now: "running", "undone" or "mergedFurther"; null when it can. */
  blocked: string | null;
  records: { customerId: Id<"customers">; customerCode: string; name: string }[];
  moved: Record<string, number>;
  conflicts: UndoConflict[];
}

export async function previewUndo(ctx: OrgQueryCtx, mergeId: Id<"merges">): Promise<UndoPreview> {
  const { merge, primary, records } = await load(ctx, mergeId);
  const blocked = await blockedBy(ctx, merge, primary);
  return {
    mergeId,
    status: merge.status,
    blocked,
    records: records.map(({ customerId, mergedCustomerCode, mergedCustomerData }) => ({
      customerId,
      customerCode: mergedCustomerCode,
      name: (mergedCustomerData as Doc<"customers">).name,
    })),
    moved: merge.moved,
    conflicts: blocked === null ? await conflictsOf(ctx, merge, primary, records) : [],
  };
}

/**
 * UNDO_CONFLICT names the keys that `resolve` must decide; MERGE_INVALID
 * (running, undone, mergedFurther). Returns the job that goes on where the
 * history is long.
 */
export async function undoMerge(
  ctx: OrgMutationCtx,
  args: { mergeId: Id<"merges">; resolve?: Record<string, Resolution> | undefined },
): Promise<{ customerId: Id<"customers">; jobId: Id<"jobs"> | null }> {
  const { merge, primary, records } = await load(ctx, args.mergeId);
  const blocked = await blockedBy(ctx, merge, primary);
  if (blocked !== null) fail({ code: "MERGE_INVALID", reason: blocked });
  const resolve = args.resolve ?? {};
  const conflicts = await conflictsOf(ctx, merge, primary, records);
  const open = conflicts.filter(({ key }) => resolve[key] === undefined);
  if (open.length > 0) fail({ code: "UNDO_CONFLICT", fields: open.map(({ key }) => key) });
  return await inOneTally(ctx, async () => {
    await putBackRecords(ctx, merge, primary, records, resolve);
    await ctx.db.patch("merges", merge._id, {
      status: "undoing",
      undoneAt: ctx.now,
      undoneByName: ctx.actor.name,
    });
    let chunk = merge.chunks - 1;
    for (; chunk >= 0 && chunk >= merge.chunks - inline; chunk--) await takeBackChunk(ctx, merge, chunk);
    if (chunk < 0) {
      await finishUndo(ctx, merge);
      return { customerId: primary._id, jobId: null };
    }
    const jobId = await startJob(ctx, {
      kind: "unmerge",
      title: primary.name,
      total: merge.chunks,
      cursor: JSON.stringify({ mergeId: merge._id, chunk }),
    });
    await ctx.db.patch("merges", merge._id, { undoJobId: jobId });
    return { customerId: primary._id, jobId };
  });
}

async function load(ctx: OrgQueryCtx | OrgMutationCtx, mergeId: Id<"merges">) {
  const merge = await ctx.db.get("merges", mergeId);
  const primary = await ctx.db.get("customers", merge.primaryCustomerId);
  if (!inScope(await customerScope(ctx), primary)) fail({ code: "NOT_FOUND", entity: "merges" });
  const records = await ctx.db
    .query("mergedRecords")
    .withIndex("by_merge", (q) => q.eq("mergeId", mergeId))
    .collect();
  return { merge, primary, records };
}

async function blockedBy(
  ctx: TenantQueryCtx,
  merge: Doc<"merges">,
  primary: Doc<"customers">,
): Promise<string | null> {
  if (merge.status === "undone" || merge.status === "undoing") return "undone";
  if (primary.status === "deleted") return "mergedFurther";
  const job = merge.jobId === undefined ? null : await ctx.db.find("jobs", merge.jobId);
  return merge.status === "running" && job?.status === "running" ? "running" : null;
}

const identity = ["email", "phoneE164", "secondaryPhoneE164"] as const;

async function conflictsOf(
  ctx: TenantQueryCtx,
  merge: Doc<"merges">,
  primary: Doc<"customers">,
  records: readonly Doc<"mergedRecords">[],
): Promise<UndoConflict[]> {
  const before = merge.primaryBefore as Doc<"customers">;
  const after = merge.primaryAfter as Doc<"customers">;
  const conflicts: UndoConflict[] = [];
  const told = async (field: keyof Doc<"customers">, value: unknown) =>
    field === "linkedProfileId"
      ? await profileLabel(ctx, value)
      : field === "vipTierId"
        ? await tierLabel(ctx, value)
        : (value ?? null);
  for (const field of [...chosenFields, "smsConsent", "emailConsent", "marketingConsent"] as const) {
    if (same(before[field], after[field]) || same(primary[field], after[field])) continue;
    conflicts.push({
      key: field,
      field,
      kind: "changed",
      before: await told(field, before[field]),
      now: await told(field, primary[field]),
      takenBy: null,
    });
  }
  const ours = new Set<string>([primary._id, ...records.map(({ customerId }) => customerId)]);
  const returning = [before, ...records.map((record) => record.mergedCustomerData as Doc<"customers">)];
  for (const record of returning) {
    for (const field of identity) {
      const key = record[field];
      if (key === undefined) continue;
      const kind = field === "email" ? "email" : "phone";
      const other = await holderOf(ctx, kind, key, ours, merge.mergedAt);
      if (other === null) continue;
      const name = field === "email" ? field : field === "phoneE164" ? "phone" : "secondaryPhone";
      conflicts.push({
        key: `${record._id}.${name}`,
        field: name,
        kind: "taken",
        before: record[name] ?? null,
        now: null,
        takenBy: other.name,
      });
    }
    const holder = await linkedSince(ctx, record, ours);
    if (holder !== null)
      conflicts.push({
        key: `${record._id}.linkedProfileId`,
        field: "linkedProfileId",
        kind: "taken",
        before: await profileLabel(ctx, record.linkedProfileId),
        now: null,
        takenBy: holder.name,
      });
  }
  return conflicts;
}

async function tierLabel(ctx: TenantQueryCtx, tierId: unknown): Promise<string | null> {
  return (await tiersOf(ctx)).find(({ _id }) => _id === tierId)?.name ?? null;
}

/** What a profile is called, for people; null for none and for one that is gone. */
async function profileLabel(ctx: TenantQueryCtx, profileId: unknown): Promise<string | null> {
  const id = typeof profileId === "string" ? ctx.db.normalizeId("webProfiles", profileId) : null;
  const profile = id === null ? null : await ctx.db.find("webProfiles", id);
  return profile === null ? null : labelOf(profile);
}

/** The customer that was linked to the record's profile while the record was away. */
async function linkedSince(
  ctx: TenantQueryCtx,
  { linkedProfileId }: Doc<"customers">,
  ours: ReadonlySet<string>,
): Promise<Doc<"customers"> | null> {
  const profile = linkedProfileId === undefined ? null : await ctx.db.find("webProfiles", linkedProfileId);
  const holderId = profile?.customerId;
  return holderId === undefined || ours.has(holderId) ? null : await ctx.db.find("customers", holderId);
}

/** Somebody who was given the address while its record was away. */
async function holderOf(
  ctx: TenantQueryCtx,
  kind: "email" | "phone",
  key: string,
  ours: ReadonlySet<string>,
  mergedAt: number,
): Promise<Doc<"customers"> | null> {
  const isOther = (row: { customerId: Id<"customers"> }) => !ours.has(row.customerId);
  const other =
    kind === "email"
      ? (await emailHolders(ctx, key, mergedAt)).find(isOther)
      : (await phoneHolders(ctx, key, mergedAt)).find(isOther);
  return other === undefined ? null : await ctx.db.find("customers", other.customerId);
}

/** Rows looked at behind one address: those of the record itself, and of others who were given it. */
const mostHolders = 24;

// A row is as old as the address on the record, or says that the address is older: whoever shared it before the merge may
// go on sharing it.
async function emailHolders(ctx: TenantQueryCtx, email: string, since: number) {
  const rows = await ctx.db
    .query("customerIdentities")
    .withIndex("by_mailbox", (q) =>
      q.eq("mailbox", mailboxKey(email)).eq("email", email).gt("_creationTime", since),
    )
    .take(mostHolders);
  return rows.filter(({ emailSince = Infinity }) => emailSince > since);
}

async function phoneHolders(ctx: TenantQueryCtx, phone: string, since: number) {
  const first = await ctx.db
    .query("customerIdentities")
    .withIndex("by_phone", (q) => q.eq("phone", phone).gt("_creationTime", since))
    .take(mostHolders);
  const second = await ctx.db
    .query("customerKeys")
    .withIndex("by_key", (q) => q.eq("kind", "phone").eq("key", phone).gt("_creationTime", since))
    .take(mostHolders);
  return [...first.filter(({ phoneSince = Infinity }) => phoneSince > since), ...second];
}

async function putBackRecords(
  ctx: TenantMutationCtx,
  merge: Doc<"merges">,
  primary: Doc<"customers">,
  records: readonly Doc<"mergedRecords">[],
  resolve: Record<string, Resolution>,
): Promise<void> {
  const { auditId } = merge;
  const deed = { action: "unmerged", ...(auditId === undefined ? {} : { undoes: auditId }) };
  const codes = records.map(({ mergedCustomerCode }) => mergedCustomerCode);
  const ours = new Set<string>([primary._id, ...records.map(({ customerId }) => customerId)]);
  const ready = async (record: Doc<"customers">) =>
    await withPossibleLink(ctx, withoutTaken(record, resolve), ours, deed);
  const went = records.map((record) => record.mergedCustomerData as Doc<"customers">);
  const balances = parted(primary, went);
  await bookParting(ctx, primary, went, merge.reason);
  // The survivor first gives up what was the others' alone.
  const target = withBalances(
    await ready(await survivorAsBefore(ctx, merge, primary, resolve)),
    balances.survivor,
  );
  await putCustomer(ctx, primary, target, { ...deed, told: [{ field: "mergedRecords", from: codes }] });
  for (const [at, record] of records.entries()) {
    const now = await ctx.db.get("customers", record.customerId);
    const was = withBalances(await ready(went[at]!), balances.others[at]!);
    await putCustomer(ctx, now, was, {
      ...deed,
      told: [{ field: "mergedInto", from: primary.customerCode }],
    });
    await ctx.db.patch("mergedRecords", record._id, { undoneAt: ctx.now });
  }
}

/** Fields nobody touched go back; the others as `resolve` says; sets give up only what the merge brought. */
async function survivorAsBefore(
  ctx: TenantMutationCtx,
  merge: Doc<"merges">,
  primary: Doc<"customers">,
  resolve: Record<string, Resolution>,
): Promise<Doc<"customers">> {
  const before = merge.primaryBefore as Doc<"customers">;
  const after = merge.primaryAfter as Doc<"customers">;
  const target = { ...primary } as Record<string, unknown>;
  const now = primary as unknown as Record<string, unknown>;
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  let isUntouched = true;
  for (const field of fields) {
    const was = before[field as keyof typeof before];
    const became = after[field as keyof typeof after];
    if (field === "mergedRecords") {
      const left = (primary.mergedRecords ?? 0) - ((after.mergedRecords ?? 0) - (before.mergedRecords ?? 0));
      set(target, field, left > 0 ? left : undefined);
      continue;
    }
    if (field === "tags" || field === "legacyIds") {
      target[field] = withoutAdded(was as string[], became as string[], now[field] as string[]);
      if (!same(now[field], became)) isUntouched = false;
      continue;
    }
    if (field === "custom") {
      set(target, field, valuesAsBefore(before.custom, after.custom, primary.custom));
      if (!same(now[field], became)) isUntouched = false;
      continue;
    }
    // Shared out by what each brought (loyalty/merged.ts).
    if (isBalance(field)) continue;
    if (same(was, became)) {
      if (!same(now[field], became)) isUntouched = false;
      continue;
    }
    const isSame = same(now[field], became);
    if (!isSame && !isStamp(field)) isUntouched = false;
    if (isSame || resolve[field] === "back") set(target, field, was);
  }
  // The E.164 forms go with the phones they belong to.
  for (const phone of ["phone", "secondaryPhone"] as const) {
    const form = same(target[phone], before[phone]) ? before : primary;
    set(target, `${phone}E164`, form[`${phone}E164`]);
  }
  set(
    target,
    "vipStatusDate",
    (same(target["vipTierId"], before.vipTierId) ? before : primary).vipStatusDate,
  );
  // How and when a profile was linked goes with the link.
  const linked = same(target["linkedProfileId"], before.linkedProfileId) ? before : primary;
  for (const field of linkFields) set(target, field, linked[field]);
  const restored = target as unknown as Doc<"customers">;
  if (isUntouched) return restored;
  return await derived(ctx, restored);
}

type Custom = Doc<"customers">["custom"];

/** Each of the organization's own fields by itself: one that somebody changed since keeps the newer value. */
function valuesAsBefore(before: Custom = {}, after: Custom = {}, now: Custom = {}): Custom {
  const values = { ...now };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!same(now[key], after[key])) continue;
    const was = before[key];
    if (was === undefined) delete values[key];
    else values[key] = was;
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

const isBalance = (field: string) => ["availableCredit", "creditCurrency", "loyaltyPoints"].includes(field);

const isStamp = (field: string) =>
  [
    "nameSort",
    "companySort",
    "citySort",
    "legacyId",
    "contactWords",
    "searchText",
    "updatedAt",
    "updatedBy",
    ...(computedFields as readonly string[]),
  ].includes(field);

function withoutAdded(before: string[], after: string[], now: string[]): string[] {
  if (same(after, now)) return before;
  const added = new Set(after.filter((item) => !before.includes(item)));
  return now.filter((item) => !added.has(item));
}

/** A profile that is somebody else's by now is taken from them where that was the choice; one that is gone is left out. */
async function withPossibleLink(
  ctx: TenantMutationCtx,
  target: Doc<"customers">,
  ours: ReadonlySet<string>,
  deed: Deed,
): Promise<Doc<"customers">> {
  const { linkedProfileId } = target;
  if (linkedProfileId === undefined) return target;
  if ((await ctx.db.find("webProfiles", linkedProfileId)) === null) return withoutLink(target);
  const holder = await linkedSince(ctx, target, ours);
  if (holder !== null) await saveCustomer(ctx, holder, noLink, { ...deed, action: "unlinkedProfile" });
  return target;
}

function withoutLink(record: Doc<"customers">): Doc<"customers"> {
  const target = { ...record };
  for (const field of linkFields) delete target[field];
  return target;
}

/** "keep" on an address or a profile that somebody else has now: the record comes back without it. */
function withoutTaken(record: Doc<"customers">, resolve: Record<string, Resolution>): Doc<"customers"> {
  const target = { ...record };
  if (resolve[`${record._id}.email`] === "keep") delete target.email;
  for (const phone of ["phone", "secondaryPhone"] as const) {
    if (resolve[`${record._id}.${phone}`] !== "keep") continue;
    delete target[phone];
    delete target[`${phone}E164`];
  }
  return resolve[`${record._id}.linkedProfileId`] === "keep" ? withoutLink(target) : target;
}

function set(target: Record<string, unknown>, field: string, value: unknown): void {
  if (value === undefined) delete target[field];
  else target[field] = value;
}
