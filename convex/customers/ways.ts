/** The ways along which a page of a selection can be read in an order by index, and which of them is the shortest. */
import type { OrgQueryCtx } from "../functions";
import { setSize } from "../tallies/bitset";
import { countCustomers, type CustomerFilter } from "../tallies/customers";
import type { Selection } from "./filters";
import type { Matching } from "./matching";
import type { Equal } from "./ranges";
import type { SortName } from "./sortNames";
import { sorts } from "./sorts";

export type Way = {
  /** Customers in it, of 65,536; null where the facets do not tell. */
  share: number | null;
} & (
  | { by: "words"; index: string; ranges: readonly (readonly Equal[])[]; filter: CustomerFilter }
  | { by: "tag"; filter: CustomerFilter }
  | { by: "all" }
);

/** More of them are read as one range with a filter: each range costs two documents before it gives a row. */
export const mostRanges = 24;

/** Whether an index in this order holds the selection and nothing else: nothing would be left out on the way. */
export function isServedByOneIndex(selection: Selection, sort: SortName): boolean {
  const { isPlain, demanded, scope } = selection;
  if (!sorts[sort].isNarrow) return demanded.length === 0 && scope.kind === "all";
  if (!isPlain || demanded.length <= 1) return isPlain;
  return (
    pairsOf(selection, sort) !== null &&
    demanded.every(({ fieldId }) => fieldId === "owner" || fieldId === "status")
  );
}

/** A range for each owner and status, where the order has an index for both. */
function pairsOf({ owners, statuses }: Selection, sort: SortName): readonly (readonly Equal[])[] | null {
  if (!sorts[sort].isPaired || owners === undefined || statuses.length === 0) return null;
  if (owners.length * statuses.length > mostRanges) return null;
  return owners.flatMap((owner) =>
    statuses.map((status): Equal[] => [
      ["ownerId", owner ?? undefined],
      ["status", status],
    ]),
  );
}

/** What part of a way's customers match, on average. */
export function expectedOn({ share }: Way, matching: Matching | null): number | null {
  return share === null || share === 0 || matching === null ? null : matching.share / share;
}

/**
 * How many customers a way leads past, from the tallies: asked for where most of them are left out, so that the
 * reader is told how far the list has got; elsewhere it would only make the page run again with every change.
 */
export async function lengthOf(
  ctx: OrgQueryCtx,
  way: Way,
  { rows, passed }: { rows: number; passed: number },
): Promise<number | null> {
  if (way.by === "all" || passed < 2 * rows || (way.filter.owners?.length ?? 0) > mostTallies) return null;
  return await countCustomers(ctx, way.filter);
}
/** Each owner has a row of their own there. */
const mostTallies = 4;

/** Those with the fewest customers first; without knowing how many, owners before tag before status before type. */
export function shortestWays(selection: Selection, matching: Matching | null, sort: SortName): Way[] {
  const { owners, statuses, types, tagKey, isActive, demanded } = selection;
  if (!sorts[sort].isNarrow) return [{ by: "all", share: null }];
  const share = (fieldId: string): number | null => {
    const shares = demanded
      .filter((leaf) => leaf.fieldId === fieldId)
      .map((leaf) => matching?.shareOf(leaf))
      .filter((known) => known !== undefined);
    return shares.length === 0 ? null : Math.min(...shares);
  };
  const ways: Way[] = [];
  const add = (
    field: string,
    values: readonly (string | undefined)[],
    filter: CustomerFilter,
    known: number | null,
  ) => {
    const index = `by_${field === "ownerId" ? "owner" : field}_${sort}`;
    ways.push({
      by: "words",
      index,
      ranges: values.map((value) => [[field, value] as const]),
      filter,
      share: known,
    });
  };
  const pairs = pairsOf(selection, sort);
  if (pairs !== null) {
    const [ofOwner, ofStatus] = [share("owner"), share("status")];
    ways.push({
      by: "words",
      index: `by_owner_status_${sort}`,
      ranges: pairs,
      filter: { owners: owners!, statuses },
      share: ofOwner === null || ofStatus === null ? null : (ofOwner * ofStatus) / setSize,
    });
  } else if (owners !== undefined && owners.length <= mostRanges) {
    const values = owners.map((owner) => owner ?? undefined);
    add("ownerId", values, { owners }, share("owner"));
  }
  if (tagKey !== undefined) ways.push({ by: "tag", filter: { tag: tagKey }, share: share("tag") });
  // A record that was switched off is always "inactive" too (activation.ts), and few of those are switched on.
  const among = isActive === false ? ["inactive" as const] : statuses;
  if (among.length > 0 && pairs === null)
    add("status", among, { statuses: among }, isActive === false ? share("active") : share("status"));
  if (types.length > 0) add("type", types, { types }, share("type"));
  ways.push({ by: "all", share: null });
  // A tag's row leads to a customer: two documents where the others read one.
  const cost = (way: Way) =>
    way.share === null ? Number.POSITIVE_INFINITY : way.by === "tag" ? 2 * way.share : way.share;
  return ways.toSorted((a, b) => (cost(a) < cost(b) ? -1 : Number(cost(a) > cost(b))));
}
