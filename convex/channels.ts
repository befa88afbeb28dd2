/** Door: the organization's accounts at providers of messages; and, internally, what comes in and goes out through them. */
import { v } from "convex/values";
import { internal } from "./_generated/api";
import { takeMessage } from "./communications/arrive";
import { listChannels, saveChannel, sealedOf } from "./communications/channels";
import { completeMail, failMail } from "./communications/mailText";
import { fetchReceived } from "./communications/received";
import { claimMessage, reportMessage, settleLost, settleTry } from "./communications/sending";
import { channelValidator, whatsappStatusValidator } from "./communications/table";
import { tryMessage } from "./communications/tryMessage";
import {
  internalAction,
  orgMutation,
  orgQuery,
  systemMutation,
  systemQuery,
  tenantMutation,
} from "./functions";

const actorOf = (name: string) => ({ id: "system:channels", name, channel: "schedule" }) as const;
const names = { email: "E-mail", whatsapp: "WhatsApp", sms: "SMS" } as const;

/** The accounts there are, without their secrets, and whether mail leaves and comes in. */
export const list = orgQuery({
  permission: "settings:manage",
  args: {},
  handler: (ctx) => listChannels(ctx),
});

/** Stores an account; a secret that is left out stays. VALIDATION_ERROR by field. */
export const save = orgMutation({
  permission: "settings:manage",
  args: {
    channel: channelValidator,
    input: v.object({
      account: v.string(),
      number: v.string(),
      accessToken: v.optional(v.string()),
      appSecret: v.optional(v.string()),
      isActive: v.boolean(),
    }),
  },
  handler: (ctx, { channel, input }) => saveChannel(ctx, channel, input),
});

/** Internal: the account whose address a provider called; null for an address that is none. */
export const behindToken = systemQuery({
  args: { token: v.string() },
  handler: async (ctx, { token }) => {
    const row = await ctx.db
      .query("channels")
      .withIndex("global_token", (q) => q.eq("token", token))
      .unique();
    return row === null || !row.isActive ? null : sealedOf(row);
  },
});

/** Internal: the organization to whose address a mail was sent; null when it is nobody's. */
export const mailReceiver = systemQuery({
  args: { slugs: v.array(v.string()) },
  handler: async (ctx, { slugs }) => {
    for (const slug of slugs.slice(0, 50)) {
      const found = await ctx.db
        .query("organizations")
        .withIndex("by_slug", (q) => q.eq("slug", slug))
        .unique();
      if (found?.status === "active") return { orgId: found._id, slug };
    }
    return null;
  },
});

const incomingValidator = v.object({
  channel: v.union(v.literal("email"), v.literal("whatsapp"), v.literal("sms")),
  providerId: v.string(),
  from: v.string(),
  fromName: v.optional(v.string()),
  to: v.optional(v.string()),
  subject: v.optional(v.string()),
  body: v.optional(v.string()),
  mediaType: v.optional(v.string()),
  files: v.optional(
    v.array(v.object({ remote: v.string(), name: v.optional(v.string()), type: v.optional(v.string()) })),
  ),
  at: v.number(),
});

/** Internal: a message that came in, already verified (COM-06, COM-13). */
export const take = tenantMutation({
  actor: ({ incoming }) => actorOf(names[incoming.channel]),
  args: { incoming: incomingValidator },
  handler: async (ctx, { incoming }) => {
    const outcome = await takeMessage(ctx, incoming);
    if (incoming.channel === "email" && outcome !== "known") {
      const args = { orgId: ctx.orgId, emailId: incoming.providerId, tries: 0 };
      await ctx.scheduler.runAfter(0, internal.channels.fetchMail, args);
    }
    return outcome;
  },
});

/** Internal: the provider's word on a message that was sent (COM-08). */
export const report = tenantMutation({
  actor: actorOf("Delivery"),
  args: {
    report: v.object({
      id: v.string(),
      status: whatsappStatusValidator,
      error: v.union(v.string(), v.null()),
      ours: v.optional(v.union(v.string(), v.null())),
    }),
  },
  handler: async (ctx, args): Promise<null> => {
    if (!(await reportMessage(ctx, args.report)))
      console.info(`A report about a message that is not ours was left aside (${args.report.status})`);
    return null;
  },
});

const waitsMs = [0, 10_000, 60_000, 10 * 60_000, 60 * 60_000];

/** The text of a mail that came in; tried again for about an hour, then the message says why it has none. */
export const fetchMail = internalAction({
  args: { orgId: v.id("organizations"), emailId: v.string(), tries: v.number() },
  returns: v.null(),
  handler: async (ctx, { orgId, emailId, tries }): Promise<null> => {
    try {
      const text = await fetchReceived(emailId);
      await ctx.runMutation(internal.channels.completed, { orgId, emailId, text });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await ctx.runMutation(internal.channels.missed, { orgId, emailId, error: why });
      const wait = waitsMs[tries + 1];
      if (wait !== undefined)
        await ctx.scheduler.runAfter(wait, internal.channels.fetchMail, { orgId, emailId, tries: tries + 1 });
    }
    return null;
  },
});

export const completed = tenantMutation({
  actor: actorOf("E-mail"),
  args: { emailId: v.string(), text: v.string() },
  handler: (ctx, { emailId, text }) => completeMail(ctx, emailId, text),
});

export const missed = tenantMutation({
  actor: actorOf("E-mail"),
  args: { emailId: v.string(), error: v.string() },
  handler: (ctx, { emailId, error }) => failMail(ctx, emailId, error),
});

/** One try at a message of WhatsApp or SMS. */
export const deliver = internalAction({
  args: { orgId: v.id("organizations"), messageId: v.id("communications") },
  returns: v.null(),
  handler: async (ctx, ids): Promise<null> => {
    const claimed = await ctx.runMutation(internal.channels.claim, ids);
    if (claimed === null) return null;
    await ctx.runMutation(internal.channels.settle, {
      ...ids,
      result: await tryMessage(ctx, ids.messageId, claimed),
    });
    return null;
  },
});

export const claim = tenantMutation({
  actor: actorOf("Delivery"),
  args: { messageId: v.id("communications") },
  handler: (ctx, { messageId }) => claimMessage(ctx, messageId),
});

export const settle = tenantMutation({
  actor: actorOf("Delivery"),
  args: {
    messageId: v.id("communications"),
    result: v.union(
      v.object({ kind: v.literal("sent"), providerId: v.string() }),
      v.object({ kind: v.literal("retry"), error: v.string(), afterMs: v.optional(v.number()) }),
      v.object({ kind: v.literal("refused"), error: v.string() }),
      v.object({ kind: v.literal("unknown") }),
    ),
  },
  handler: (ctx, { messageId, result }) => settleTry(ctx, messageId, result),
});

export const lost = tenantMutation({
  actor: actorOf("Delivery"),
  args: { messageId: v.id("communications") },
  handler: (ctx, { messageId }) => settleLost(ctx, messageId),
});

/** Cron: goes on with what was lost with its process, at most 100 of each at a time. */
export const sweep = systemMutation({
  args: {},
  handler: async (ctx): Promise<null> => {
    const now = Date.now();
    for (const status of ["queued", "sending"] as const) {
      const due = await ctx.db
        .query("communications")
        .withIndex("global_due", (q) =>
          q
            .eq("deliveryStatus", status)
            .gt("nextAttemptAt", 0)
            .lt("nextAttemptAt", now - 60_000),
        )
        .take(100);
      const next = status === "queued" ? internal.channels.deliver : internal.channels.lost;
      for (const { orgId, _id } of due) await ctx.scheduler.runAfter(0, next, { orgId, messageId: _id });
    }
    const files = await ctx.db
      .query("messageFiles")
      .withIndex("global_due", (q) => q.eq("state", "waiting").lt("nextAttemptAt", now - 60_000))
      .take(100);
    for (const { orgId, _id } of files)
      await ctx.scheduler.runAfter(0, internal.messageFiles.fetch, { orgId, fileId: _id });
    return null;
  },
});
