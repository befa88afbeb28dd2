/** Reading for a person's own data, page by page, with the rights its asker has at that moment. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { readableCustomer } from "../customers/access";
import { ownerNames } from "../customers/row";
import { fieldsOf } from "../fields/sets";
import { plainText } from "../fields/values";
import { orbitError } from "../shared/errors";
import {
  fileNameOf,
  messageFileName,
  messageFilesOf,
  personTables,
  readable,
  versionsOf,
  type PersonTable,
  type RowsPage,
} from "./personTables";
import { fileOfJob } from "./store";

interface Place {
  /** Which of the person's records: the one named, then those merged into it. */
  member: number;
  page: string | null;
}

/** Rows of one table as readable JSON; null when the asker may not any more. */
export async function personPage(
  ctx: TenantQueryCtx,
  args: { jobId: Id<"jobs">; table: string; cursor: string | null },
): Promise<{ rows: string[]; next: string | null } | null> {
  const found = await asker(ctx, args.jobId);
  const read = personTables[args.table as PersonTable] as
    ((ctx: TenantQueryCtx, customer: Doc<"customers">, page: string | null) => Promise<RowsPage>) | undefined;
  if (found === null || read === undefined) return null;
  const at: Place = args.cursor === null ? { member: 0, page: null } : (JSON.parse(args.cursor) as Place);
  const customer = found.members[at.member];
  if (customer === undefined) return { rows: [], next: null };
  const page = await read(ctx, customer, at.page);
  return {
    rows: page.rows.map((row) => JSON.stringify(readable(row), null, 2)),
    next: nextPlace(at, page.next, found.members.length),
  };
}

function nextPlace({ member }: Place, page: string | null, members: number): string | null {
  if (page !== null) return JSON.stringify({ member, page } satisfies Place);
  return member + 1 < members ? JSON.stringify({ member: member + 1, page: null } satisfies Place) : null;
}

/** Documents, or messages, looked at in one call; each has its files. */
const documentsAtOnce = 10;

/** The stored files of the person: every version of documents, then what came and went with messages. */
export async function personFiles(
  ctx: TenantQueryCtx,
  { jobId, cursor }: { jobId: Id<"jobs">; cursor: string | null },
): Promise<{ files: { storageId: Id<"_storage">; name: string }[]; next: string | null } | null> {
  const found = await asker(ctx, jobId);
  if (found === null) return null;
  const at: Place = cursor === null ? { member: 0, page: null } : (JSON.parse(cursor) as Place);
  const customer = found.members[at.member];
  if (customer === undefined) return { files: [], next: null };
  const { files, next } = at.page?.startsWith(amongMessages)
    ? await filesOfMessages(ctx, customer, at.page.slice(amongMessages.length) || null)
    : await filesOfDocuments(ctx, customer, at.page);
  return { files, next: nextPlace(at, next, found.members.length) };
}

/** Before a place among the messages of a record, which come after its documents. */
const amongMessages = "messages:";

interface FilesPage {
  files: { storageId: Id<"_storage">; name: string }[];
  next: string | null;
}

async function filesOfDocuments(
  ctx: TenantQueryCtx,
  customer: Doc<"customers">,
  cursor: string | null,
): Promise<FilesPage> {
  const page = await ctx.db
    .query("documents")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .paginate({ numItems: documentsAtOnce, cursor });
  const files = [];
  for (const { _id } of page.page) {
    for (const { storageId, version, fileName } of await versionsOf(ctx, _id))
      files.push({ storageId, name: fileNameOf(_id, version, fileName) });
  }
  return { files, next: page.isDone ? amongMessages : page.continueCursor };
}

async function filesOfMessages(
  ctx: TenantQueryCtx,
  customer: Doc<"customers">,
  cursor: string | null,
): Promise<FilesPage> {
  const page = await ctx.db
    .query("communications")
    .withIndex("by_customer", (q) => q.eq("customerId", customer._id))
    .paginate({ numItems: documentsAtOnce, cursor });
  const files = [];
  for (const { _id } of page.page) {
    for (const file of await messageFilesOf(ctx, _id))
      if (file.storageId !== undefined)
        files.push({ storageId: file.storageId, name: messageFileName(file) });
  }
  return { files, next: page.isDone ? null : amongMessages + page.continueCursor };
}

export interface PersonFacts {
  name: string;
  customerCode: string;
  /** Plain values by the record's own field names; the screen words them. */
  facts: { field: string; value: string }[];
  /** The organization's own fields by label. */
  own: { label: string; value: string }[];
  merged: string[];
}

/** What stands at the top of the overview. */
export async function personFacts(ctx: TenantQueryCtx, jobId: Id<"jobs">): Promise<PersonFacts | null> {
  const found = await asker(ctx, jobId);
  if (found === null) return null;
  const [customer, ...merged] = found.members;
  if (customer === undefined) return null;
  const owners = await ownerNames(ctx, [customer.ownerId]);
  const { address, preferences } = customer;
  const values: Record<string, unknown> = {
    companyName: customer.companyName,
    type: customer.type,
    status: customer.status,
    phone: customer.phone,
    secondaryPhone: customer.secondaryPhone,
    email: customer.email,
    website: customer.website,
    address: address === undefined ? undefined : Object.values(address).join(", "),
    dateOfBirth: customer.dateOfBirth,
    dateJoined: customer.dateJoined,
    industry: customer.industry,
    customerSource: customer.customerSource,
    sourceDetail: customer.sourceDetail,
    tags: customer.tags.join(", "),
    preferredLanguage: customer.preferredLanguage,
    emailConsent: customer.emailConsent,
    smsConsent: customer.smsConsent,
    marketingConsent: customer.marketingConsent ?? false,
    preferences: preferences === undefined ? undefined : JSON.stringify(preferences),
    notes: customer.notes,
    owner: customer.ownerId === undefined ? undefined : owners.get(customer.ownerId),
    legacyIds: customer.legacyIds.join(", "),
    stableHashId: customer.stableHashId,
    metadata: customer.metadata,
  };
  const set = await fieldsOf(ctx);
  return {
    name: customer.name,
    customerCode: customer.customerCode,
    facts: Object.entries(values).flatMap(([field, value]) =>
      value === undefined || value === "" ? [] : [{ field, value: String(value) }],
    ),
    own: set.active.flatMap((field) => {
      const value = customer.custom?.[field.key];
      return value === undefined ? [] : [{ label: field.label, value: plainText(field, value) }];
    }),
    merged: merged.map(({ customerCode }) => customerCode),
  };
}

/** The person's records, if whoever asked may still take them. */
async function asker(
  ctx: TenantQueryCtx,
  jobId: Id<"jobs">,
): Promise<{ staff: OrgQueryCtx; members: Doc<"customers">[] } | null> {
  const file = await fileOfJob(ctx, jobId);
  if (file?.content.kind !== "person") return null;
  const staff = await ctx.staff(file.userId, "customers:exportPerson");
  if (staff === null) return null;
  const members: Doc<"customers">[] = [];
  for (const text of file.content.members) {
    const customer = await reached(staff, text);
    if (customer !== null) members.push(customer);
  }
  return members.length === 0 ? null : { staff, members };
}

async function reached(staff: OrgQueryCtx, id: string): Promise<Doc<"customers"> | null> {
  try {
    const customer = await readableCustomer(staff, id, "customers:exportPerson");
    return customer.erasure === undefined ? customer : null;
  } catch (error) {
    const code = orbitError(error)?.code;
    if (code === "NOT_FOUND" || code === "OUT_OF_REACH") return null;
    throw error;
  }
}
