/**
 * What an organization's archive holds of each table. A new table does not
 * compile until it says in which order it is read, and one that must not go
 * out says why.
 */
import type { TenantIndex } from "../tenancy/tenantDb";
import type { TenantTable } from "../tenancy/tables";

interface ArchivedTable<T extends TenantTable> {
  /** The order rows are read in: one that work under way moves them in as little as possible. */
  index: TenantIndex<T>;
  /** Rows read at once, where a row can be large; 100 unless told. */
  rows?: number;
  /** Fields that open something or prove who somebody is: they never leave. */
  without?: readonly string[];
}

/** Tables whose rows stay here, and why; told in the manifest. */
export const leftOut = {
  customerDrafts: "What people are typing this minute.",
  soundCrowds: "Which sounds many names share, made of the names.",
  noteWords: "What the search finds notes by, made of the notes.",
  apiReplies: "Answers kept for a day, in case a program repeats a request.",
  exportParts: "Pieces of exports like this one.",
} as const satisfies Partial<Record<TenantTable, string>>;

type Archived = Exclude<TenantTable, keyof typeof leftOut>;

export const archivedTables: { readonly [T in Archived]: ArchivedTable<T> } = {
  memberships: { index: "by_userId" },
  invitations: { index: "by_email", without: ["tokenHash"] },
  teams: { index: "by_name" },
  orgSettings: { index: "by_orgId" },
  customers: { index: "by_code" },
  customerTags: { index: "by_customer" },
  consentEvents: { index: "by_customer" },
  fieldSets: { index: "by_entity", rows: 4 },
  fieldValues: { index: "by_customer" },
  customerIdentities: { index: "by_customer" },
  customerKeys: { index: "by_key" },
  duplicatePairs: { index: "by_pair" },
  merges: { index: "by_mergedAt", rows: 10 },
  mergedRecords: { index: "by_customer" },
  mergeMoves: { index: "by_chunk", rows: 10 },
  counters: { index: "by_key" },
  contacts: { index: "by_customer" },
  interactions: { index: "by_customer" },
  interactionCounts: { index: "by_customer" },
  communications: { index: "by_customer", rows: 20 },
  messageFiles: { index: "by_message" },
  threads: { index: "by_customer" },
  unmatchedMessages: { index: "by_createdAt", rows: 20 },
  channels: { index: "by_channel", without: ["accessToken", "appSecret", "verifyToken", "token"] },
  followUps: { index: "by_customer" },
  arrivals: { index: "by_at" },
  notes: { index: "by_customer" },
  mentions: { index: "by_note" },
  documents: { index: "by_customer" },
  documentVersions: { index: "by_document" },
  items: { index: "by_sku" },
  quotes: { index: "by_number", rows: 50 },
  accessLinks: { index: "by_quote", without: ["tokenHash"] },
  serviceJobs: { index: "by_number" },
  orders: { index: "by_number", rows: 50 },
  leadScores: { index: "by_customer" },
  scoreWeights: { index: "by_orgId" },
  transactions: { index: "by_customer" },
  salesFacts: { index: "by_customer" },
  unassignedSales: { index: "by_waiting" },
  revenueFacts: { index: "by_customer" },
  packages: { index: "by_name" },
  customerPackages: { index: "by_customer" },
  loyaltyEntries: { index: "by_customer" },
  vipTiers: { index: "by_rank" },
  tours: { index: "by_name" },
  bookings: { index: "by_customer" },
  bookingFacts: { index: "by_customer" },
  payments: { index: "by_booking" },
  tourParticipants: { index: "by_booking" },
  tourDepartures: { index: "by_tour" },
  customerValues: { index: "by_customer" },
  webProfiles: { index: "by_externalId" },
  vipCustomers: { index: "by_externalId" },
  legacyCustomers: { index: "by_legacyId" },
  legacyPackages: { index: "by_createdAt" },
  syncJobs: { index: "by_createdAt" },
  syncStates: { index: "by_orgId" },
  reconciliations: { index: "by_timestamp" },
  syncDifferences: { index: "by_createdAt" },
  healthAlerts: { index: "by_raisedAt" },
  transitionTimes: { index: "by_day" },
  transitionStaff: { index: "by_userId" },
  featureFlags: { index: "by_key" },
  rollbacks: { index: "by_at" },
  savedViews: { index: "by_owner" },
  viewMarks: { index: "by_user" },
  leads: { index: "by_createdAt" },
  leadStages: { index: "by_lead" },
  widgets: { index: "by_createdAt", rows: 50 },
  widgetRevisions: { index: "by_rev", rows: 50 },
  widgetSubmissions: { index: "by_uuid", without: ["nonce", "ipHash", "receipt"] },
  heldSubmissions: { index: "by_status" },
  widgetCounts: { index: "by_day" },
  apiKeys: { index: "by_revokedAt", without: ["hash"] },
  campaigns: { index: "by_createdAt", rows: 20 },
  campaignRecipients: { index: "by_round" },
  messageTemplates: { index: "by_nameKey", rows: 20 },
  // The links in mails are keys, and so the mails themselves are.
  outbox: {
    index: "by_createdAt",
    rows: 50,
    without: ["link", "text", "html", "idempotencyKey", "unsubscribeUrl"],
  },
  auditLog: { index: "by_entity" },
  timelineEntries: { index: "by_customer" },
  timelineCounts: { index: "by_customer" },
  customerVisits: { index: "by_customer" },
  presence: { index: "by_customer" },
  jobs: { index: "by_createdAt" },
  bulkRuns: { index: "by_job", rows: 20 },
  bulkRows: { index: "by_job" },
  exportFiles: { index: "by_createdAt", rows: 20 },
  imports: { index: "by_createdAt" },
  importChunks: { index: "by_index", rows: 4 },
  importRows: { index: "by_outcome", rows: 50 },
  importConflicts: { index: "by_import" },
  importedKeys: { index: "by_key" },
  importMappings: { index: "by_signature" },
  tallies: { index: "by_key" },
  tallyStates: { index: "by_orgId" },
  facets: { index: "by_word", rows: 10 },
};

export const archivedNames = Object.keys(archivedTables) as Archived[];

export const rowsAtOnce = (table: Archived): number => archivedTables[table].rows ?? 100;

/** The row as it goes out: its secrets taken off. */
export function withoutSecrets(table: Archived, row: Record<string, unknown>): Record<string, unknown> {
  const secrets = archivedTables[table].without ?? [];
  return Object.fromEntries(Object.entries(row).filter(([field]) => !secrets.includes(field)));
}
