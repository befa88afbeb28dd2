/**
 * The one write path of customers: whatever door a change came through, the
 * row, its keys, tag rows, search text, numbers and history are written here
 * together, in one transaction.
 */
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { TenantMutationCtx } from "../functions";
import { syncThreads } from "../communications/threads";
import { recordConsents, type ConsentProof } from "../consent/record";
import { buildPrimaryContact, type NamedContact } from "../contacts/insert";
import { syncCustomerKeys } from "../duplicates/store";
import { settledKinds } from "../fields/becoming";
import { withFormulas } from "../fields/compute";
import { customChanges } from "../fields/enter";
import { searchedWords } from "../fields/searched";
import { fieldsOf } from "../fields/sets";
import type { CustomValue } from "../fields/table";
import { syncValueRows } from "../fields/valueRows";
import { syncProfileLink } from "../profiles/keep";
import { diff, recordChange, type Change } from "../history/record";
import { fold } from "../shared/text";
import { tallyCustomer } from "../tallies/customers";
import { blankRow } from "../tenancy/blank";
import type { NewRow } from "../tenancy/tenantDb";
import { tellOfChange, tellOfNew } from "../mirror/tell";
import { refreshContactWords } from "./contactWords";
import { searchTextOf } from "./searchText";
import { syncTagRows } from "./tagRows";

/** Fields whose changes are told in the history; the rest are derived from them. */
const recorded = [
  "name",
  "companyName",
  "type",
  "status",
  "isActive",
  "deactivationReason",
  "phone",
  "secondaryPhone",
  "email",
  "website",
  "industry",
  "customerSource",
  "sourceDetail",
  "address",
  "dateOfBirth",
  "dateJoined",
  "tags",
  "notes",
  "preferredLanguage",
  "smsConsent",
  "emailConsent",
  "marketingConsent",
  "preferences",
  "ownerId",
  "legacyIds",
  "stableHashId",
  "linkedProfileId",
  "profileLinkConfidence",
  "profileLinkMethod",
  "profileLinkedAt",
  "mergedIntoId",
  "metadata",
  "lifetimeValue",
  "churnRisk",
  "availableCredit",
  "loyaltyPoints",
  "vipTierId",
  "vipStatusDate",
] as const satisfies readonly (keyof Doc<"customers">)[];

export type CustomerFields = Omit<
  NewRow<"customers">,
  | "nameSort"
  | "companySort"
  | "citySort"
  | "legacyId"
  | "contactWords"
  | "searchText"
  | "updatedAt"
  | "updatedBy"
>;

export interface Deed {
  /** A verb in the past: "created", "updated", "assigned", … */
  action: string;
  reason?: string | undefined;
  undoes?: Id<"auditLog"> | undefined;
  /** When the record was last changed, where that was in an older system (epoch ms); now unless told. Inserts only. */
  at?: number | undefined;
  /** What proves the consents that change; the door's own words unless told. */
  consent?: ConsentProof | undefined;
}

/** Inserts a customer with everything that belongs to it. Duplicates and permissions are the caller's question. */
export async function insertCustomer(
  ctx: TenantMutationCtx,
  fields: CustomerFields,
  deed: Deed,
  named?: NamedContact,
): Promise<Doc<"customers">> {
  const { nameSort, companySort, citySort, legacyId } = indexedTexts(fields);
  const { custom, searchText } = await ownFields(ctx, fields);
  const row = Object.assign(blankRow("customers"), fields) as Doc<"customers">;
  row.nameSort = nameSort;
  row.companySort = companySort;
  row.citySort = citySort;
  row.legacyId = legacyId;
  row.custom = custom;
  row.searchText = searchText;
  row.updatedAt = deed.at ?? ctx.now;
  row.updatedBy = ctx.actor.id;
  const id = await ctx.db.insert("customers", row);
  // The row as it stands in the database, without asking for it; nothing is later than the moment it has there.
  const customer = row;
  customer._id = id;
  customer._creationTime = Infinity;
  customer.orgId = ctx.orgId;
  await syncCustomerKeys(ctx, customer, null);
  await syncProfileLink(ctx, null, customer);
  await syncTagRows(ctx, null, customer);
  await syncValueRows(ctx, null, customer);
  await tallyCustomer(ctx, null, customer);
  await record(ctx, {}, customer, deed, await changesOf(ctx, {}, customer));
  await tellOfNew(ctx, customer);
  const contact = await buildPrimaryContact(ctx, customer, named);
  // The contact's words may have joined the record's.
  return contact === null ? customer : await ctx.db.get("customers", id);
}

/**
 * Changes a customer. Fields set to undefined are removed. Writes nothing and
 * returns a null audit id when nothing would change.
 */
export async function saveCustomer(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  changed: Partial<CustomerFields>,
  deed: Deed,
): Promise<{ customer: Doc<"customers">; auditId: Id<"auditLog"> | null }> {
  const changes = await changesOf(ctx, before, { ...before, ...changed });
  if (changes.length === 0) return { customer: before, auditId: null };
  const merged: Doc<"customers"> = { ...before, ...changed };
  const derived = {
    ...indexedTexts(merged),
    ...(await ownFields(ctx, merged)),
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  };
  const customer: Doc<"customers"> = { ...merged, ...derived };
  await ctx.db.patch("customers", before._id, { ...changed, ...derived });
  await syncCustomerKeys(ctx, customer, before);
  await syncProfileLink(ctx, before, customer);
  await syncTagRows(ctx, before, customer);
  await syncValueRows(ctx, before, customer);
  await syncThreads(ctx, before, customer);
  await tallyCustomer(ctx, before, customer);
  const auditId = await record(ctx, before, customer, deed, changes);
  if (before.type !== customer.type) await buildPrimaryContact(ctx, customer);
  const mayShareWords = customer.type !== "individual" || customer.contactWords !== undefined;
  const hasMoved = mayShareWords && before.searchText !== customer.searchText;
  const isFresh = !(hasMoved && (await refreshContactWords(ctx, before._id)));
  if (before.ownerId !== customer.ownerId) await passOnWork(ctx, before, customer);
  await tellOfChange(ctx, before, customer);
  return { customer: isFresh ? customer : await ctx.db.get("customers", before._id), auditId };
}

/**
 * Makes the row exactly `target`, as a merge and its undo decide it: nothing
 * follows by itself (no hand-over, no first contact), because the caller keeps
 * a manifest of every row it touches. Returns the history entry.
 */
export async function putCustomer(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  target: Doc<"customers">,
  deed: Deed & { told?: Change[] },
): Promise<Id<"auditLog">> {
  const names = new Set([...Object.keys(before), ...Object.keys(target)] as (keyof Doc<"customers">)[]);
  const changed: Partial<Record<keyof Doc<"customers">, unknown>> = {};
  for (const name of names) {
    if (JSON.stringify(before[name]) !== JSON.stringify(target[name])) changed[name] = target[name];
  }
  await ctx.db.patch("customers", before._id, changed as Partial<CustomerFields>);
  await syncCustomerKeys(ctx, target, before);
  await syncProfileLink(ctx, before, target);
  await syncTagRows(ctx, before, target);
  await syncValueRows(ctx, before, target);
  await syncThreads(ctx, before, target);
  await tallyCustomer(ctx, before, target);
  const changes = [...(await changesOf(ctx, before, target)), ...(deed.told ?? [])];
  return await record(ctx, before, target, { consent: { source: "merge" }, ...deed }, changes);
}

/** What the row keeps when the person is erased: its number, and what counts and books rest on. */
const remains: ReadonlySet<string> = new Set([
  "_id",
  "_creationTime",
  "orgId",
  "customerCode",
  "codeNumber",
  "slot",
  "type",
  "status",
  "isActive",
  "deletion",
  "customerSource",
  "dateJoined",
  "preferredLanguage",
  "ownerId",
  "lastContactAt",
  "lifetimeValue",
  "currency",
  "churnRisk",
  // Sales stay, without words about the person.
  "firstVisitAt",
  "lastVisitAt",
  "totalVisits",
  "firstTransactionAt",
  // The ledger goes on saying the same.
  "availableCredit",
  "creditCurrency",
  "loyaltyPoints",
  "mergedIntoId",
  "importJobId",
  "isSample",
  "createdAt",
  "createdBy",
] satisfies (keyof Doc<"customers">)[]);

/**
 * Takes everything personal off a deleted record, for good (CUS-48). The entry
 * says that it was done and by whom, and nothing of what there was.
 */
export async function emptyCustomer(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  jobId: Id<"jobs">,
): Promise<void> {
  const gone = Object.keys(before).filter((field) => !remains.has(field));
  const name = `Erased ${before.customerCode}`;
  const fields = {
    ...Object.fromEntries(gone.map((field) => [field, undefined])),
    name,
    nameSort: fold(name),
    searchText: "",
    tags: [],
    legacyIds: [],
    smsConsent: false,
    emailConsent: false,
    erasure: { at: ctx.now, jobId },
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  };
  await ctx.db.patch("customers", before._id, fields);
  const customer = await ctx.db.get("customers", before._id);
  await syncCustomerKeys(ctx, customer, before);
  await syncTagRows(ctx, before, customer);
  await syncValueRows(ctx, before, customer);
  await tallyCustomer(ctx, before, customer);
  await recordChange(
    ctx,
    {
      entity: "customers",
      entityId: customer._id,
      customerId: customer._id,
      action: "erased",
      changes: [],
    },
    null,
  );
}

/** The row with its sorted texts, formulas, search text and stamps worked out anew. */
export async function derived(ctx: TenantMutationCtx, customer: Doc<"customers">): Promise<Doc<"customers">> {
  return {
    ...customer,
    ...indexedTexts(customer),
    ...(await ownFields(ctx, customer)),
    updatedAt: ctx.now,
    updatedBy: ctx.actor.id,
  };
}

/** Open follow-ups and quotes follow the owner, in transactions of their own: there may be many. */
async function passOnWork(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  after: Doc<"customers">,
): Promise<void> {
  await ctx.scheduler.runAfter(0, internal.followUps.handOver, {
    orgId: ctx.orgId,
    customerId: after._id,
    from: before.ownerId ?? null,
    to: after.ownerId ?? null,
    byUser: ctx.actor.id,
    byName: ctx.actor.name,
  });
}

/** Facts that other rooms or the schedule work out; they leave `updatedAt` alone, for nobody edited the record. */
export async function saveFacts(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  facts: Partial<
    Pick<
      Doc<"customers">,
      | "lastContactAt"
      | "nextFollowUpAt"
      | "lifetimeValue"
      | "currency"
      | "churnRisk"
      | "leadScore"
      | "firstVisitAt"
      | "lastVisitAt"
      | "totalVisits"
      | "firstTransactionAt"
    >
  >,
): Promise<Doc<"customers">> {
  const isSame = (Object.keys(facts) as (keyof typeof facts)[]).every((key) => before[key] === facts[key]);
  if (isSame) return before;
  // Formulas read these facts.
  const own = await ownFields(ctx, { ...before, ...facts });
  const customer: Doc<"customers"> = { ...before, ...facts, ...own };
  await ctx.db.patch("customers", before._id, { ...facts, ...own });
  await syncTagRows(ctx, before, customer);
  await syncValueRows(ctx, before, customer);
  await tallyCustomer(ctx, before, customer);
  const changes = diff<Doc<"customers">>(before, customer, recorded);
  if (changes.length > 0) await record(ctx, before, customer, { action: "recomputed" }, changes);
  return customer;
}

/**
 * Works the organization's own fields out anew, with `rolledUp` put in (null
 * takes one out); nobody edited the record, so nothing is told. Index rows are
 * compared even where nothing changed: a definition may have.
 */
export async function refreshCustomer(
  ctx: TenantMutationCtx,
  before: Doc<"customers">,
  rolledUp: Readonly<Record<string, CustomValue | null>>,
): Promise<boolean> {
  const custom = { ...before.custom };
  for (const [key, value] of Object.entries(rolledUp)) {
    if (value === null) delete custom[key];
    else custom[key] = value;
  }
  const own = await ownFields(ctx, { ...before, custom });
  const customer: Doc<"customers"> = { ...before, ...own };
  const isSame =
    JSON.stringify(before.custom) === JSON.stringify(customer.custom) &&
    before.searchText === customer.searchText;
  if (!isSame) await ctx.db.patch("customers", before._id, own);
  await syncValueRows(ctx, before, customer, { always: true });
  if (!isSame) await tallyCustomer(ctx, before, customer);
  return !isSame;
}

/** Formulas, and the search text that may hold their words. */
async function ownFields(ctx: TenantMutationCtx, customer: Omit<CustomerFields, never>) {
  const set = await fieldsOf(ctx);
  const { timeZone } = await ctx.settings();
  const { _id: id } = customer as Partial<Doc<"customers">>;
  const settled = await settledKinds(ctx, set, customer.custom, id);
  const custom =
    set.active.length === 0
      ? settled
      : withFormulas(set, { ...customer, custom: settled } as Doc<"customers">, timeZone);
  return { custom, searchText: searchTextOf(customer, searchedWords(custom, set.active)) };
}

async function changesOf(
  ctx: TenantMutationCtx,
  before: Partial<Doc<"customers">>,
  after: Doc<"customers">,
): Promise<Change[]> {
  const own =
    before.custom === undefined && after.custom === undefined
      ? []
      : customChanges(before.custom, after.custom, await fieldsOf(ctx));
  return [...diff<Doc<"customers">>(before, after, recorded), ...own];
}

async function record(
  ctx: TenantMutationCtx,
  before: Partial<Doc<"customers">>,
  customer: Doc<"customers">,
  { action, reason, undoes, consent }: Deed,
  changes: Change[],
): Promise<Id<"auditLog">> {
  const auditId = await recordChange(
    ctx,
    {
      entity: "customers",
      entityId: customer._id,
      customerId: customer._id,
      action,
      changes,
      ...(reason === undefined || reason === "" ? {} : { reason }),
      ...(undoes === undefined ? {} : { undoes }),
    },
    undefined,
    customer,
  );
  await recordConsents(ctx, before, customer, auditId, consent);
  return auditId;
}

/** What indexes hold of other fields. Texts sort without case and accents; a text of signs alone keeps itself. */
function indexedTexts({
  name,
  companyName,
  address,
  legacyIds,
}: Pick<CustomerFields, "name" | "companyName" | "address" | "legacyIds">) {
  const sorted = (text: string | undefined) => (text ? fold(text) || text : undefined);
  return {
    nameSort: sorted(name) ?? name,
    companySort: sorted(companyName),
    citySort: sorted(address?.city),
    legacyId: legacyIds[0],
  };
}
