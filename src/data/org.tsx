// The organization of the route (/o/:slug), and reading and writing inside it. The id is an address, never an authority:
// the server looks up the caller's membership on every call.
import { createContext, use, useCallback, useMemo, type ReactNode } from "react";
import { useConvex, useMutation, usePaginatedQuery, type PaginatedQueryReference } from "convex/react";
import type { FunctionArgs, FunctionReference, FunctionReturnType } from "convex/server";
import type { FlagKey } from "../../convex/flags/words";
import type { ModuleName } from "../../convex/tenancy/modules";
import type { Permission, Role } from "../../convex/tenancy/permissions";
import type { Id } from "../../convex/_generated/dataModel";
import { getLocale } from "../i18n/locale";
import { createStore } from "../ui/store";
import type { Viewer } from "./account";
import { useLiveQuery } from "./liveQuery";
import { useKept } from "./useKept";

export interface Org {
  orgId: Id<"organizations">;
  slug: string;
  name: string;
  role: Role;
  user: Viewer["user"];
  /** Whether the role has the permission over any row at all; which rows is the server's business. */
  can: (permission: Permission) => boolean;
  /** Parts that an admin has switched off; ask by useFeatureFlag. */
  switchedOff: readonly ModuleName[];
  /** Parts of the transition from an older point of sale that are off for this person; ask by useFeatureFlag. */
  flagsOff: readonly FlagKey[];
  /** An older point of sale is connected. */
  isInTransition: boolean;
  /** A path inside this organization: path("customers/123") is "/o/acme/customers/123". */
  path: (inside: string) => string;
}

const OrgContext = createContext<Org | null>(null);

export function OrgProvider(props: {
  viewer: Viewer;
  membership: Viewer["memberships"][number];
  children: ReactNode;
}) {
  const { viewer, membership } = props;
  const value = useMemo<Org>(
    () => ({
      orgId: membership.orgId,
      slug: membership.slug,
      name: membership.name,
      role: membership.role,
      user: viewer.user,
      can: (permission) => membership.permissions[permission] !== "none",
      switchedOff: membership.switchedOff,
      flagsOff: membership.flagsOff,
      isInTransition: membership.isInTransition,
      path: (inside) => `/o/${membership.slug}/${inside}`.replace(/\/$/, ""),
    }),
    [membership, viewer.user],
  );
  return <OrgContext value={value}>{props.children}</OrgContext>;
}

/** The current organization. Only inside /o/:slug. */
export function useOrg(): Org {
  const org = use(OrgContext);
  if (!org) throw new Error("useOrg is used outside an organization's pages.");
  return org;
}

type Without<T, K extends PropertyKey> = { [P in keyof T as P extends K ? never : P]: T[P] };
type OrgFunction<Kind extends "query" | "mutation" | "action"> = FunctionReference<
  Kind,
  "public",
  // oxlint-disable-next-line typescript/no-explicit-any -- "and any further arguments" has no narrower type
  { orgId: Id<"organizations"> } & Record<string, any>
>;
/** A function's arguments without the organization, which the hooks add. */
export type OrgArgs<F extends FunctionReference<"query" | "mutation" | "action">> = Without<
  FunctionArgs<F>,
  "orgId"
>;

/** A live query of this organization: undefined while loading; refusals go to the page's error boundary. */
export function useOrgQuery<F extends OrgFunction<"query">>(
  reference: F,
  args: OrgArgs<F> | "skip",
): FunctionReturnType<F> | undefined {
  const { orgId } = useOrg();
  // The compiler cannot see that (arguments without orgId) plus orgId are the arguments.
  return useLiveQuery(reference, (args === "skip" ? "skip" : { ...args, orgId }) as never);
}

/** The same, but keeps showing the previous answer while new arguments load (filters, search as you type). */
export function useOrgQueryKept<F extends OrgFunction<"query">>(
  reference: F,
  args: OrgArgs<F> | "skip",
): FunctionReturnType<F> | undefined {
  const { orgId } = useOrg();
  const answer = useOrgQuery(reference, args);
  const kept = useKept<FunctionReturnType<F>>(answer, orgId);
  return args === "skip" ? undefined : kept;
}

type OrgPage = PaginatedQueryReference & OrgFunction<"query">;
export type OrgRow<F extends OrgPage> = FunctionReturnType<F>["page"][number];

export interface OrgList<Row> {
  /** undefined until the first page is here. */
  rows: readonly Row[] | undefined;
  status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  loadMore: () => void;
  /** True while `rows` are still those of the previous sort or filter. */
  isStale: boolean;
}

/** A live, cursor-paginated list; the rows of the previous arguments stay while new ones load. */
export function useOrgPaginated<F extends OrgPage>(
  reference: F,
  args: Without<FunctionArgs<F>, "orgId" | "paginationOpts"> | "skip",
  options: { initialNumItems?: number; pageSize?: number } = {},
): OrgList<OrgRow<F>> {
  const { orgId } = useOrg();
  const size = options.pageSize ?? 100;
  const list = usePaginatedQuery(reference, (args === "skip" ? "skip" : { ...args, orgId }) as never, {
    initialNumItems: options.initialNumItems ?? 60,
  });
  const isFirst = list.status === "LoadingFirstPage";
  const rows = useKept<readonly OrgRow<F>[]>(isFirst ? undefined : list.results, orgId);
  const { loadMore } = list;
  const more = useCallback(() => loadMore(size), [loadMore, size]);
  return {
    rows,
    status: list.status,
    loadMore: more,
    isStale: isFirst && rows !== undefined,
  };
}

/** Changes of this person that the server has not answered yet. */
export const unanswered = createStore(0);

/** A change in this organization. The promise rejects with UserError: a sentence to show, and the facts. */
export function useOrgMutation<F extends OrgFunction<"mutation">>(
  reference: F,
): (args: OrgArgs<F>) => Promise<FunctionReturnType<F>> {
  const { orgId } = useOrg();
  const mutate = useMutation(reference);
  return useCallback(
    async (args) => {
      unanswered.set((n) => n + 1);
      try {
        return await mutate({ ...args, orgId } as never);
      } catch (error) {
        // Not in the first load; src/main.tsx fetches it when the page is there.
        const { UserError } = await import("./errorMessage");
        throw new UserError(error, getLocale());
      } finally {
        unanswered.set((n) => n - 1);
      }
    },
    [mutate, orgId],
  );
}

/**
 * Tells the server what is true of this moment only (who is where). Nothing is said without a connection: it would wait,
 * be sent when it is no longer so, and look like a change that is kept. Nothing that is refused is worth a word either.
 */
export function useOrgSignal<F extends OrgFunction<"mutation">>(reference: F): (args: OrgArgs<F>) => void {
  const { orgId } = useOrg();
  const convex = useConvex();
  const mutate = useMutation(reference);
  return useCallback(
    (args) => {
      const { hasEverConnected, isWebSocketConnected } = convex.connectionState();
      if (!navigator.onLine || (hasEverConnected && !isWebSocketConnected)) return;
      void mutate({ ...args, orgId } as never).catch(() => undefined);
    },
    [convex, mutate, orgId],
  );
}
