// The signed-in person and their memberships (door convex/account.ts).
import { useQuery } from "convex/react";
import { makeFunctionReference } from "convex/server";
import type { Id } from "../../convex/_generated/dataModel";
import type { Role } from "../../convex/tenancy/permissions";

export interface Viewer {
  user: { _id: Id<"users">; name: string; email: string };
  memberships: { orgId: Id<"organizations">; slug: string; name: string; role: Role }[];
}

const viewerQuery = makeFunctionReference<"query", Record<string, never>, Viewer | null>("account:viewer");

/** The signed-in person; undefined while loading, null for a stranger. */
export function useViewer(): Viewer | null | undefined {
  return useQuery(viewerQuery, {});
}
