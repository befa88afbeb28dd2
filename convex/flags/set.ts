/** Reading and setting the flags; each change is told in the history with its actor (POS-22). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, TenantQueryCtx } from "../functions";
import { recordChange } from "../history/record";
import { fail } from "../shared/errors";
import {
  flagKeys,
  flagsOffFor,
  mostNamed,
  ownCustomerFlags,
  recommended,
  untouched,
  type FlagKey,
  type FlagSetting,
} from "./words";

type Row = Doc<"featureFlags">;
export type StoredSetting = Pick<Row, "audience" | "userIds" | "teamIds">;

export async function readFlags(ctx: TenantQueryCtx): Promise<Map<FlagKey, StoredSetting>> {
  const rows = await ctx.db.query("featureFlags").withIndex("by_key").take(flagKeys.length);
  return new Map(rows.map(({ key, audience, userIds, teamIds }) => [key, { audience, userIds, teamIds }]));
}

export const settingOf = (flags: ReadonlyMap<FlagKey, StoredSetting>, key: FlagKey): StoredSetting =>
  flags.get(key) ?? (untouched as StoredSetting);

/** The flag by which the caller still adds people to the older point of sale behind `part`; undefined where none is off. */
export async function olderFlowFlag(ctx: OrgMutationCtx, part: FlagKey): Promise<FlagKey | undefined> {
  const off = flagsOffFor(await readFlags(ctx), ctx.user._id, ctx.member.teamId ?? null);
  return ownCustomerFlags(part).find((one) => off.includes(one));
}

/** FLAG_OFF for somebody new behind `part` while the caller adds people to the older point of sale there (POS-20). */
export async function requireOwnCustomers(ctx: OrgMutationCtx, part: FlagKey): Promise<void> {
  const flag = await olderFlowFlag(ctx, part);
  if (flag !== undefined) fail({ code: "FLAG_OFF", flag });
}

/** Sets one flag. NOT_FOUND for people and teams of elsewhere, LIMIT_EXCEEDED for too many. */
export async function setFlag(
  ctx: OrgMutationCtx,
  key: FlagKey,
  setting: StoredSetting,
  { reason }: { reason?: string } = {},
): Promise<void> {
  if (setting.userIds.length + setting.teamIds.length > mostNamed)
    fail({ code: "LIMIT_EXCEEDED", what: "members", limit: mostNamed });
  const named: StoredSetting =
    setting.audience === "some" ? setting : { audience: setting.audience, userIds: [], teamIds: [] };
  for (const userId of named.userIds) await requireMember(ctx, userId);
  for (const teamId of named.teamIds) await ctx.db.get("teams", teamId);
  const row = await ctx.db
    .query("featureFlags")
    .withIndex("by_key", (q) => q.eq("key", key))
    .unique();
  const before = row ?? untouched;
  if (isSame(before, named)) return;
  if (row === null) await ctx.db.insert("featureFlags", { key, ...named, updatedAt: ctx.now });
  else await ctx.db.patch("featureFlags", row._id, { ...named, updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "featureFlags",
    entityId: key,
    action: "switched",
    changes: [{ field: key, from: told(before), to: told(named) }],
    ...(reason === undefined ? {} : { reason }),
  });
}

const isSame = (one: FlagSetting, other: FlagSetting) => told(one) === told(other);

const told = ({ audience, userIds, teamIds }: FlagSetting): string =>
  audience === "some" ? [...userIds, ...teamIds].join(",") : audience;

async function requireMember(ctx: OrgMutationCtx, userId: Id<"users">): Promise<void> {
  const member = await ctx.db
    .query("memberships")
    .withIndex("by_userId", (q) => q.eq("userId", userId))
    .unique();
  if (member === null) fail({ code: "NOT_FOUND", entity: "users" });
}

/** Sets all flags as the present stage recommends (POS-33). NOT_FOUND without a point of sale. */
export async function followStage(ctx: OrgMutationCtx): Promise<void> {
  const { transition } = await ctx.settings();
  if (transition === undefined) return fail({ code: "NOT_FOUND", entity: "syncStates" });
  const on = recommended[transition.stage];
  for (const key of flagKeys)
    await setFlag(ctx, key, {
      audience: on.includes(key) ? "everyone" : "nobody",
      userIds: [],
      teamIds: [],
    });
}
