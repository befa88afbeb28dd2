/** Leads for the screen: newest inquiry first, by index whatever the filter, with exact counts per stage. */
import * as z from "zod";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { fail } from "../shared/errors";
import { merge, tally } from "../tallies/read";
import { ownerKey } from "../tallies/metrics";
import { scopeOf, type Scope } from "../tenancy/scope";
import { memberNames } from "./members";
import { leadStatuses, type LeadSource, type LeadStatus } from "./stages";

export interface LeadRow {
  _id: Id<"leads">;
  status: LeadStatus;
  source: LeadSource;
  title: string | null;
  message: string | null;
  customer: {
    _id: Id<"customers">;
    name: string;
    customerCode: string;
    email: string | null;
    phone: string | null;
  };
  ownerId: Id<"users"> | null;
  ownerName: string | null;
  sourcePage: string | null;
  inquiries: number;
  lastInquiryAt: number;
  stageEnteredAt: number;
  createdAt: number;
  createdBy: string;
  updatedBy: string;
}

/** Leads of one list at most; beyond it the screen asks for a filter. */
export const longestList = 500;

export interface LeadFilter {
  status: LeadStatus;
  /** "unassigned" or a member. */
  owner?: Id<"users"> | "unassigned" | undefined;
  source?: LeadSource | undefined;
}

/**
 * The `limit` newest leads of one stage, and whether there are more. Live and
 * without gaps: a longer list is asked for with a higher limit. Reads the leads
 * shown, their customers, and one lead per owner in scope.
 */
export async function listLeads(
  ctx: OrgQueryCtx,
  filter: LeadFilter,
  limit: number,
): Promise<{ leads: LeadRow[]; more: boolean }> {
  if (!Number.isInteger(limit) || limit < 1 || limit > longestList) {
    fail({ code: "LIMIT_EXCEEDED", what: "leads per list", limit: longestList });
  }
  const scope = await scopeOf(ctx, "leads:read");
  const found = await newest(ctx, rangesOf(ctx, scope, filter), filter.source, limit + 1);
  return { leads: await rowsOf(ctx, found.slice(0, limit)), more: found.length > limit };
}

type Owner = Id<"users"> | undefined;

/** One index range per owner in scope, or one for all; from `until` back, epoch ms. */
function rangesOf(
  ctx: TenantQueryCtx,
  scope: Scope,
  filter: LeadFilter,
  until = Infinity,
): AsyncIterator<Doc<"leads">>[] {
  const owners = ownersOf(scope, filter.owner);
  const leads = ctx.db.query("leads");
  if (owners === "all") {
    const { source, status } = filter;
    const all =
      source === undefined
        ? leads.withIndex("by_status", (q) => q.eq("status", status).lte("lastInquiryAt", until))
        : leads.withIndex("by_source", (q) =>
            q.eq("source", source).eq("status", status).lte("lastInquiryAt", until),
          );
    return [all.order("desc")[Symbol.asyncIterator]()];
  }
  return owners.map((owner) =>
    ctx.db
      .query("leads")
      .withIndex("by_owner", (q) =>
        q.eq("ownerId", owner).eq("status", filter.status).lte("lastInquiryAt", until),
      )
      .order("desc")
      [Symbol.asyncIterator](),
  );
}

function ownersOf(scope: Scope, wanted: LeadFilter["owner"]): readonly Owner[] | "all" {
  const wish = wanted === undefined ? null : wanted === "unassigned" ? undefined : wanted;
  switch (scope.kind) {
    case "all":
      return wish === null ? "all" : [wish];
    case "owners": {
      const owners: Owner[] = scope.owners.map((owner) => owner ?? undefined);
      return wish === null ? owners : owners.filter((owner) => owner === wish);
    }
    case "customers":
    case "none":
      return [];
  }
}

/** Merges ranges that are each newest first; reads no more than it gives, plus one per range. */
async function newest(
  ctx: TenantQueryCtx,
  ranges: AsyncIterator<Doc<"leads">>[],
  source: LeadSource | undefined,
  limit: number,
): Promise<Doc<"leads">[]> {
  const next = async (range: AsyncIterator<Doc<"leads">>) => {
    for (;;) {
      const { value, done } = (await range.next()) as IteratorResult<Doc<"leads">, undefined>;
      if (done || value === undefined) return null;
      if (source === undefined || value.source === source) return value;
    }
  };
  const heads = await Promise.all(ranges.map(next));
  const merged: Doc<"leads">[] = [];
  while (merged.length < limit) {
    let best = -1;
    heads.forEach((head, index) => {
      if (head !== null && (best === -1 || head.lastInquiryAt > heads[best]!.lastInquiryAt)) best = index;
    });
    if (best === -1) break;
    merged.push(heads[best]!);
    heads[best] = await next(ranges[best]!);
  }
  return merged;
}

/** Documents that one page may look at; a page that is short because of it says where to go on. */
const mostLooked = 200;
/** Ranges opened side by side: stages times the owners in scope. */
const mostRanges = 60;
const placeShape = z.tuple([z.number(), z.number(), z.string()]);

/** A page of leads in several stages, newest inquiry first; `cursor` is where the page before ended. VALIDATION_ERROR. */
export async function pageOfLeads(
  ctx: OrgQueryCtx,
  { statuses, ...filter }: Omit<LeadFilter, "status"> & { statuses: readonly LeadStatus[] },
  page: { cursor: string | null; numItems: number },
): Promise<{ leads: LeadRow[]; nextCursor: string | null }> {
  const scope = await scopeOf(ctx, "leads:read");
  const after = page.cursor === null ? null : placeOf(page.cursor);
  const ranges = [...new Set(statuses)].flatMap((status) =>
    rangesOf(ctx, scope, { ...filter, status }, after?.[0]),
  );
  if (ranges.length > mostRanges) {
    const message = "Name one stage or one owner: there are too many people to look through at once.";
    fail({ code: "VALIDATION_ERROR", issues: [{ path: "status", rule: "tooWide", message }] });
  }
  const heads = await Promise.all(ranges.map(nextOf));
  const found: Doc<"leads">[] = [];
  let last: Doc<"leads"> | null = null;
  for (let looked = heads.length; ; looked++) {
    let best = -1;
    heads.forEach((head, index) => {
      if (head !== null && (best === -1 || isBefore(keyOf(head), keyOf(heads[best]!)))) best = index;
    });
    const head = heads[best];
    if (head === undefined || head === null) return { leads: await rowsOf(ctx, found), nextCursor: null };
    if (found.length === page.numItems || looked > mostLooked) {
      const nextCursor = last === null ? page.cursor : JSON.stringify(keyOf(last));
      return { leads: await rowsOf(ctx, found), nextCursor };
    }
    heads[best] = await nextOf(ranges[best]!);
    if (after !== null && !isBefore(after, keyOf(head))) continue;
    last = head;
    if (filter.source === undefined || head.source === filter.source) found.push(head);
  }
}

type Key = [number, number, string];
const keyOf = ({ lastInquiryAt, _creationTime, _id }: Doc<"leads">): Key => [
  lastInquiryAt,
  _creationTime,
  _id,
];

/** Whether `a` stands above `b` in a list that is newest first. */
function isBefore(a: Key, b: Key): boolean {
  if (a[0] !== b[0]) return a[0] > b[0];
  return a[1] === b[1] ? a[2] > b[2] : a[1] > b[1];
}

function placeOf(cursor: string): Key {
  try {
    return placeShape.parse(JSON.parse(cursor));
  } catch {
    const message = "Send the cursor as it was answered.";
    return fail({ code: "VALIDATION_ERROR", issues: [{ path: "cursor", rule: "invalidCursor", message }] });
  }
}

async function nextOf(range: AsyncIterator<Doc<"leads">>): Promise<Doc<"leads"> | null> {
  const { value, done } = (await range.next()) as IteratorResult<Doc<"leads">, undefined>;
  return done ? null : (value ?? null);
}

/** Leads of one customer, newest first (LED-29); the caller has checked that the customer may be seen. */
export async function leadsOfCustomer(ctx: TenantQueryCtx, customerId: Id<"customers">): Promise<LeadRow[]> {
  const leads = await ctx.db
    .query("leads")
    .withIndex("by_customer", (q) => q.eq("customerId", customerId))
    .order("desc")
    .take(50);
  return await rowsOf(ctx, leads);
}

export async function rowsOf(ctx: TenantQueryCtx, leads: readonly Doc<"leads">[]): Promise<LeadRow[]> {
  const names = await memberNames(
    ctx,
    leads.map(({ ownerId }) => ownerId),
  );
  const customers = new Map<Id<"customers">, Doc<"customers">>();
  for (const { customerId } of leads) {
    if (!customers.has(customerId)) customers.set(customerId, await ctx.db.get("customers", customerId));
  }
  return leads.map((lead) => {
    const customer = customers.get(lead.customerId)!;
    return {
      _id: lead._id,
      status: lead.status,
      source: lead.source,
      title: lead.title ?? null,
      message: lead.message ?? null,
      customer: {
        _id: customer._id,
        name: customer.name,
        customerCode: customer.customerCode,
        email: customer.email ?? null,
        phone: customer.phone ?? null,
      },
      ownerId: lead.ownerId ?? null,
      ownerName: (lead.ownerId && names.get(lead.ownerId)) ?? null,
      sourcePage: lead.sourcePage ?? null,
      inquiries: lead.inquiries,
      lastInquiryAt: lead.lastInquiryAt,
      stageEnteredAt: lead.stageEnteredAt,
      createdAt: lead.createdAt,
      createdBy: lead.createdBy,
      updatedBy: lead.updatedBy,
    };
  });
}

/** Exact numbers per stage of the leads in the caller's scope. */
export async function countLeads(ctx: OrgQueryCtx): Promise<Record<LeadStatus, number>> {
  const owners = ownersOf(await scopeOf(ctx, "leads:read"), undefined);
  const cells =
    owners === "all"
      ? await tally(ctx, "leads")
      : merge(await Promise.all(owners.map((owner) => tally(ctx, "leadsByOwner", { key: ownerKey(owner) }))));
  return Object.fromEntries(leadStatuses.map((status) => [status, cells.get(status)?.count ?? 0])) as Record<
    LeadStatus,
    number
  >;
}
