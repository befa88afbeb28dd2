/**
 * Which sounds a crowd shares ("ANN K": one word's sound and another's first letter), so that a look-up learns it from
 * one row and not from twenty-one customers', which lie anywhere in the organization.
 *
 * A row is proof: it goes in the transaction in which a name leaves the crowd that it needed. A missing row says
 * nothing: whoever looks counts then, and notes the crowd where it may write. So nothing has to be counted where names
 * only come in, as in an import; the next one who is like them, or the nightly scan, finds them out.
 */
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { afterBeginning, withPartialSound } from "./lookUp";
import { beginningOf } from "./sound";

/**
 * A key that more records share proves nothing about any of them: it is left
 * out of the score and named in `crowded`. The organization's uniqueness rules
 * still hold for it, because they ask only whether there is another record.
 */
export const crowdLimit = 20;
/** Rows of a key that tell whether it is crowded. */
export const enough = crowdLimit + 1;

async function rowOf(ctx: TenantQueryCtx, sound: string) {
  return await ctx.db
    .query("soundCrowds")
    .withIndex("by_sound", (q) => q.eq("sound", sound))
    .unique();
}

/** True when more than `crowdLimit` customers share it; false when that has to be counted. */
export async function isKnownCrowd(ctx: TenantQueryCtx, sound: string): Promise<boolean> {
  return (await rowOf(ctx, sound)) !== null;
}

/** `sound` was counted in this transaction, and they were too many. */
export async function noteCrowd(ctx: TenantMutationCtx, sound: string): Promise<void> {
  if ((await rowOf(ctx, sound)) === null) await ctx.db.insert("soundCrowds", { sound });
}

/** Called once a name that had these sounds has them no more: a crowd that needed it is none. */
export async function leaveCrowds(ctx: TenantMutationCtx, sounds: Iterable<string>): Promise<void> {
  for (const sound of new Set(sounds)) {
    const row = await rowOf(ctx, sound);
    if (row === null) continue;
    const left = await withPartialSound(ctx, sound, enough);
    if (left.length < enough) await ctx.db.delete("soundCrowds", row._id);
  }
}

/** Looks of `enough` rows each in one transaction. */
const looks = 40;
const orders = ["sound", "reversed"] as const;

/**
 * Notes the crowds of an organization that has none noted, some of them in each call: pass `null` first and then what
 * the call before has answered, until it answers null. Whatever the size of a crowd it is passed in one look.
 */
export async function noteCrowds(ctx: TenantMutationCtx, cursor: string | null): Promise<string | null> {
  let [order = "sound", from = ""] = (cursor ?? "sound:").split(/:(.*)/su);
  for (let look = 0; look < looks; look++) {
    const rows = await soundsFrom(ctx, order, from);
    const groups = rows.map((sounds) => beginningOf(sounds) ?? sounds);
    const last = groups.at(-1);
    if (last === undefined || rows.length < enough) {
      if (order === orders[1]) return null;
      [order, from] = [orders[1], ""];
    } else if (groups[0] !== last) from = last;
    else {
      const isBeginning = last === beginningOf(rows[0]!);
      if (isBeginning) await noteCrowd(ctx, last);
      // A whole name is followed by what begins with it and goes on.
      from = isBeginning ? afterBeginning(last) : `${last} `;
    }
  }
  return `${order}:${from}`;
}

/** The sounds of the next names, read the one way or the other. */
async function soundsFrom(ctx: TenantQueryCtx, order: string, from: string): Promise<string[]> {
  const table = ctx.db.query("customerIdentities");
  const rows =
    order === "sound"
      ? await table.withIndex("by_sound", (q) => q.gte("sound", from)).take(enough)
      : await table.withIndex("by_reversed", (q) => q.gte("reversed", from)).take(enough);
  return rows.flatMap(({ sound, reversed }) => (order === "sound" ? sound : reversed) ?? []);
}
