/**
 * What a person's own data holds of each table that points at customers.
 * exports/person.test.ts reads the schema: a table that gets
 * such a reference tomorrow does not pass until it stands here, with how its
 * rows are found or with why they stay.
 */
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantQueryCtx } from "../functions";
import type { TenantTable } from "../tenancy/tables";
import { safeName } from "./names";

export interface RowsPage {
  rows: object[];
  /** Where the next page begins; null after the last. */
  next: string | null;
}
type Reader = (ctx: TenantQueryCtx, customer: Doc<"customers">, page: string | null) => Promise<RowsPage>;

const rowsAtOnce = 50;
/** Rows that bring others with them. */
const fewAtOnce = 10;
/** Of what hangs on one row: mails, stages, versions. */
const mostInside = 100;

/** Tables with an index by_customer led by the customer; one stands for all in the types. */
const byCustomer =
  (table: TenantTable, numItems = rowsAtOnce): Reader =>
  async (ctx, { _id }, cursor) => {
    const page = await ctx.db
      .query(table as "contacts")
      .withIndex("by_customer", (q) => q.eq("customerId", _id))
      .paginate({ numItems, cursor });
    return { rows: page.page, next: page.isDone ? null : page.continueCursor };
  };

/** Each row with what hangs on it. */
const withInside =
  <T extends TenantTable>(table: T, inside: (ctx: TenantQueryCtx, row: Doc<T>) => Promise<object>): Reader =>
  async (ctx, customer, cursor) => {
    const page = await byCustomer(table, fewAtOnce)(ctx, customer, cursor);
    const rows: object[] = [];
    for (const row of page.rows) rows.push({ ...row, ...(await inside(ctx, row as Doc<T>)) });
    return { rows, next: page.next };
  };

/** That a mail was sent and to whom; its text holds links that are keys. */
const sentMail = ({ to, subject, status, createdAt, sentAt }: Doc<"outbox">) => ({
  to,
  subject,
  status,
  createdAt,
  sentAt,
});

function mailsOf(ctx: TenantQueryCtx, beginning: string) {
  return ctx.db
    .query("outbox")
    .withIndex("by_idempotencyKey", (q) =>
      q.gte("idempotencyKey", beginning).lt("idempotencyKey", `${beginning}\u{10FFFF}`),
    );
}

const record: Reader = (_ctx, customer) => Promise.resolve({ rows: [customer], next: null });

const quotes = withInside("quotes", async (ctx, quote) => ({
  mails: (await mailsOf(ctx, `quote/${quote._id}/`).take(mostInside)).map(sentMail),
}));

const orders = withInside("orders", async (ctx, order) => ({
  mails: (await mailsOf(ctx, `order/${order._id}/`).take(mostInside)).map(sentMail),
}));

const leads = withInside("leads", async (ctx, lead) => ({
  stages: await ctx.db
    .query("leadStages")
    .withIndex("by_lead", (q) => q.eq("leadId", lead._id))
    .take(mostInside),
  submissions: await ctx.db
    .query("heldSubmissions")
    .withIndex("by_lead", (q) => q.eq("leadId", lead._id))
    .take(mostInside),
}));

const documents = withInside("documents", async (ctx, document) => ({
  versions: (await versionsOf(ctx, document._id)).map(({ version, fileName, fileSize, mimeType }) => ({
    version,
    fileName,
    fileSize,
    mimeType,
    file: fileNameOf(document._id, version, fileName),
  })),
}));

const communications = withInside("communications", async (ctx, message) => ({
  files: (await messageFilesOf(ctx, message._id)).map((file) => ({
    fileName: file.fileName,
    fileSize: file.fileSize,
    mimeType: file.mimeType,
    file: file.storageId === undefined ? null : messageFileName(file),
  })),
}));

const webProfiles = withInside("webProfiles", async (ctx, { vipCustomerDataId }) => ({
  vip:
    vipCustomerDataId === undefined
      ? null
      : await ctx.db
          .query("vipCustomers")
          .withIndex("by_externalId", (q) => q.eq("externalId", vipCustomerDataId))
          .unique(),
}));

const legacyCustomers = withInside("legacyCustomers", async (ctx, { legacyId }) => ({
  posId: legacyId,
  packages: await ctx.db
    .query("legacyPackages")
    .withIndex("by_legacy", (q) => q.eq("legacyCustomerId", legacyId))
    .take(mostInside),
}));

/** A trip with its payments and with whom it was made. */
const bookings = withInside("bookings", async (ctx, booking) => ({
  payments: await ctx.db
    .query("payments")
    .withIndex("by_booking", (q) => q.eq("bookingId", booking._id))
    .take(mostInside),
  participants: await ctx.db
    .query("tourParticipants")
    .withIndex("by_booking", (q) => q.eq("bookingId", booking._id))
    .take(mostInside),
}));

const marketing: Reader = async (ctx, { _id }, cursor) => {
  const page = await mailsOf(ctx, `marketing/${_id}/`).paginate({ numItems: rowsAtOnce, cursor });
  return { rows: page.page.map(sentMail), next: page.isDone ? null : page.continueCursor };
};

const vipCustomers: Reader = async (ctx, { stableHashId }) => ({
  rows:
    stableHashId === undefined
      ? []
      : await ctx.db
          .query("vipCustomers")
          .withIndex("by_stableHashId", (q) => q.eq("stableHashId", stableHashId))
          .take(mostInside),
  next: null,
});

export async function versionsOf(
  ctx: TenantQueryCtx,
  documentId: Id<"documents">,
): Promise<Doc<"documentVersions">[]> {
  return await ctx.db
    .query("documentVersions")
    .withIndex("by_document", (q) => q.eq("documentId", documentId))
    .take(mostInside);
}

export async function messageFilesOf(
  ctx: TenantQueryCtx,
  messageId: Id<"communications">,
): Promise<Doc<"messageFiles">[]> {
  return await ctx.db
    .query("messageFiles")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .take(mostInside);
}

export const messageFileName = ({ _id, fileName }: Pick<Doc<"messageFiles">, "_id" | "fileName">): string =>
  `files/messages/${_id}-${safeName(fileName)}`;

/** Where a stored file stands in the archive. */
export function fileNameOf(documentId: string, version: number, fileName: string): string {
  return `files/${documentId}/${version}-${safeName(fileName)}`;
}

/** In the order of the archive. `outbox` and `vipCustomers` do not point at customers by id, and belong to the person all the same. */
export const personTables = {
  customers: record,
  contacts: byCustomer("contacts"),
  consentEvents: byCustomer("consentEvents"),
  interactions: byCustomer("interactions"),
  communications,
  notes: byCustomer("notes"),
  followUps: byCustomer("followUps"),
  leads,
  quotes,
  orders,
  serviceJobs: byCustomer("serviceJobs"),
  documents,
  outbox: marketing,
  campaignRecipients: byCustomer("campaignRecipients"),
  leadScores: byCustomer("leadScores"),
  customerValues: byCustomer("customerValues"),
  transactions: byCustomer("transactions"),
  customerPackages: byCustomer("customerPackages"),
  bookings,
  tourParticipants: byCustomer("tourParticipants"),
  loyaltyEntries: byCustomer("loyaltyEntries"),
  webProfiles,
  vipCustomers,
  legacyCustomers,
  importRows: byCustomer("importRows"),
  mergedRecords: byCustomer("mergedRecords", fewAtOnce),
  exportFiles: byCustomer("exportFiles", fewAtOnce),
  auditLog: byCustomer("auditLog"),
} as const satisfies Partial<Record<TenantTable, Reader>>;

export type PersonTable = keyof typeof personTables;
export const personTableNames = Object.keys(personTables) as PersonTable[];

/** Tables that point at customers and stay out, and why; told in the archive. */
export const leftOutOfPerson: Partial<Record<TenantTable, string>> = {
  customerIdentities: "Worked out from the record, for recognising it.",
  customerKeys: "Worked out from the record and its contacts, for recognising them.",
  customerTags: "The record's own tags again, for lists.",
  fieldValues: "The record's own fields again, for lists.",
  noteWords: "The notes' own words again, for search.",
  duplicatePairs: "Likeness to other people's records.",
  salesFacts: "Sums of the sales and visits that are here.",
  bookingFacts: "Sums of the bookings that are here.",
  revenueFacts: "Sums of the orders and jobs that are here.",
  interactionCounts: "Counts of the entries that are here.",
  threads: "Counts of the messages that are here.",
  timelineEntries: "The order of the entries that are here.",
  timelineCounts: "Counts of the entries that are here.",
  customerVisits: "Which members of staff opened the record.",
  arrivals: "What members of staff were told of.",
  presence: "Which members of staff have the record open.",
  merges: "How records were merged, with records of other people; the person's own are in mergedRecords.",
  memberships: "Accounts of people who may see the record.",
  invitations: "Accounts of people who may see the record.",
  importedKeys: "Ids of imported rows, which are here.",
  syncJobs: "That the record was told to the point of sale or by it; what was told is in legacyCustomers.",
  syncDifferences: "Where the record and legacyCustomers, which are here, say different things.",
  importConflicts: "Open questions of an import about rows that are here.",
  bulkRows: "That a change of many records passed this one; the change itself is in auditLog.",
};

/** Fields for the machine: places, sorted copies, keys. */
const internal: ReadonlySet<string> = new Set([
  "orgId",
  "slot",
  "codeNumber",
  "nameSort",
  "companySort",
  "citySort",
  "legacyId",
  "nameKey",
  "nameSound",
  "contactWords",
  "searchText",
  "storageId",
  "tokenHash",
  "nonce",
  "ipHash",
]);

/** A row as a person reads it: without what is for the machine, instants as dates and times. */
export function readable(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => readable(item));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !internal.has(name))
        .map(([name, part]) => [name, readable(part, name)]),
    );
  }
  const isInstant = /^(at|_creationTime)$|(At|Until)$/.test(key);
  return isInstant && typeof value === "number" && value > 0 && value < 8.64e15
    ? new Date(value).toISOString()
    : value;
}
