/** The organization's own accounts at WhatsApp and Twilio: their secrets go in and are never shown again. */
import * as z from "zod";
import type { Doc, Id } from "../_generated/dataModel";
import { randomToken } from "../accounts/secrets";
import type { OrgMutationCtx, OrgQueryCtx, TenantQueryCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { mailConfigured } from "../mail/outbox";
import { required } from "../shared/entry";
import { fail } from "../shared/errors";
import { toE164 } from "../shared/phone";
import { seal, unseal } from "../shared/sealed";
import { siteUrl } from "../shared/site";
import { parse } from "../shared/validate";

export type Channel = Doc<"channels">["channel"];
const purpose = "channel";

/** The deployment's secret, under which those of organizations are sealed. */
function secret(): string {
  return process.env["ORBIT_SECRET"] || fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_SECRET" });
}

const shape = z.object({
  /** WhatsApp's phone number id, or Twilio's account SID. */
  account: required(100, "Enter the account as the provider shows it."),
  /** The organization's own number. */
  number: required(20, "Enter the number that customers see."),
  /** Left out: the one that is stored stays. */
  accessToken: z.string().trim().min(1).max(1_000).optional(),
  appSecret: z.string().trim().min(1).max(1_000).optional(),
  isActive: z.boolean(),
});
export type ChannelInput = z.input<typeof shape>;

export interface ListedChannel {
  channel: Channel;
  account: string;
  number: string;
  isActive: boolean;
  /** Where the provider is to deliver. */
  webhook: string;
  /** What WhatsApp asks for when the address is entered there; null for Twilio. */
  verifyToken: string | null;
}

/** Where provider calls reach this deployment. */
export function webhookOf({ channel, token }: Pick<Doc<"channels">, "channel" | "token">): string {
  const base = (process.env.CONVEX_SITE_URL || siteUrl()).replace(/\/+$/, "");
  return `${base}/${channel === "whatsapp" ? "whatsapp" : "twilio"}/${token}`;
}

/** Address to which customers of an organization write, where Resend receives mail for this deployment; null elsewhere. */
export function inboundAddress(slug: string): string | null {
  const domain = process.env["RESEND_INBOUND_DOMAIN"];
  return domain ? `${slug}@${domain}`.toLowerCase() : null;
}

/** The accounts there are, without their secrets, and how mail stands. */
export async function listChannels(ctx: OrgQueryCtx): Promise<{
  channels: ListedChannel[];
  mail: { canSend: boolean; inbound: string | null };
}> {
  const rows = await ctx.db.query("channels").withIndex("by_channel").take(10);
  const { slug } = await ctx.organization();
  return {
    channels: rows.map((row) => ({
      channel: row.channel,
      account: row.account,
      number: row.number,
      isActive: row.isActive,
      webhook: webhookOf(row),
      verifyToken: row.verifyToken ?? null,
    })),
    mail: { canSend: mailConfigured(), inbound: inboundAddress(slug) },
  };
}

/** Stores an account. VALIDATION_ERROR by field; a new one needs its secrets. */
export async function saveChannel(ctx: OrgMutationCtx, channel: Channel, input: ChannelInput): Promise<null> {
  const { accessToken, appSecret, ...given } = parse(shape, input);
  const before = await channelOf(ctx, channel);
  const number = toE164(given.number, (await ctx.settings()).country);
  const issues = [
    ...(number === null
      ? [{ path: "number", rule: "invalidPhone", message: "Enter the number with its country code." }]
      : []),
    ...(before === null && accessToken === undefined
      ? [{ path: "accessToken", rule: "required", message: "Enter the provider's token." }]
      : []),
    ...(channel === "whatsapp" && before === null && appSecret === undefined
      ? [
          {
            path: "appSecret",
            rule: "required",
            message: "Enter the app secret, by which calls are checked.",
          },
        ]
      : []),
  ];
  if (number === null || issues.length > 0) return fail({ code: "VALIDATION_ERROR", issues });
  const fields = {
    account: given.account,
    number,
    isActive: given.isActive,
    ...(accessToken === undefined ? {} : { accessToken: await seal(secret(), purpose, accessToken) }),
    ...(appSecret === undefined ? {} : { appSecret: await seal(secret(), purpose, appSecret) }),
    updatedAt: ctx.now,
  };
  if (before === null) {
    await ctx.db.insert("channels", {
      accessToken: "",
      ...fields,
      channel,
      token: randomToken(),
      ...(channel === "whatsapp" ? { verifyToken: randomToken() } : {}),
      createdAt: ctx.now,
    });
  } else await ctx.db.patch("channels", before._id, fields);
  const after = (await channelOf(ctx, channel))!;
  await recordChange(ctx, {
    entity: "channels",
    entityId: after._id,
    action: before === null ? "created" : "updated",
    changes: [
      ...diff<Doc<"channels">>(before ?? {}, after, ["channel", "account", "number", "isActive"]),
      // That a secret was changed is told; what it is, never.
      ...(before !== null && accessToken !== undefined ? [{ field: "accessToken" }] : []),
      ...(before !== null && appSecret !== undefined ? [{ field: "appSecret" }] : []),
    ],
  });
  return null;
}

export async function channelOf(ctx: TenantQueryCtx, channel: Channel): Promise<Doc<"channels"> | null> {
  return await ctx.db
    .query("channels")
    .withIndex("by_channel", (q) => q.eq("channel", channel))
    .unique();
}

/** What an action needs to speak for the organization; null while the channel is off. */
export async function sealedAccount(ctx: TenantQueryCtx, channel: Channel): Promise<SealedAccount | null> {
  const row = await channelOf(ctx, channel);
  return row === null || !row.isActive ? null : sealedOf(row);
}

export interface SealedAccount {
  orgId: Id<"organizations">;
  channel: Channel;
  account: string;
  number: string;
  accessToken: string;
  appSecret: string | null;
  verifyToken: string | null;
  webhook: string;
}

export function sealedOf(row: Doc<"channels">): SealedAccount {
  return {
    orgId: row.orgId,
    channel: row.channel,
    account: row.account,
    number: row.number,
    accessToken: row.accessToken,
    appSecret: row.appSecret ?? null,
    verifyToken: row.verifyToken ?? null,
    webhook: webhookOf(row),
  };
}

/** A secret in the clear, for one call of the provider; throws CONFIGURATION_MISSING when it was sealed elsewhere. */
export async function openSecret(sealed: string | null): Promise<string> {
  const text = sealed === null ? null : await unseal(secret(), purpose, sealed);
  return text ?? fail({ code: "CONFIGURATION_MISSING", name: "ORBIT_SECRET" });
}
