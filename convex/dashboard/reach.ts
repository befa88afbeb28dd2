/** Whose numbers a caller sees: everybody's, or those of the owners in reach (ANA-31). */
import type { OrgQueryCtx } from "../functions";
import { scopeOf } from "../tenancy/scope";
import { ownerKey } from "../tallies/metrics";

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
