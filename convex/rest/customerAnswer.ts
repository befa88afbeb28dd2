/** A customer as the API answers it, in the words of the path it was asked by (C03, C09, API-41). Pure. */
import * as z from "zod";
import type { CustomerRow } from "../customers/row";
import type { OpenCustomer } from "../customers/open";
import type { CustomerStatistics } from "../customers/statistics";
import { customerStatuses, customerTypes } from "../customers/words";
import type { PackageSummary } from "../packages/list";
import type { BookingSummary } from "../bookings/summary";
import type { TransactionSummary } from "../transactions/summary";
import { amount, anything, calendarDay, count, id, iso, isoOrNull, moment } from "./answer";
import type { Dialect } from "./route";

const textOrNull = z.string().nullable();

/** As lists show it. */
export const customerRow = z.strictObject({
  id,
  customerCode: z.string(),
  name: z.string(),
  companyName: textOrNull,
  type: z.enum([...customerTypes, "private"]).describe("private instead of individual under /api/crm."),
  status: z.enum(customerStatuses),
  isActive: z.boolean(),
  phone: textOrNull.describe("As typed."),
  phoneE164: textOrNull,
  email: textOrNull,
  tags: z.array(z.string()),
  city: textOrNull,
  dateJoined: calendarDay,
  customerSource: z.string(),
  ownerId: id.nullable(),
  ownerName: textOrNull,
  lastContactAt: moment.nullable(),
  nextFollowUpAt: moment.nullable(),
  lastVisitAt: moment.nullable().describe("When the customer last came or bought."),
  totalVisits: count,
  lifetimeValue: amount,
  currency: z.string().describe("ISO 4217."),
  churnRisk: z.enum(["low", "medium", "high"]),
  leadScore: z.int().nullable().describe("0 to 100."),
  availableCredit: amount.describe("Store credit in minor units of creditCurrency."),
  creditCurrency: z.string().describe("ISO 4217."),
  loyaltyPoints: count,
  vipTierId: id.nullable().describe("See GET /vip-tiers."),
  vipStatusDate: calendarDay.nullable().describe("Since when it has the tier."),
  isSample: z.boolean(),
  createdAt: moment,
  updatedAt: moment,
  custom: z.record(z.string(), anything).describe("Values of your own fields by key; see GET /fields."),
  fullName: z.string().optional().describe("Same as name; not under /api/crm."),
  primaryPhone: textOrNull.optional().describe("Same as phone; not under /api/crm."),
  registrationDate: calendarDay.optional().describe("Same as dateJoined; not under /api/crm."),
});

/** TRV-22. */
const bookingSummaryAnswer = z.strictObject({
  totalBookings: count,
  upcomingBookings: count.describe("With a departure today or later."),
  lastBooking: moment.optional().describe("When the newest was made; absent while there is none."),
});

/** CLV-12 to CLV-15. */
const statisticsAnswer = z.strictObject({
  totalBookings: count.describe("Without cancelled ones."),
  totalJobs: count,
  completedJobs: count,
  totalOffers: count.describe("Quotes, without discarded drafts."),
  acceptedOffers: count,
  averageJobValue: amount.describe("Of completed jobs in currency; 0 without one."),
  currency: z.string().describe("ISO 4217."),
  lastActivity: moment.nullable().describe("Newest entry of the timeline that has happened."),
});

/** ORD-12. */
const transactionSummaryAnswer = z.strictObject({
  totalTransactions: count,
  totalSpent: amount,
  averageTransaction: amount,
  currency: z.string().describe("ISO 4217."),
  lastTransaction: moment.optional().describe("Absent while there is no sale."),
  otherCurrencies: z
    .array(z.strictObject({ currency: z.string(), count, amount }))
    .describe("Sold in other currencies, not converted."),
});

export function summaryOutward({
  lastTransaction,
  ...summary
}: TransactionSummary): z.output<typeof transactionSummaryAnswer> {
  return { ...summary, ...(lastTransaction === undefined ? {} : { lastTransaction: iso(lastTransaction) }) };
}

/** PKG-04. */
const packageSummaryAnswer = z.strictObject({
  activePackages: count,
  totalPackages: count,
  lastPackagePurchase: moment.optional().describe("Absent while there is none."),
});

function packagesOutward({
  lastPackagePurchase,
  ...summary
}: PackageSummary): z.output<typeof packageSummaryAnswer> {
  return {
    ...summary,
    ...(lastPackagePurchase === undefined ? {} : { lastPackagePurchase: iso(lastPackagePurchase) }),
  };
}

const addressPart = z.string().optional();

/** As it is read by itself. */
export const customerAnswer = customerRow.extend({
  industry: textOrNull,
  website: textOrNull,
  sourceDetail: textOrNull,
  secondaryPhone: textOrNull,
  address: z
    .strictObject({
      line1: addressPart,
      line2: addressPart,
      city: addressPart,
      state: addressPart,
      postalCode: addressPart,
      country: addressPart,
    })
    .nullable(),
  dateOfBirth: calendarDay.nullable(),
  notes: textOrNull,
  preferredLanguage: z.enum(["en", "ru"]),
  smsConsent: z.boolean(),
  emailConsent: z.boolean(),
  marketingConsent: z.boolean(),
  preferences: z.record(z.string(), anything),
  metadata: anything.describe("The JSON object that was sent, or null."),
  deactivationReason: textOrNull,
  deletedAt: moment.nullable(),
  erasedAt: moment.nullable(),
  qualifiedAt: moment.nullable(),
  convertedAt: moment.nullable(),
  churnedAt: moment.nullable(),
  legacyIds: z.array(z.string()),
  stableHashId: textOrNull,
  linkedProfileId: id.nullable().describe("The website's profile it is linked to."),
  profileLinkConfidence: z.number().nullable().describe("0 to 1."),
  profileLinkMethod: textOrNull,
  profileLinkedAt: moment.nullable(),
  firstVisitAt: moment.nullable(),
  firstTransactionAt: moment.nullable(),
  transactionSummary: transactionSummaryAnswer
    .nullable()
    .describe("Completed sales in currency; null for a key or a member that may not read them."),
  packageSummary: packageSummaryAnswer
    .nullable()
    .describe("Packages but for cancelled ones; null for a key or a member that may not read them."),
  bookingSummary: bookingSummaryAnswer
    .nullable()
    .describe("Bookings that were not cancelled; null for a key or a member that may not read them."),
  statistics: statisticsAnswer
    .nullable()
    .describe(
      "Null for a key or a member that may not read bookings, jobs, quotes and interactions all together.",
    ),
  createdByName: textOrNull,
  updatedByName: textOrNull,
  mergedRecords: count,
  mergedFrom: z
    .strictObject({ customerId: id, customerCode: z.string(), name: z.string() })
    .nullable()
    .describe("The merged record whose id or code was asked for."),
});

export function rowOutward(row: CustomerRow, dialect: Dialect): z.output<typeof customerRow> {
  const { _id, name, phone, dateJoined, type, ...rest } = row;
  const shared = {
    id: _id,
    name,
    phone,
    dateJoined,
    customerCode: rest.customerCode,
    companyName: rest.companyName,
    type: dialect === "crm" && type === "individual" ? ("private" as const) : type,
    status: rest.status,
    isActive: rest.isActive,
    phoneE164: rest.phoneE164,
    email: rest.email,
    tags: rest.tags,
    city: rest.city,
    customerSource: rest.customerSource,
    ownerId: rest.ownerId,
    ownerName: rest.ownerName,
    lastContactAt: isoOrNull(rest.lastContactAt),
    nextFollowUpAt: isoOrNull(rest.nextFollowUpAt),
    lastVisitAt: isoOrNull(rest.lastVisitAt),
    totalVisits: rest.totalVisits,
    lifetimeValue: rest.lifetimeValue,
    currency: rest.currency,
    churnRisk: rest.churnRisk,
    leadScore: rest.leadScore,
    availableCredit: rest.availableCredit,
    creditCurrency: rest.creditCurrency,
    loyaltyPoints: rest.loyaltyPoints,
    vipTierId: rest.vipTierId,
    vipStatusDate: rest.vipStatusDate,
    isSample: rest.isSample,
    createdAt: iso(rest.createdAt),
    updatedAt: iso(rest.updatedAt),
    custom: rest.custom,
  };
  if (dialect === "crm") return shared;
  return { ...shared, fullName: name, primaryPhone: phone, registrationDate: dateJoined };
}

export function customerOutward(
  open: OpenCustomer,
  dialect: Dialect,
  bookings: BookingSummary | null,
  statistics: CustomerStatistics | null,
): z.output<typeof customerAnswer> {
  return {
    ...rowOutward(open, dialect),
    industry: open.industry,
    website: open.website,
    sourceDetail: open.sourceDetail,
    secondaryPhone: open.secondaryPhone,
    address: open.address,
    dateOfBirth: open.dateOfBirth,
    notes: open.notes,
    preferredLanguage: open.preferredLanguage,
    smsConsent: open.smsConsent,
    emailConsent: open.emailConsent,
    marketingConsent: open.marketingConsent,
    preferences: JSON.parse(open.preferences) as Record<string, unknown>,
    metadata: open.metadata === null ? null : parsedOr(open.metadata),
    deactivationReason: open.deactivationReason,
    deletedAt: isoOrNull(open.deletedAt),
    erasedAt: isoOrNull(open.erasedAt),
    qualifiedAt: isoOrNull(open.qualifiedAt),
    convertedAt: isoOrNull(open.convertedAt),
    churnedAt: isoOrNull(open.churnedAt),
    legacyIds: open.legacyIds,
    stableHashId: open.stableHashId,
    linkedProfileId: open.linkedProfileId,
    profileLinkConfidence: open.profileLinkConfidence,
    profileLinkMethod: open.profileLinkMethod,
    profileLinkedAt: isoOrNull(open.profileLinkedAt),
    firstVisitAt: isoOrNull(open.firstVisitAt),
    firstTransactionAt: isoOrNull(open.firstTransactionAt),
    transactionSummary: open.transactionSummary === null ? null : summaryOutward(open.transactionSummary),
    packageSummary: open.packageSummary === null ? null : packagesOutward(open.packageSummary),
    bookingSummary: bookings === null ? null : bookingsOutward(bookings),
    statistics:
      statistics === null ? null : { ...statistics, lastActivity: isoOrNull(statistics.lastActivity) },
    createdByName: open.createdByName,
    updatedByName: open.updatedByName,
    mergedRecords: open.mergedRecords,
    mergedFrom: open.mergedFrom,
  };
}

function bookingsOutward({ lastBooking, ...counts }: BookingSummary): z.output<typeof bookingSummaryAnswer> {
  return { ...counts, ...(lastBooking === undefined ? {} : { lastBooking: iso(lastBooking) }) };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
