/** Door: packages, what is offered and what was sold. */
import { paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { canWrite, readableCustomer } from "./customers/access";
import { orgMutation, orgQuery, tenantMutation } from "./functions";
import {
  archivePackage,
  choices as offeredChoices,
  createPackage,
  listCatalogue,
  readPackage,
  updatePackage,
} from "./packages/catalogue";
import { cancelPackage, restorePackage } from "./packages/cancel";
import { expirePackages, remindOfPackages } from "./packages/expiring";
import { buyersOf, packagesOfCustomer, packageSummary, readSold } from "./packages/list";
import { sellPackage } from "./packages/sell";
import { returnSession, takeSession } from "./packages/sessions";
import { paymentMethodValidator } from "./transactions/table";

const countOrNone = v.optional(v.union(v.number(), v.null()));
const entered = v.object({
  name: v.string(),
  description: v.optional(v.string()),
  /** Minor units. */
  price: v.number(),
  currency: v.optional(v.string()),
  sessions: countOrNone,
  validDays: countOrNone,
});
const soldId = { customerPackageId: v.id("customerPackages") };

/** The catalogue by name; whoever sees every sale also sees how many were sold of each and for how much, kept, not scanned (PKG-10). */
export const catalogue = orgQuery({
  permission: "packages:browse",
  args: { isArchived: v.boolean(), paginationOpts: paginationOptsValidator },
  handler: (ctx, { isArchived, paginationOpts }) => listCatalogue(ctx, isArchived, paginationOpts),
});

/** Everything that can be sold, at most three hundred, by name. */
export const choices = orgQuery({
  permission: "packages:browse",
  args: {},
  handler: (ctx) => offeredChoices(ctx),
});

/** One package of the catalogue. NOT_FOUND. */
export const get = orgQuery({
  permission: "packages:browse",
  args: { packageId: v.id("packages") },
  handler: (ctx, { packageId }) => readPackage(ctx, packageId),
});

/** Adds a package to the catalogue. VALIDATION_ERROR by field, LIMIT_EXCEEDED. */
export const create = orgMutation({
  permission: "packages:manage",
  args: { input: entered },
  handler: (ctx, { input }) => createPackage(ctx, input),
});

/** Changes a package whole; what was sold stays as it was sold. NOT_FOUND, VALIDATION_ERROR. */
export const update = orgMutation({
  permission: "packages:manage",
  args: { packageId: v.id("packages"), input: entered },
  handler: async (ctx, { packageId, input }): Promise<null> => {
    await updatePackage(ctx, packageId, input);
    return null;
  },
});

/** Takes a package out of the offer, or back into it; nobody who has bought it loses it. */
export const archive = orgMutation({
  permission: "packages:manage",
  args: { packageId: v.id("packages"), isArchived: v.boolean() },
  handler: async (ctx, { packageId, isArchived }): Promise<null> => {
    await archivePackage(ctx, packageId, isArchived);
    return null;
  },
});

/**
 * Sells a package to a customer: its sessions and days from `startsOn` on, and one sale of its price (PKG-01, PKG-11).
 * `input`: price in minor units and `at` in epoch ms where they differ from the package's and now. VALIDATION_ERROR by
 * field, NOT_FOUND, FORBIDDEN.
 */
export const sell = orgMutation({
  permission: "packages:sell",
  args: {
    customerId: v.id("customers"),
    packageId: v.id("packages"),
    input: v.object({
      price: v.optional(v.number()),
      at: v.optional(v.number()),
      startsOn: v.optional(v.string()),
      method: v.optional(paymentMethodValidator),
      reference: v.optional(v.string()),
      note: v.optional(v.string()),
    }),
  },
  handler: (ctx, { customerId, packageId, input }) => sellPackage(ctx, customerId, packageId, input),
});

/** One customer's packages, newest first: the current ones or the past (PKG-02). */
export const ofCustomer = orgQuery({
  permission: "packages:read",
  args: {
    customerId: v.id("customers"),
    group: v.union(v.literal("current"), v.literal("past")),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { customerId, group, paginationOpts }) =>
    packagesOfCustomer(ctx, customerId, group, paginationOpts),
});

/** How many a customer has (PKG-04), and whether the caller may sell one. */
export const summary = orgQuery({
  permission: "packages:read",
  args: { customerId: v.id("customers") },
  handler: async (ctx, { customerId }) => {
    const customer = await readableCustomer(ctx, customerId, "packages:read");
    return {
      ...(await packageSummary(ctx, customer._id)),
      maySell: await canWrite(ctx, customer, "packages:sell"),
    };
  },
});

/** Who bought a package, newest first: everybody, or one owner's customers within reach (FORBIDDEN). */
export const buyers = orgQuery({
  permission: "packages:read",
  args: {
    packageId: v.id("packages"),
    owner: v.union(v.id("users"), v.literal("everybody"), v.null()),
    paginationOpts: paginationOptsValidator,
  },
  handler: (ctx, { packageId, owner, paginationOpts }) => buyersOf(ctx, packageId, owner, paginationOpts),
});

/** One sold package. NOT_FOUND unless its customer is within reach. */
export const sold = orgQuery({
  permission: "packages:read",
  args: soldId,
  handler: (ctx, { customerPackageId }) => readSold(ctx, customerPackageId),
});

/** Uses one session; never below none (PKG-10). VALIDATION_ERROR says why it cannot be used today. */
export const useSession = orgMutation({
  permission: "packages:use",
  args: soldId,
  handler: async (ctx, { customerPackageId }): Promise<null> => {
    await takeSession(ctx, customerPackageId);
    return null;
  },
});

/** Gives one session back: the undo of using it. VALIDATION_ERROR when none was used. */
export const giveBack = orgMutation({
  permission: "packages:use",
  args: soldId,
  handler: async (ctx, { customerPackageId }): Promise<null> => {
    await returnSession(ctx, customerPackageId);
    return null;
  },
});

/** Takes a sold package back and makes its sale void; `restore` undoes both. UNDO_CONFLICT, NOT_FOUND, FORBIDDEN. */
export const cancel = orgMutation({
  permission: "packages:cancel",
  args: { ...soldId, reason: v.optional(v.string()) },
  handler: async (ctx, { customerPackageId, reason }): Promise<null> => {
    await cancelPackage(ctx, customerPackageId, reason);
    return null;
  },
});

/** Brings a cancelled package back, and its sale. UNDO_CONFLICT, NOT_FOUND, FORBIDDEN. */
export const restore = orgMutation({
  permission: "packages:cancel",
  args: soldId,
  handler: async (ctx, { customerPackageId }): Promise<null> => {
    await restorePackage(ctx, customerPackageId);
    return null;
  },
});

/** Hourly, per organization: what the calendar ends, and of what it reminds (PKG-09). */
export const expire = tenantMutation({
  actor: { id: "system:packages", name: "Orbit", channel: "schedule" },
  args: {},
  handler: async (ctx): Promise<null> => {
    const hasMore = (await expirePackages(ctx)) || (await remindOfPackages(ctx));
    if (hasMore) await ctx.scheduler.runAfter(0, internal.packages.expire, { orgId: ctx.orgId });
    return null;
  },
});
