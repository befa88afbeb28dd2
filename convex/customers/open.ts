/** One customer as its page shows it (CUS-49): the record, its owner, and what this caller may do. */
import type { Doc, Id } from "../_generated/dataModel";
import type { OrgQueryCtx } from "../functions";
import { readPreferences } from "../consent/preferences";
import { fieldsOf, visibleFields } from "../fields/sets";
import { valuesOf } from "../fields/visible";
import { clean } from "../shared/text";
import { reachFor } from "../tenancy/permissions";
import { canWrite, readableCustomer, survivorOf } from "./access";
import { idOfLegacyId } from "./legacy";
import { ownerNames, toRows, type CustomerRow } from "./row";
import { packageSummary, type PackageSummary } from "../packages/list";
import { transactionSummary, type TransactionSummary } from "../transactions/summary";

export interface OpenCustomer extends CustomerRow {
  industry: string | null;
  website: string | null;
  customerSource: string;
  sourceDetail: string | null;
  secondaryPhone: string | null;
  address: NonNullable<Doc<"customers">["address"]> | null;
  dateOfBirth: string | null;
  dateJoined: string;
  notes: string | null;
  preferredLanguage: Doc<"customers">["preferredLanguage"];
  smsConsent: boolean;
  emailConsent: boolean;
  marketingConsent: boolean;
  /** As other systems name them, marketing_consent mirrored (CNS-03, CNS-08). JSON text: keys may be any. */
  preferences: string;
  deactivationReason: string | null;
  /** Epoch ms when it was deleted; null unless it is. */
  deletedAt: number | null;
  /** Epoch ms when the person was erased for good; null unless so (CUS-48). */
  erasedAt: number | null;
  /** A JSON object as text (CUS-25). */
  metadata: string | null;
  legacyIds: string[];
  stableHashId: string | null;
  /** The website's profile it is linked to, how sure that is (0 to 1), by what, and when (PRL-03). */
  linkedProfileId: Id<"webProfiles"> | null;
  profileLinkConfidence: number | null;
  profileLinkMethod: string | null;
  profileLinkedAt: number | null;
  /** Epoch ms at which the lifecycle first reached lead, active and churned (CUS-35). */
  qualifiedAt: number | null;
  convertedAt: number | null;
  churnedAt: number | null;
  /** Epoch ms (CUS-22); lastVisitAt and totalVisits are in the row. */
  firstVisitAt: number | null;
  firstTransactionAt: number | null;
  /** Completed sales (ORD-12); null for whoever may not read them. */
  transactionSummary: TransactionSummary | null;
  /** What was bought beforehand (PKG-04); null for whoever may not read it. */
  packageSummary: PackageSummary | null;
  createdByName: string | null;
  updatedByName: string | null;
  /** How many records have been merged into it and are still part of it (DUP-19). */
  mergedRecords: number;
  /** The record that was asked for and has been merged into this one (DUP-18). */
  mergedFrom: { customerId: Doc<"customers">["_id"]; customerCode: string; name: string } | null;
  may: {
    update: boolean;
    merge: boolean;
    assign: boolean;
    claim: boolean;
    deactivate: boolean;
    tag: boolean;
    undo: boolean;
    delete: boolean;
    restore: boolean;
    erase: boolean;
    /** Hand out everything that is held on the person. */
    exportPerson: boolean;
    adjustCredit: boolean;
    recordSale: boolean;
    sellPackage: boolean;
    assignTier: boolean;
  };
}

/**
 * By id, by code ("CUS-042") or by the id of an older system; NOT_FOUND for
 * what the caller may not see. Ids and codes of merged records lead to the
 * record they went into.
 */
export async function openCustomer(
  ctx: OrgQueryCtx,
  { customer: key }: { customer: string },
): Promise<OpenCustomer> {
  const asked = await readableCustomer(ctx, await customerIdOf(ctx, key));
  const customer = (await survivorOf(ctx, asked)) ?? asked;
  const [row] = await toRows(ctx, [customer]);
  const people = await ownerNames(ctx, [userOf(customer.createdBy), userOf(customer.updatedBy)]);
  const nameOf = (actor: string) => {
    const userId = userOf(actor);
    return userId === undefined ? null : (people.get(userId) ?? null);
  };
  const isBrand = ctx.member.role === "brand";
  return {
    ...row!,
    custom: valuesOf(customer.custom, visibleFields(await fieldsOf(ctx), ctx.member.role)),
    industry: customer.industry ?? null,
    website: customer.website ?? null,
    customerSource: customer.customerSource,
    sourceDetail: customer.sourceDetail ?? null,
    secondaryPhone: customer.secondaryPhone ?? null,
    address: customer.address ?? null,
    dateOfBirth: customer.dateOfBirth ?? null,
    dateJoined: customer.dateJoined,
    // Internal words are not for the brand's own people (TEN-10).
    notes: isBrand ? null : (customer.notes ?? null),
    preferredLanguage: customer.preferredLanguage,
    smsConsent: customer.smsConsent,
    emailConsent: customer.emailConsent,
    marketingConsent: customer.marketingConsent ?? false,
    preferences: isBrand ? "{}" : JSON.stringify(readPreferences(customer)),
    deactivationReason: isBrand ? null : (customer.deactivationReason ?? null),
    deletedAt: customer.deletion?.at ?? null,
    erasedAt: customer.erasure?.at ?? null,
    metadata: isBrand ? null : (customer.metadata ?? null),
    legacyIds: customer.legacyIds,
    stableHashId: customer.stableHashId ?? null,
    linkedProfileId: customer.linkedProfileId ?? null,
    profileLinkConfidence: customer.profileLinkConfidence ?? null,
    profileLinkMethod: customer.profileLinkMethod ?? null,
    profileLinkedAt: customer.profileLinkedAt ?? null,
    qualifiedAt: customer.qualifiedAt ?? null,
    convertedAt: customer.convertedAt ?? null,
    churnedAt: customer.churnedAt ?? null,
    firstVisitAt: customer.firstVisitAt ?? null,
    firstTransactionAt: customer.firstTransactionAt ?? null,
    transactionSummary:
      reachFor(ctx, "transactions:read") === "none" ? null : await transactionSummary(ctx, customer),
    packageSummary:
      reachFor(ctx, "packages:read") === "none" ? null : await packageSummary(ctx, customer._id),
    createdByName: nameOf(customer.createdBy),
    updatedByName: nameOf(customer.updatedBy),
    mergedRecords: customer.mergedRecords ?? 0,
    mergedFrom:
      customer === asked
        ? null
        : { customerId: asked._id, customerCode: asked.customerCode, name: asked.name },
    may: {
      merge: await canWrite(ctx, customer, "customers:merge"),
      update: await canWrite(ctx, customer, "customers:update"),
      assign: await canWrite(ctx, customer, "customers:assign"),
      claim: customer.ownerId === undefined && (await canWrite(ctx, customer, "customers:claim")),
      deactivate: await canWrite(ctx, customer, "customers:deactivate"),
      tag: await canWrite(ctx, customer, "customers:tag"),
      undo: await canWrite(ctx, customer, "history:undo"),
      delete: await canWrite(ctx, customer, "customers:delete"),
      // Only those who may delete see a deleted record at all.
      restore:
        customer.status === "deleted" &&
        customer.erasure === undefined &&
        reachFor(ctx, "customers:delete") !== "none",
      erase:
        customer.status === "deleted" &&
        customer.mergedIntoId === undefined &&
        customer.erasure === undefined &&
        reachFor(ctx, "customers:erase") !== "none",
      recordSale: await canWrite(ctx, customer, "transactions:record"),
      sellPackage: await canWrite(ctx, customer, "packages:sell"),
      adjustCredit: await canWrite(ctx, customer, "credit:adjust"),
      assignTier: await canWrite(ctx, customer, "vip:assign"),
      exportPerson: customer.erasure === undefined && reachFor(ctx, "customers:exportPerson") !== "none",
    },
  };
}

/** The id behind an id, a code or the id of an older system; what is none of these comes back as it is. */
export async function customerIdOf(ctx: OrgQueryCtx, key: string): Promise<string> {
  if (ctx.db.normalizeId("customers", key) !== null) return key;
  const found = await ctx.db
    .query("customers")
    .withIndex("by_code", (q) => q.eq("customerCode", clean(key).toUpperCase()))
    .first();
  if (found !== null) return found._id;
  return (await idOfLegacyId(ctx, clean(key))) ?? key;
}

function userOf(actor: string): Doc<"users">["_id"] | undefined {
  return actor.startsWith("user:") ? (actor.slice("user:".length) as Doc<"users">["_id"]) : undefined;
}
