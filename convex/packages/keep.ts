/** The one write path of sold packages: status, kept numbers and history follow every change. */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { changeFollowUp } from "../followUps/write";
import { recordChange, type Change } from "../history/record";
import { tellOfPackage } from "../mirror/tell";
import { dayOf } from "../shared/days";
import { tallyPackage } from "../tallies/packages";
import type { NewRow } from "../tenancy/tenantDb";
import { reminderDay, sessionsLeft, statusOn } from "./status";

export type SoldPackage = Doc<"customerPackages">;
export type PackageDeed = "sold" | "used" | "returned" | "expired" | "cancelled" | "restored";

type NewSale = Pick<
  NewRow<"customerPackages">,
  | "packageId"
  | "name"
  | "price"
  | "currency"
  | "purchasedAt"
  | "startsOn"
  | "expiresOn"
  | "sessionsTotal"
  | "note"
>;

/** For rooms: the row and everything that is kept of it. The caller checks, and records the sale (packages/sell.ts). */
export async function insertPackage(
  ctx: TenantMutationCtx,
  customer: Doc<"customers">,
  sale: NewSale,
): Promise<SoldPackage> {
  const facts = { ...sale, sessionsUsed: 0 };
  const status = statusOn(await todayOf(ctx), facts);
  const id = await ctx.db.insert("customerPackages", {
    ...facts,
    customerId: customer._id,
    status,
    isCurrent: status === "active",
    remindOn: status === "active" ? reminderDay(facts) : undefined,
    ownerId: customer.ownerId,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
    createdByName: ctx.actor.name,
  });
  const row = await ctx.db.get("customerPackages", id);
  await tallyPackage(ctx, null, row);
  await tellOfPackage(ctx, row, "INSERT");
  await tell(ctx, row, "sold", [
    { field: "amount", to: row.price },
    { field: "currency", to: row.currency },
    ...(row.sessionsTotal === undefined ? [] : [{ field: "sessionsTotal", to: row.sessionsTotal }]),
    ...(row.expiresOn === undefined ? [] : [{ field: "expiresOn", to: row.expiresOn }]),
  ]);
  return row;
}

/** Changes the facts; the status follows from them and the day. Asks nobody. */
export async function changePackage(
  ctx: TenantMutationCtx,
  before: SoldPackage,
  deed: PackageDeed,
  fields: Pick<Partial<NewRow<"customerPackages">>, "sessionsUsed" | "cancelled">,
  reason?: string,
): Promise<void> {
  const facts = { ...before, ...fields };
  const status = statusOn(await todayOf(ctx), facts);
  await ctx.db.patch("customerPackages", before._id, {
    ...fields,
    status,
    isCurrent: status === "active",
    ...(await reminderAfter(ctx, before, status)),
    updatedAt: ctx.now,
  });
  const after = await ctx.db.get("customerPackages", before._id);
  await tallyPackage(ctx, before, after);
  await tellOfPackage(ctx, after, "UPDATE");
  await tell(ctx, after, deed, changesOf(before, after), reason);
}

/** A promise about a package that nobody can use any more is taken back; one that ran out by itself is still worth a call. */
async function reminderAfter(
  ctx: TenantMutationCtx,
  before: SoldPackage,
  status: SoldPackage["status"],
): Promise<Pick<SoldPackage, "remindOn" | "reminderId">> {
  if (status === before.status) return keptReminder(before);
  if (status === "active")
    return { ...keptReminder(before), remindOn: before.reminderId ? undefined : reminderDay(before) };
  const followUp = before.reminderId && (await ctx.db.find("followUps", before.reminderId));
  if (status === "expired" || !followUp || followUp.status !== "open")
    return { ...keptReminder(before), remindOn: undefined };
  await changeFollowUp(ctx, followUp, "cancelled", { status: "cancelled", doneAt: ctx.now });
  return { remindOn: undefined, reminderId: undefined };
}

const keptReminder = ({ remindOn, reminderId }: SoldPackage) => ({ remindOn, reminderId });

function changesOf(before: SoldPackage, after: SoldPackage): Change[] {
  const changes: Change[] = [];
  if (before.sessionsUsed !== after.sessionsUsed) {
    const left = sessionsLeft(after);
    changes.push(
      left === null
        ? { field: "sessionsUsed", from: before.sessionsUsed, to: after.sessionsUsed }
        : { field: "sessionsLeft", from: sessionsLeft(before), to: left },
    );
  }
  if (before.status !== after.status)
    changes.push({ field: "packageStatus", from: before.status, to: after.status });
  return changes;
}

async function tell(
  ctx: TenantMutationCtx,
  { _id, customerId }: SoldPackage,
  action: PackageDeed,
  changes: Change[],
  reason?: string,
): Promise<Id<"auditLog">> {
  return await recordChange(ctx, {
    entity: "customerPackages",
    entityId: _id,
    customerId,
    action,
    changes,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** The organization's calendar day. */
export async function todayOf(ctx: TenantMutationCtx): Promise<string> {
  return dayOf(ctx.now, (await ctx.settings()).timeZone);
}
