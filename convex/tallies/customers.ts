/** Which numbers a customer counts in, and the one call that keeps them when a customer changes. */
import type { Doc } from "../_generated/dataModel";
import type { TenantMutationCtx, TenantQueryCtx } from "../functions";
import { dayOf } from "../shared/days";
import { fold } from "../shared/text";
import { facetsOf } from "../customers/facetWords";
import type { FieldRegistry } from "../customers/fields";
import { registryWith } from "../fields/filtering";
import { fieldsOf } from "../fields/sets";
import { bump } from "./bump";
import { difference } from "./difference";
import { facetDifference, type FacetChange } from "./facets";
import { dayPlace, ownerKey, type TallyChange } from "./metrics";
import { merge, tally, total, type Cells } from "./read";

/** What a customer adds to the tallies. Pure; the recount and the property test use it too. */
export function customerTallies(customer: Doc<"customers">, timeZone: string): TallyChange[] {
  const owner = ownerKey(customer.ownerId);
  const cell = `${customer.status}.${customer.type}.${customer.isActive ? 1 : 0}`;
  const one = { part: "", cell, count: 1, sum: 0 };
  const changes: TallyChange[] = [
    { metric: "customers", key: "", ...one },
    { metric: "customersByOwner", key: owner, ...one },
  ];
  for (const tag of new Set(customer.tags.map(fold))) {
    changes.push({ metric: "customersByTag", key: tag, ...one });
    changes.push({ metric: "customersByTagOwner", key: tag, ...one, part: owner });
  }
  if (customer.status === "deleted") return changes;
  if (customer.lifetimeValue !== 0) {
    const worth = {
      part: "",
      cell: `${customer.currency}.${customer.status}`,
      count: 1,
      sum: customer.lifetimeValue,
    };
    changes.push({ metric: "value", key: "", ...worth }, { metric: "valueByOwner", key: owner, ...worth });
  }
  if (customer.vipTierId !== undefined) {
    const tier = {
      part: "",
      cell: `${customer.vipTierId}.${customer.currency}`,
      count: 1,
      sum: customer.lifetimeValue,
    };
    changes.push({ metric: "vip", key: "", ...tier }, { metric: "vipByOwner", key: owner, ...tier });
  }
  const created = { ...dayPlace(dayOf(customer.createdAt, timeZone)), count: 1, sum: 0 };
  changes.push({ metric: "created", key: "", ...created });
  changes.push({ metric: "createdByOwner", key: owner, ...created });
  if (customer.lastVisitAt !== undefined && customer.totalVisits !== undefined) {
    const visited = { ...dayPlace(dayOf(customer.lastVisitAt, timeZone)), count: 1, sum: 0 };
    changes.push({ metric: "visited", key: "", ...visited });
    changes.push({ metric: "visitedByOwner", key: owner, ...visited });
    const visitor = {
      part: "",
      cell: customer.totalVisits > 1 ? "again" : "once",
      count: 1,
      sum: customer.totalVisits,
    };
    changes.push({ metric: "visitors", key: "", ...visitor });
    changes.push({ metric: "visitorsByOwner", key: owner, ...visitor });
  }
  if (customer.lastContactAt > 0) {
    const contacted = { ...dayPlace(dayOf(customer.lastContactAt, timeZone)), count: 1, sum: 0 };
    changes.push({ metric: "contacted", key: "", ...contacted });
    changes.push({ metric: "contactedByOwner", key: owner, ...contacted });
  }
  return changes;
}

/**
 * Moves a customer's numbers from `before` to `after`; null is "not there".
 * Every write of a customer calls this once, in its transaction.
 */
export async function tallyCustomer(
  ctx: TenantMutationCtx,
  before: Doc<"customers"> | null,
  after: Doc<"customers"> | null,
): Promise<void> {
  const row = after ?? before;
  if (row === null) return;
  const { timeZone } = await ctx.settings();
  await bump(
    ctx,
    { source: "customers", at: row.createdAt, creationTime: row._creationTime },
    // What is new is added as it is; `bump` folds.
    before === null
      ? customerTallies(row, timeZone)
      : difference(customerTallies(before, timeZone), after === null ? [] : customerTallies(after, timeZone)),
    await facetsMoved(ctx, before, after, timeZone),
  );
}

async function facetsMoved(
  ctx: TenantMutationCtx,
  before: Doc<"customers"> | null,
  after: Doc<"customers"> | null,
  timeZone: string,
): Promise<FacetChange[]> {
  const fields = await filedFields(ctx);
  return facetDifference(filed(before, timeZone, fields), filed(after, timeZone, fields));
}

/** Fields that were put away stay filed, so that bringing one back costs nothing. */
export async function filedFields(ctx: TenantQueryCtx): Promise<FieldRegistry> {
  return registryWith((await fieldsOf(ctx)).all);
}

/** Facets hold customers by slot; a customer without one is not in them yet (facetGeneration). */
function filed(customer: Doc<"customers"> | null, timeZone: string, fields: FieldRegistry) {
  if (customer?.slot === undefined) return null;
  return { slot: customer.slot, words: facetsOf(customer, timeZone, fields) };
}

/** What filing a customer anew takes; the recount uses it. */
export function customerFacets(
  customer: Doc<"customers">,
  timeZone: string,
  fields: FieldRegistry,
): FacetChange[] {
  return facetDifference(null, filed(customer, timeZone, fields));
}

/** Filters whose number of customers is known without looking at a customer. */
export interface CustomerFilter {
  /** Any of these; absent means every status but "deleted". */
  statuses?: readonly Doc<"customers">["status"][];
  types?: readonly Doc<"customers">["type"][];
  isActive?: boolean;
  /** In any spelling: tags are counted folded. */
  tag?: string;
  /** Only customers of these owners (null: unassigned); absent means everybody's. */
  owners?: readonly (string | null)[];
}

/** The exact number of customers under a filter. Reads one row per owner named, or the shards of one row. */
export async function countCustomers(ctx: TenantQueryCtx, filter: CustomerFilter): Promise<number> {
  const { statuses, types } = filter;
  return total(await customerCells(ctx, filter), ([status, type, active]) => {
    if (statuses === undefined ? status === "deleted" : !statuses.some((one) => one === status)) return false;
    if (types !== undefined && !types.some((one) => one === type)) return false;
    return filter.isActive === undefined || (active === "1") === filter.isActive;
  }).count;
}

async function customerCells(ctx: TenantQueryCtx, { tag, owners }: CustomerFilter): Promise<Cells> {
  if (owners === undefined) {
    return tag === undefined
      ? await tally(ctx, "customers")
      : await tally(ctx, "customersByTag", { key: fold(tag) });
  }
  const places = [...new Set(owners.map(ownerKey))];
  const rows = places.map((owner) =>
    tag === undefined
      ? tally(ctx, "customersByOwner", { key: owner })
      : tally(ctx, "customersByTagOwner", { key: fold(tag), part: owner }),
  );
  return merge(await Promise.all(rows));
}
