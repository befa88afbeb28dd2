/** What the screen of the older point of sale reads: its customers, and how the synchronization stands (POS-37, POS-38). */
import type { PaginationOptions } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { boundedPage } from "../shared/pages";
import { fold } from "../shared/text";
import { legacyCustomerCounts, openDifferences, syncJobCounts } from "../tallies/mirror";
import { packagesInPos, type ListedPackage } from "./packages";
import { readState } from "./state";
import type { SharedValues, Stage } from "./words";

export interface ListedRow extends Required<{ [F in keyof SharedValues]: string | null }> {
  _id: Id<"legacyCustomers">;
  legacyId: string;
  stableHashId: string | null;
  state: Doc<"legacyCustomers">["state"];
  origin: Doc<"legacyCustomers">["origin"];
  /** The newest that were told. */
  packages: ListedPackage[];
  customer: { _id: Id<"customers">; name: string; customerCode: string } | null;
  /** Epoch ms. */
  syncedAt: number | null;
  updatedAt: number;
}

/** Rows of one page; a search is asked for at most so many. */
const largestPage = 50;

async function listed(ctx: TenantQueryCtx, row: Doc<"legacyCustomers">): Promise<ListedRow> {
  const customer = row.customerId === undefined ? null : await ctx.db.find("customers", row.customerId);
  const { _id, legacyId, state, origin, updatedAt } = row;
  return {
    _id,
    legacyId,
    state,
    origin,
    updatedAt,
    name: row.name ?? null,
    phone: row.phone ?? null,
    email: row.email ?? null,
    address: row.address ?? null,
    dateOfBirth: row.dateOfBirth ?? null,
    stableHashId: row.stableHashId ?? null,
    syncedAt: row.syncedAt ?? null,
    packages: await packagesInPos(ctx, legacyId),
    customer:
      customer === null
        ? null
        : { _id: customer._id, name: customer.name, customerCode: customer.customerCode },
  };
}

/** Rows by name; with a text, the best matches of it. */
export async function listLegacyCustomers(
  ctx: OrgQueryCtx,
  {
    state,
    text = "",
    paginationOpts,
  }: {
    state: Doc<"legacyCustomers">["state"] | null;
    text?: string | undefined;
    paginationOpts: PaginationOptions;
  },
) {
  const asked = fold(text).trim();
  const rows = ctx.db.query("legacyCustomers");
  const found =
    asked !== ""
      ? rows.withSearchIndex("search", (q) => {
          const searched = q.search("searchText", asked);
          return state === null ? searched : searched.eq("state", state);
        })
      : state === null
        ? rows.withIndex("by_name")
        : rows.withIndex("by_state", (q) => q.eq("state", state));
  const page = await found.paginate(boundedPage(paginationOpts, largestPage));
  const listedRows: ListedRow[] = [];
  for (const row of page.page) listedRows.push(await listed(ctx, row));
  return { ...page, page: listedRows };
}

export interface SyncStatus {
  /** Null where no point of sale was connected. */
  stage: Stage | null;
  isPaused: boolean;
  customers: Record<Doc<"legacyCustomers">["state"], number>;
  jobs: Record<Doc<"syncJobs">["status"], number>;
  differences: { all: number; critical: number };
  /** Epoch ms; null for never. */
  lastForwardAt: number | null;
  lastReverseAt: number | null;
  lastReconciledAt: number | null;
}

/** Exact numbers, kept as things happen. */
export async function readStatus(ctx: OrgQueryCtx): Promise<SyncStatus> {
  const { transition } = await ctx.settings();
  const state = await readState(ctx);
  return {
    stage: transition?.stage ?? null,
    isPaused: transition?.isPaused ?? false,
    customers: await legacyCustomerCounts(ctx),
    jobs: await syncJobCounts(ctx),
    differences: await openDifferences(ctx),
    lastForwardAt: state?.lastForwardAt ?? null,
    lastReverseAt: state?.lastReverseAt ?? null,
    lastReconciledAt: state?.lastReconciledAt ?? null,
  };
}
