/** What time does to sold packages: the owner is reminded before the end, and the end comes (PKG-09). */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { takesFollowUps } from "../customers/assignable";
import { createFollowUp } from "../followUps/write";
import { inOneTally } from "../tallies/bump";
import { isSwitchedOff } from "../tenancy/modules";
import { refreshInsights } from "../value/refresh";
import { changePackage, todayOf, type SoldPackage } from "./keep";
import { sessionsLeft } from "./status";

/** Each writes the package, its history and place in the timeline, and two tallies. */
const batch = 40;
/** Each writes a follow-up with its history, and the customer's numbers. */
const reminderBatch = 15;

/** Ends one batch of packages whose last day is over; true while there may be more. */
export async function expirePackages(ctx: TenantMutationCtx): Promise<boolean> {
  const today = await todayOf(ctx);
  const past = await ctx.db
    .query("customerPackages")
    .withIndex("by_end", (q) => q.eq("isCurrent", true).gt("expiresOn", "").lt("expiresOn", today))
    .take(batch);
  await inOneTally(ctx, async () => {
    for (const sold of past) await changePackage(ctx, sold, "expired", {});
  });
  return past.length === batch;
}

/** Reminds of one batch of packages that are about to end; true while there may be more. */
export async function remindOfPackages(ctx: TenantMutationCtx): Promise<boolean> {
  if (isSwitchedOff((await ctx.settings()).modules, "packages")) return false;
  const today = await todayOf(ctx);
  const due = await ctx.db
    .query("customerPackages")
    .withIndex("by_reminder", (q) => q.gt("remindOn", "").lte("remindOn", today))
    .take(reminderBatch);
  for (const sold of due) {
    const reminderId = await remind(ctx, sold);
    await ctx.db.patch("customerPackages", sold._id, {
      remindOn: undefined,
      ...(reminderId === null ? {} : { reminderId }),
    });
  }
  for (const customerId of new Set(due.map((sold) => sold.customerId)))
    await refreshInsights(ctx, customerId);
  return due.length === reminderBatch;
}

/** Of an organization's day that has just begun: nine in the morning. */
const untilDueMs = 9 * 3_600_000;

/** A follow-up for the customer's owner, or without one for whoever sold it; null where nobody can take it. */
async function remind(ctx: TenantMutationCtx, sold: SoldPackage): Promise<Id<"followUps"> | null> {
  const customer = await ctx.db.find("customers", sold.customerId);
  if (customer === null || customer.status === "deleted") return null;
  const ownerId = await keeperOf(ctx, customer, sold);
  if (ownerId === null) return null;
  const { language } = await ctx.settings();
  return await createFollowUp(ctx, {
    customerId: customer._id,
    title: titles[language](sold.name, sold.expiresOn!, sessionsLeft(sold)),
    dueAt: ctx.now + untilDueMs,
    ownerId,
  });
}

async function keeperOf(
  ctx: TenantMutationCtx,
  { ownerId }: Doc<"customers">,
  { createdBy }: SoldPackage,
): Promise<Id<"users"> | null> {
  const seller = createdBy.startsWith("user:") ? (createdBy.slice("user:".length) as Id<"users">) : undefined;
  for (const userId of [ownerId, seller])
    if (userId !== undefined && (await takesFollowUps(ctx, userId))) return userId;
  return null;
}

/** In the organization's language, as everything that Orbit writes by itself. */
const titles: Record<"en" | "ru", (name: string, day: string, left: number | null) => string> = {
  en: (name, day, left) => `${name} ends on ${day}${left === null ? "" : `, sessions left: ${left}`}`,
  ru: (name, day, left) =>
    `${name}: заканчивается ${day}${left === null ? "" : `, осталось сеансов: ${left}`}`,
};
