/** Messages from addresses nobody knows: linked, made a customer, or put aside (COM-14). A sender's messages go together. */
import type { PaginationOptions, PaginationResult } from "convex/server";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx } from "../functions";
import { customerScope, writableCustomer } from "../customers/access";
import { createCustomer } from "../customers/write";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { inOneTally } from "../tallies/bump";
import { tally } from "../tallies/read";
import { reachFor } from "../tenancy/permissions";
import { tallyUnmatched } from "../tallies/unmatched";
import { expectFiles, filesOf, handOverFiles, type ListedFile } from "./files";
import { asReceived, type Incoming } from "./incoming";
import { recordMessage } from "./record";

type Queued = Doc<"unmatchedMessages">;

/** Messages of one sender that one transaction passes. */
const batch = 40;

export async function queueMessage(
  ctx: TenantMutationCtx,
  { channel, providerId, from, fromName, to, subject, body, mediaType, files = [], at }: Incoming,
): Promise<void> {
  const id = await ctx.db.insert("unmatchedMessages", {
    channel,
    providerId,
    from,
    ...(fromName === undefined ? {} : { fromName }),
    ...(to === undefined ? {} : { to }),
    ...(subject === undefined ? {} : { subject }),
    ...(body === undefined ? {} : { body }),
    ...(mediaType === undefined ? {} : { mediaType }),
    status: "open",
    createdAt: Math.min(at, ctx.now),
  });
  await expectFiles(ctx, { unmatchedId: id }, files);
  await tallyUnmatched(ctx, null, await ctx.db.get("unmatchedMessages", id));
}

/** Newest first, those that wait or those that were put aside. */
export async function listUnmatched(
  ctx: OrgQueryCtx,
  status: Queued["status"],
  page: PaginationOptions,
): Promise<PaginationResult<Omit<Queued, "orgId"> & { files: ListedFile[] }>> {
  const found = await ctx.db
    .query("unmatchedMessages")
    .withIndex("by_status", (q) => q.eq("status", status))
    .order("desc")
    .paginate(boundedPage(page, 40));
  const rows = [];
  for (const { orgId: _orgId, ...message } of found.page)
    rows.push({ ...message, files: await filesOf(ctx, { unmatchedId: message._id }) });
  return { ...found, page: rows };
}

/** Exact numbers of those that wait and those that were put aside. */
export async function unmatchedCounts(ctx: OrgQueryCtx): Promise<Record<Queued["status"], number>> {
  const cells = await tally(ctx, "unmatched");
  return { open: cells.get("open")?.count ?? 0, discarded: cells.get("discarded")?.count ?? 0 };
}

/** All that this sender wrote goes to the customer, and so will what they write next. NOT_FOUND, FORBIDDEN. */
export async function linkSender(
  ctx: OrgMutationCtx,
  messageId: Id<"unmatchedMessages">,
  customerId: string,
): Promise<null> {
  const message = await ctx.db.get("unmatchedMessages", messageId);
  const customer = await writableCustomer(ctx, customerId, "communications:send");
  if (message.status !== "open") {
    fail({ code: "INVALID_STATUS_CHANGE", entity: "unmatchedMessages", from: message.status, to: "linked" });
  }
  await recordChange(
    ctx,
    {
      entity: "unmatchedMessages",
      entityId: message._id,
      customerId: customer._id,
      action: "linked",
      changes: [{ field: "from", to: message.from }],
    },
    null,
  );
  return await moveOn(ctx, message.from, customer._id);
}

/** The next messages of a sender onto the customer; schedules the rest. */
export async function moveOn(
  ctx: TenantMutationCtx,
  from: string,
  customerId: Id<"customers">,
): Promise<null> {
  const customer = await ctx.db.find("customers", customerId);
  if (customer === null || customer.status === "deleted") return null;
  const waiting = await ofSender(ctx, from, "open");
  await inOneTally(ctx, async () => {
    for (const message of waiting) {
      const messageId = await recordMessage(
        ctx,
        await ctx.db.get("customers", customerId),
        asReceived(message, message.createdAt),
      );
      await handOverFiles(ctx, message._id, messageId);
      await ctx.db.delete("unmatchedMessages", message._id);
      await tallyUnmatched(ctx, message, null);
    }
  });
  if (waiting.length === batch) {
    await ctx.scheduler.runAfter(0, internal.unmatched.linkOn, { orgId: ctx.orgId, from, customerId });
  }
  return null;
}

/** Puts aside what this sender wrote so far, or brings it back. Nothing is deleted. */
export async function putAside(
  ctx: OrgMutationCtx,
  messageId: Id<"unmatchedMessages">,
  to: Queued["status"],
): Promise<null> {
  const message = await ctx.db.get("unmatchedMessages", messageId);
  if (message.status === to) return null;
  await recordChange(ctx, {
    entity: "unmatchedMessages",
    entityId: message._id,
    action: to === "discarded" ? "discarded" : "restored",
    changes: [{ field: "from", to: message.from }],
  });
  return await putOn(ctx, message.from, to);
}

/** The next messages of a sender; schedules the rest. */
export async function putOn(ctx: TenantMutationCtx, from: string, to: Queued["status"]): Promise<null> {
  const rows = await ofSender(ctx, from, to === "open" ? "discarded" : "open");
  await inOneTally(ctx, async () => {
    for (const row of rows) {
      await ctx.db.patch("unmatchedMessages", row._id, { status: to });
      await tallyUnmatched(ctx, row, await ctx.db.get("unmatchedMessages", row._id));
    }
  });
  if (rows.length === batch)
    await ctx.scheduler.runAfter(0, internal.unmatched.putRest, { orgId: ctx.orgId, from, to });
  return null;
}

async function ofSender(ctx: TenantMutationCtx, from: string, status: Queued["status"]): Promise<Queued[]> {
  return await ctx.db
    .query("unmatchedMessages")
    .withIndex("by_from", (q) => q.eq("from", from).eq("status", status))
    .take(batch);
}

/**
 * Makes the sender a customer, through the same gatekeeper as everywhere (DUP-25), and moves what they wrote there.
 * DUPLICATE_CUSTOMER, CUSTOMER_NAME_CONFLICT, VALIDATION_ERROR, FORBIDDEN.
 */
export async function adoptSender(
  ctx: OrgMutationCtx,
  messageId: Id<"unmatchedMessages">,
  name: string,
): Promise<Id<"customers">> {
  if (reachFor(ctx, "customers:create") === "none")
    fail({ code: "FORBIDDEN", permission: "customers:create" });
  const message = await ctx.db.get("unmatchedMessages", messageId);
  const address = message.channel === "email" ? { email: message.from } : { phone: message.from };
  const { customerId } = await createCustomer(
    ctx,
    { name, ...address, preferredLanguage: (await ctx.settings()).language },
    { duplicates: "policy", scope: await customerScope(ctx) },
  );
  await linkSender(ctx, messageId, customerId);
  return customerId;
}
