/** Notes that hold words of a search, as far as the caller may read them (SRC-01, NOT-03). */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { reachFor } from "../tenancy/permissions";

/** Within which customers: the people who own them (null: nobody), the customers themselves, or all. */
export type NoteScope =
  { owners: readonly (Id<"users"> | null)[] } | { customers: readonly Id<"customers">[] } | "everywhere";

/** Searches of their own that one call makes; beyond these one search over all is sifted by the caller. */
const mostLanes = 12;

/**
 * At most `most` rows, the best first within each owner or customer. The caller
 * looks at the customer of each row before it shows anything: where there are
 * many owners the rows are of anybody, and an owner may have changed a moment ago.
 */
export async function findNotes(
  ctx: OrgQueryCtx,
  words: readonly string[],
  scope: NoteScope,
  most: number,
): Promise<Doc<"noteWords">[]> {
  if (reachFor(ctx, "notes:read") === "none") return [];
  const seesInternal = reachFor(ctx, "notes:readInternal") !== "none";
  const lanes = lanesOf(scope);
  const each = Math.max(1, Math.floor(most / Math.max(1, lanes.length)));
  const lists = await Promise.all(
    lanes.map((lane) =>
      ctx.db
        .query("noteWords")
        .withSearchIndex("search", (q) => {
          let search = q.search("words", words.join(" "));
          if ("customerId" in lane) search = search.eq("customerId", lane.customerId);
          if ("ownerId" in lane) search = search.eq("ownerId", lane.ownerId);
          return seesInternal ? search : search.eq("isInternal", false);
        })
        .take(each),
    ),
  );
  return lists.flat();
}

type Lane = { ownerId: Id<"users"> | undefined } | { customerId: Id<"customers"> } | Record<never, never>;

function lanesOf(scope: NoteScope): Lane[] {
  if (scope === "everywhere") return [{}];
  const lanes: Lane[] =
    "owners" in scope
      ? scope.owners.map((owner) => ({ ownerId: owner ?? undefined }))
      : scope.customers.map((customerId) => ({ customerId }));
  return lanes.length > mostLanes ? [{}] : lanes;
}
