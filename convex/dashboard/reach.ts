/** Whose numbers a caller sees: everybody's, or those of the owners in reach (ANA-31). */
import type { OrgQueryCtx } from "../functions";
import { scopeOf } from "../tenancy/scope";
import { ownerKey, type Metric } from "../tallies/metrics";
import { merge, tally, tallyDays, type Cells } from "../tallies/read";

export type Place = { kind: "everybody" } | { kind: "owner"; owner: string };

export async function placesOf(
  ctx: OrgQueryCtx,
): Promise<{ reach: "organization" | "portfolio"; places: Place[] }> {
  const scope = await scopeOf(ctx, "dashboard:read");
  switch (scope.kind) {
    case "all":
      return { reach: "organization", places: [{ kind: "everybody" }] };
    case "owners":
      return {
        reach: "portfolio",
        places: [...new Set(scope.owners.map(ownerKey))].map((owner) => ({ kind: "owner", owner })),
      };
    case "customers":
    case "none":
      return { reach: "portfolio", places: [] };
  }
}

/** Reads a metric of all the places and adds it up: the one of everybody, or those of the owners. */
export function talliesOf(ctx: OrgQueryCtx, places: readonly Place[]) {
  const added = async (one: (place: Place) => Promise<Cells>) => merge(await Promise.all(places.map(one)));
  return {
    read: async (everybody: Metric, byOwner: Metric, part?: string) =>
      await added((place) =>
        tally(ctx, metricOf(place, everybody, byOwner), { ...keyOf(place), ...(part && { part }) }),
      ),
    readDays: async (everybody: Metric, byOwner: Metric, range: { from?: string; to: string }) =>
      await added((place) =>
        tallyDays(ctx, metricOf(place, everybody, byOwner), { ...keyOf(place), ...range }),
      ),
  };
}

function metricOf(place: Place, everybody: Metric, byOwner: Metric): Metric {
  return place.kind === "everybody" ? everybody : byOwner;
}

function keyOf(place: Place): { key?: string } {
  return place.kind === "everybody" ? {} : { key: place.owner };
}
