/**
 * What erasing a customer does to each table that points at customers (CUS-48).
 * erasing.test.ts reads the schema: a table that gets such a reference tomorrow
 * does not pass until it is named here. Pure.
 *
 *  deleted     the rows go, with what hangs on them
 *  anonymised  the rows stay, because numbers or other people's work rest on them; personal words go
 *  kept        nothing personal in them; they go on pointing at the emptied record
 */
import type { TenantTable } from "../tenancy/tables";

export type Treatment = "deleted" | "anonymised" | "kept";

export const treatments: Partial<Record<TenantTable, Treatment>> = {
  quotes: "anonymised",
  leads: "anonymised",
  orders: "anonymised",
  serviceJobs: "anonymised",
  transactions: "anonymised",
  customerPackages: "anonymised",
  // Which trip, for how many and for how much stays, and that it was paid; wishes and words go.
  bookings: "anonymised",
  // That a place was somebody's stays; the guest's name goes.
  tourParticipants: "anonymised",
  // Numbers alone.
  bookingFacts: "kept",
  salesFacts: "kept",
  revenueFacts: "kept",
  // The books rest on what moved; why, and on what it rests, are words about the person.
  loyaltyEntries: "anonymised",
  followUps: "deleted",
  notes: "deleted",
  noteWords: "deleted",
  documents: "deleted",
  interactions: "deleted",
  interactionCounts: "deleted",
  communications: "deleted",
  threads: "deleted",
  contacts: "deleted",
  consentEvents: "deleted",
  customerIdentities: "deleted",
  customerKeys: "deleted",
  customerTags: "deleted",
  fieldValues: "deleted",
  duplicatePairs: "deleted",
  leadScores: "deleted",
  customerValues: "deleted",
  arrivals: "deleted",
  timelineEntries: "deleted",
  timelineCounts: "deleted",
  customerVisits: "deleted",
  presence: "deleted",
  // Copies of what the website knows of the person.
  webProfiles: "deleted",
  importedKeys: "deleted",
  // The id stays and says nothing, so that the point of sale cannot bring the person back.
  legacyCustomers: "anonymised",
  // That something was told stays; what was told goes.
  syncJobs: "anonymised",
  syncDifferences: "deleted",
  // That a copy was handed out stays; the copy goes.
  exportFiles: "anonymised",
  // That somebody was written to stays; where to goes.
  campaignRecipients: "anonymised",
  importRows: "anonymised",
  // Manifests of merges hold whole records of everybody who took part; without them a merge cannot be undone.
  merges: "deleted",
  mergedRecords: "deleted",
  // Who did what and when stays; what it said does not.
  auditLog: "anonymised",
  // The emptied record itself, and records that were merged into it, which are erased with it.
  customers: "kept",
  // Outcomes of jobs and links of brand users: ids only.
  bulkRows: "kept",
  memberships: "kept",
  invitations: "kept",
};

/** Values of the history that say nothing of the person: numbers and states others reckon with. */
export const impersonal: ReadonlySet<string> = new Set([
  "status",
  "isActive",
  "type",
  "customerSource",
  "ownerId",
  "smsConsent",
  "emailConsent",
  "marketingConsent",
  "lifetimeValue",
  "churnRisk",
  "availableCredit",
  "loyaltyPoints",
  "vipTierId",
  "vipStatusDate",
  "quoteNumber",
  "orderNumber",
  "tourId",
  "departureDate",
  "numParticipants",
  "jobNumber",
  "scheduledAt",
  "amount",
  "method",
  "soldAt",
  "validUntil",
  "sessionsTotal",
  "sessionsUsed",
  "sessionsLeft",
  "expiresOn",
  "packageStatus",
  "totalAmount",
  "currency",
  "isPinned",
  "isInternal",
  "noteType",
  "documentType",
]);
