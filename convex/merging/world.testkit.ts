/** Customers with everything that can hang on them, and the whole database as comparable text. */
import { api } from "../_generated/api";
import type { Id } from "../_generated/dataModel";
import { exportedTables } from "../tenancy/fill.testkit";
import { newBackend, newOrganization, type Backend, type Organization } from "../world.testkit";

export interface MergeWorld {
  backend: Backend;
  ours: Organization;
  orgId: Id<"organizations">;
  create: (input: object, ownerId?: Id<"users">) => Promise<Id<"customers">>;
}

/** A world in which equal e-mails, phones and names pass, as they do for records that are to be merged. */
export async function mergeWorld(): Promise<MergeWorld> {
  const backend = newBackend();
  const ours = await newOrganization(backend, "ours");
  const { orgId } = ours;
  await backend.run(async (ctx) => {
    const settings = (await ctx.db.query("orgSettings").collect()).find((one) => one.orgId === orgId)!;
    await ctx.db.patch("orgSettings", settings._id, {
      identityPolicy: { ...settings.identityPolicy, email: "warn", phone: "warn", name: "warn" },
    });
  });
  const create = async (input: object, ownerId?: Id<"users">) => {
    const made = await ours.as.admin.mutation(api.customers.create, {
      orgId,
      input: input as never,
      ...(ownerId === undefined ? {} : { ownerId }),
    });
    return made.customerId;
  };
  return { backend, ours, orgId, create };
}

export interface Children {
  contacts: number;
  interactions: number;
  followUps: number;
  quotes: number;
  leads: number;
  sales: number;
  packages: number;
}

/** Puts children on a customer through the doors, and rows of other rooms straight into the database. */
export async function fill(
  { backend, ours, orgId }: MergeWorld,
  customerId: Id<"customers">,
  children: Partial<Children>,
  mark: string,
): Promise<void> {
  const as = ours.as.admin;
  for (let n = 0; n < (children.contacts ?? 0); n++) {
    const input = { firstName: `First${n}`, lastName: mark, email: `c${n}.${mark}@x.test`.toLowerCase() };
    await as.mutation(api.contacts.create, { orgId, customerId, input: input as never });
  }
  for (let n = 0; n < (children.interactions ?? 0); n++) {
    const type = (["call", "visit", "note"] as const)[n % 3]!;
    const input = { type, subject: `Entry ${n} ${mark}`, description: "Said." };
    await as.mutation(api.interactions.create, { orgId, customerId, input: input as never });
  }
  for (let n = 0; n < (children.followUps ?? 0); n++) {
    await as.mutation(api.followUps.create, {
      orgId,
      customerId,
      input: { title: `Call ${n} ${mark}`, dueAt: Date.now() + (n + 1) * 86_400_000 },
    } as never);
  }
  for (let n = 0; n < (children.quotes ?? 0); n++) {
    const line = { description: "Thing", quantity: 1000, unitPrice: 5000 + n, taxRate: 0 };
    await as.mutation(api.quotes.create, {
      orgId,
      customerId,
      input: { subject: `Quote ${n} ${mark}`, lines: [line], validUntil: "2099-01-01" },
    } as never);
  }
  for (let n = 0; n < (children.leads ?? 0); n++) {
    await as.mutation(api.leads.create, { orgId, customerId, title: `Lead ${n} ${mark}` } as never);
  }
  for (let n = 0; n < (children.sales ?? 0); n++) {
    const at = Date.now() - n * 40_000_000;
    const input = { amount: 1000 + n, at, currency: n % 3 === 2 ? "EUR" : "USD", reference: `${mark}-${n}` };
    const { transactionId } = await as.mutation(api.transactions.record, { orgId, customerId, input });
    if (n === 1) await as.mutation(api.transactions.voidSale, { orgId, transactionId });
  }
  if (children.packages !== undefined)
    await sellPackages({ ours, orgId }, customerId, children.packages, mark);
  await backend.run(async (ctx) => {
    const now = Date.now();
    const stamps = { createdAt: now, updatedAt: now, createdBy: "x", createdByName: "x", updatedBy: "x" };
    await ctx.db.insert("notes", {
      orgId,
      customerId,
      noteType: "general",
      noteText: mark,
      isInternal: true,
      isPinned: false,
      isRemoved: false,
      mentioned: [],
      ...stamps,
    });
    await ctx.db.insert("documents", {
      orgId,
      customerId,
      documentType: "other",
      documentName: mark,
      state: "ready",
      version: 0,
      fileSize: 0,
      mimeType: "text/plain",
      isRemoved: false,
      ...stamps,
    });
    await ctx.db.insert("arrivals", { orgId, userId: ours.users.sales, customerId, byName: mark, at: now });
    const brand = (await ctx.db.query("memberships").collect()).find(
      (one) => one.userId === ours.users.brand,
    )!;
    await ctx.db.patch("memberships", brand._id, {
      linkedCustomerIds: [...(brand.linkedCustomerIds ?? []), customerId],
    });
  });
}

/** The first is cancelled, the second used; each with its sale. */
async function sellPackages(
  { ours, orgId }: Pick<MergeWorld, "ours" | "orgId">,
  customerId: Id<"customers">,
  count: number,
  mark: string,
): Promise<void> {
  const as = ours.as.admin;
  const [known] = await as.query(api.packages.choices, { orgId });
  const input = { name: "Lessons", price: 5000, sessions: 1, validDays: 90 };
  const packageId = known?._id ?? (await as.mutation(api.packages.create, { orgId, input }));
  for (let n = 0; n < count; n++) {
    const customerPackageId = await as.mutation(api.packages.sell, {
      orgId,
      customerId,
      packageId,
      input: { note: mark },
    });
    if (n === 0) await as.mutation(api.packages.cancel, { orgId, customerPackageId, reason: mark });
    if (n === 1) await as.mutation(api.packages.useSession, { orgId, customerPackageId });
  }
}

/** What a merge and its undo leave behind on purpose; the feed tells of both, and counts what it tells. */
const record = new Set([
  "auditLog",
  "loyaltyEntries",
  "merges",
  "mergedRecords",
  "mergeMoves",
  "jobs",
  "timelineCounts",
]);
const isTold = (table: string, row: Record<string, unknown>) =>
  (table === "timelineEntries" && (row["entity"] === "customers" || row["entity"] === "contacts")) ||
  (table === "consentEvents" && row["source"] === "merge");
/** Rows that are worked out from others: the same content under a new id is the same. */
const rebuilt = new Set([
  "customerIdentities",
  "customerKeys",
  "duplicatePairs",
  "customerTags",
  "fieldValues",
  "interactionCounts",
  "threads",
  "leadScores",
  "salesFacts",
  "customerValues",
  "facets",
]);

/** Every row of every table but the record of what happened, as sorted text; tallies summed over their shards. */
export async function everything(backend: Backend): Promise<Record<string, string[]>> {
  return await backend.run(async (ctx) => {
    const tables: Record<string, string[]> = {};
    for (const { tableName } of exportedTables) {
      if (record.has(tableName)) continue;
      const rows = (await ctx.db.query(tableName as "teams").collect()) as unknown as Record<
        string,
        unknown
      >[];
      tables[tableName] =
        tableName === "tallies"
          ? summed(rows)
          : rows
              .filter((row) => !isTold(tableName, row))
              .map((row) => comparable(row, rebuilt.has(tableName)))
              .sort();
    }
    return tables;
  });
}

function comparable(row: Record<string, unknown>, withoutId: boolean): string {
  const { _id, _creationTime, emailSince, phoneSince, ...content } = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value,
    ]),
  );
  // Where a rebuilt row says since when a value stands, it speaks of its own age.
  return stable(withoutId ? content : { _id, _creationTime, emailSince, phoneSince, ...content });
}

function summed(rows: Record<string, unknown>[]): string[] {
  const sums = new Map<string, { count: number; sum: number }>();
  for (const { metric, key, part, cells } of rows) {
    for (const [cell, amount] of Object.entries(cells as Record<string, { count: number; sum: number }>)) {
      const name = stable([metric, key, part, cell]);
      const before = sums.get(name) ?? { count: 0, sum: 0 };
      sums.set(name, { count: before.count + amount.count, sum: before.sum + amount.sum });
    }
  }
  return [...sums]
    .filter(([, { count, sum }]) => count !== 0 || sum !== 0)
    .map(([name, amount]) => name + stable(amount))
    .sort();
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
