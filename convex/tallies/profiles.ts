/** Counts the website's profiles by whether they belong to a customer; every write of a profile calls `tallyProfile` once. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { bump } from "./bump";
import { difference } from "./difference";
import type { TallyChange } from "./metrics";
import { tally } from "./read";

type Profile = Doc<"webProfiles">;

export function profileTallies({ isLinked }: Profile): TallyChange[] {
  const cell = isLinked ? "linked" : "unlinked";
  return [{ metric: "profiles", key: "", part: "", cell, count: 1, sum: 0 }];
}

/** Moves a profile's number from `before` to `after`; null is "not there". */
export async function tallyProfile(
  ctx: TenantMutationCtx,
  before: Profile | null,
  after: Profile | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const place = { source: "webProfiles", at: row.createdAt, creationTime: row._creationTime };
  const counted = (profile: Profile | null) => (profile === null ? [] : profileTallies(profile));
  await bump(ctx, place, difference(counted(before), counted(after)));
}

export async function profileCells(ctx: TenantQueryCtx): Promise<{ linked: number; unlinked: number }> {
  const cells = await tally(ctx, "profiles");
  const of = (cell: string) => cells.get(cell)?.count ?? 0;
  return { linked: of("linked"), unlinked: of("unlinked") };
}
