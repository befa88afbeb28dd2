/** What the organization offers: made, changed, put away and brought back (PKG-10). */
import type { PaginationOptions, PaginationResult } from "convex/server";
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgMutationCtx, OrgQueryCtx, TenantMutationCtx } from "../functions";
import { diff, recordChange } from "../history/record";
import { fail } from "../shared/errors";
import { boundedPage } from "../shared/pages";
import { fold } from "../shared/text";
import { parse } from "../shared/validate";
import { tally, total } from "../tallies/read";
import { scopeOf } from "../tenancy/scope";
import { packageShape, type PackageInput } from "./shape";
import { mostOffered, packageStatuses, type PackageStatus } from "./words";

type Offer = Doc<"packages">;

export interface OfferedPackage {
  _id: Id<"packages">;
  name: string;
  description: string | null;
  /** Minor units of `currency`. */
  price: number;
  currency: string;
  /** Null: no limit. */
  sessions: number | null;
  validDays: number | null;
  isArchived: boolean;
  createdAt: number;
  updatedAt: number;
}

export interface CountedPackage extends OfferedPackage {
  /** How many were sold, by where they stand; cancelled ones count nowhere. Null for whoever does not see every customer's. */
  sold: Record<Exclude<PackageStatus, "cancelled">, number> | null;
  /** What was paid for them, by currency; minor units. */
  takings: { currency: string; amount: number }[];
}

export const offered = (row: Offer): OfferedPackage => ({
  _id: row._id,
  name: row.name,
  description: row.description ?? null,
  price: row.price,
  currency: row.currency,
  sessions: row.sessions ?? null,
  validDays: row.validDays ?? null,
  isArchived: row.isArchived,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

/** Each row reads its kept numbers. */
const largestPage = 60;

/** By name; those that are offered, or those put away. */
export async function listCatalogue(
  ctx: OrgQueryCtx,
  isArchived: boolean,
  page: PaginationOptions,
): Promise<PaginationResult<CountedPackage>> {
  const found = await ctx.db
    .query("packages")
    .withIndex("by_name", (q) => q.eq("isArchived", isArchived))
    .paginate(boundedPage(page, largestPage));
  return { ...found, page: await Promise.all(found.page.map((row) => counted(ctx, row))) };
}

/** Everything that can be sold, by name; there are at most `mostOffered`. */
export async function choices(ctx: OrgQueryCtx): Promise<OfferedPackage[]> {
  const rows = await ctx.db
    .query("packages")
    .withIndex("by_name", (q) => q.eq("isArchived", false))
    .take(mostOffered);
  return rows.map(offered);
}

/** NOT_FOUND. */
export async function readPackage(ctx: OrgQueryCtx | OrgMutationCtx, key: string): Promise<CountedPackage> {
  return await counted(ctx, await packageAt(ctx, key));
}

export async function packageAt(ctx: OrgQueryCtx | OrgMutationCtx, key: string): Promise<Offer> {
  return await ctx.db.getNamed("packages", key);
}

async function counted(ctx: OrgQueryCtx | OrgMutationCtx, row: Offer): Promise<CountedPackage> {
  const scope = await scopeOf(ctx, "packages:read");
  if (scope.kind !== "all") return { ...offered(row), sold: null, takings: [] };
  const cells = await tally(ctx, "packages", { key: row._id });
  const inStatus = (status: PackageStatus) => total(cells, ([first]) => first === status).count;
  const currencies = [...new Set([...cells.keys()].map((cell) => cell.split(".")[1]!))].sort();
  const takings = currencies.map((currency) => ({
    currency,
    amount: total(cells, ([, second]) => second === currency).sum,
  }));
  const [active, used, expired] = packageStatuses.map(inStatus) as [number, number, number];
  return {
    ...offered(row),
    sold: { active, used, expired },
    takings: takings.filter(({ amount }) => amount !== 0),
  };
}

/** VALIDATION_ERROR by field (a name that another one has), LIMIT_EXCEEDED. */
export async function createPackage(
  ctx: TenantMutationCtx,
  input: PackageInput,
  { isSample }: { isSample?: true } = {},
): Promise<Id<"packages">> {
  const fields = await checked(ctx, input);
  await refuseTwin(ctx, fields.nameKey, null);
  await refuseTooMany(ctx);
  const id = await ctx.db.insert("packages", {
    ...fields,
    isArchived: false,
    ...(isSample ? { isSample } : {}),
    createdAt: ctx.now,
    updatedAt: ctx.now,
    createdBy: ctx.actor.id,
  });
  await recordChange(ctx, {
    entity: "packages",
    entityId: id,
    action: "created",
    changes: recorded.flatMap((field) => (fields[field] === undefined ? [] : [{ field, to: fields[field] }])),
  });
  return id;
}

/** Changes it whole; what was sold stays as it was sold. NOT_FOUND, VALIDATION_ERROR by field. */
export async function updatePackage(ctx: OrgMutationCtx, key: string, input: PackageInput): Promise<void> {
  const before = await packageAt(ctx, key);
  const fields = await checked(ctx, input, before.currency);
  await refuseTwin(ctx, fields.nameKey, before._id);
  const changes = diff<Offer>(before, { ...before, ...fields }, recorded);
  if (changes.length === 0) return;
  await ctx.db.patch("packages", before._id, { ...fields, updatedAt: ctx.now });
  await recordChange(ctx, { entity: "packages", entityId: before._id, action: "updated", changes });
}

/** Takes it out of the offer, or back into it; whoever has bought it keeps it. NOT_FOUND, VALIDATION_ERROR, LIMIT_EXCEEDED. */
export async function archivePackage(ctx: OrgMutationCtx, key: string, isArchived: boolean): Promise<void> {
  const before = await packageAt(ctx, key);
  if (before.isArchived === isArchived) return;
  if (!isArchived) {
    await refuseTwin(ctx, before.nameKey, before._id);
    await refuseTooMany(ctx);
  }
  await ctx.db.patch("packages", before._id, { isArchived, updatedAt: ctx.now });
  await recordChange(ctx, {
    entity: "packages",
    entityId: before._id,
    action: isArchived ? "archived" : "restored",
    changes: [{ field: "name", to: before.name }],
  });
}

const recorded = ["name", "description", "price", "currency", "sessions", "validDays"] as const;

/** Undefined removes a field. */
async function checked(ctx: TenantMutationCtx, input: PackageInput, currency?: string) {
  const own = currency ?? (await ctx.settings()).currency;
  const fields = parse(packageShape(own), input);
  return {
    name: fields.name,
    nameKey: fold(fields.name),
    description: fields.description,
    price: fields.price,
    currency: fields.currency ?? own,
    sessions: fields.sessions ?? undefined,
    validDays: fields.validDays ?? undefined,
  };
}

/** Of those on offer: two of one name could not be told apart where one is chosen. */
async function refuseTwin(
  ctx: TenantMutationCtx,
  nameKey: string,
  self: Id<"packages"> | null,
): Promise<void> {
  const twins = await ctx.db
    .query("packages")
    .withIndex("by_name", (q) => q.eq("isArchived", false).eq("nameKey", nameKey))
    .take(2);
  if (twins.every(({ _id }) => _id === self)) return;
  const message = "Another package has this name.";
  fail({ code: "VALIDATION_ERROR", issues: [{ path: "name", rule: "taken", message }] });
}

async function refuseTooMany(ctx: TenantMutationCtx): Promise<void> {
  const rows = await ctx.db
    .query("packages")
    .withIndex("by_name", (q) => q.eq("isArchived", false))
    .take(mostOffered);
  if (rows.length >= mostOffered) fail({ code: "LIMIT_EXCEEDED", what: "packages", limit: mostOffered });
}
