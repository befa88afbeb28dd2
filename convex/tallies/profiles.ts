/** Counts the website's profiles by whether they belong to a customer; every write of a profile calls `tallyProfile` once. */
import type { Doc } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import type { TallyChange } from "./metrics";
import { moveOf } from "./move";
import { tally } from "./read";

type Profile = Doc<"webProfiles">;

export function profileTallies({ isLinked }: Profile): TallyChange[] {
  const cell = isLinked ? "linked" : "unlinked";
  return [{ metric: "profiles", key: "", part: "", cell, count: 1, sum: 0 }];
}

/** Moves a profile's number from `before` to `after`; null is "not there". */
export const tallyProfile = moveOf("webProfiles", profileTallies);

export async function profileCells(ctx: TenantQueryCtx): Promise<{ linked: number; unlinked: number }> {
  const cells = await tally(ctx, "profiles");
  const of = (cell: string) => cells.get(cell)?.count ?? 0;
  return { linked: of("linked"), unlinked: of("unlinked") };
}
