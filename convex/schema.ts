/** The whole database on one screen: one line per table, each told in its room. */
import { defineSchema } from "convex/server";
import { memberships, organizations, orgSettings, teams, users } from "./organizations/table";
import { accountTokens, credentials, sessions } from "./accounts/table";
import { providerEvents } from "./clerk/table";
import { invitations } from "./members/table";
import { campaignRecipients, campaigns } from "./campaigns/table";
import { outbox, platformMail } from "./mail/table";
import { auditLog } from "./history/table";
import { customers, customerTags } from "./customers/table";
import { customerIdentities, customerKeys, duplicatePairs, soundCrowds } from "./duplicates/table";
import { fieldSets, fieldValues } from "./fields/table";
import { mergedRecords, mergeMoves, merges } from "./merging/table";
import { orders } from "./orders/table";
import { serviceJobs } from "./serviceJobs/table";
import { items } from "./items/table";
import { unassignedSales } from "./pos/table";
import { salesFacts, transactions } from "./transactions/table";
import { messageTemplates } from "./templates/table";
import { tourDepartures, tours } from "./tours/table";
import { customerPackages, packages } from "./packages/table";
import { bookingFacts, bookings, payments, tourParticipants } from "./bookings/table";
import { loyaltyEntries, vipTiers } from "./loyalty/table";
import { counters } from "./numbering/table";
import { consentEvents } from "./consent/table";
import { contacts } from "./contacts/table";
import { interactionCounts, interactions } from "./interactions/table";
import { arrivals, followUps } from "./followUps/table";
import { customerVisits, timelineCounts, timelineEntries } from "./timeline/table";
import { customerDrafts, presence } from "./presence/table";
import { accessLinks, quotes } from "./quotes/table";
import { documents, documentVersions } from "./documents/table";
import { mentions, notes, noteWords } from "./notes/table";
import { leadScores, scoreWeights } from "./scores/table";
import { customerValues, revenueFacts } from "./value/table";
import {
  healthAlerts,
  legacyCustomers,
  legacyPackages,
  reconciliations,
  syncDifferences,
  syncJobs,
  syncStates,
  transitionStaff,
  transitionTimes,
} from "./mirror/table";
import { featureFlags, rollbacks } from "./flags/table";
import { vipCustomers, webProfiles } from "./profiles/table";
import {
  importChunks,
  importConflicts,
  importedKeys,
  importMappings,
  importRows,
  imports,
} from "./imports/table";
import { jobs } from "./jobs/table";
import { bulkRows, bulkRuns } from "./bulk/table";
import { exportFiles, exportParts } from "./exports/table";
import { savedViews, viewMarks } from "./views/table";
import { facets, tallies, tallyStates } from "./tallies/table";
import { apiKeys } from "./apiKeys/table";
import { apiReplies } from "./rest/table";
import { channels, communications, messageFiles, threads, unmatchedMessages } from "./communications/table";
import { leads, leadStages } from "./leads/table";
import { heldSubmissions, widgetCounts, widgetRevisions, widgets, widgetSubmissions } from "./widgets/table";

export default defineSchema({
  // people and organizations
  organizations,
  users,
  credentials,
  sessions,
  accountTokens,
  providerEvents,
  memberships,
  invitations,
  teams,
  orgSettings,
  // customers and what hangs on them
  customers,
  customerTags,
  fieldSets,
  fieldValues,
  customerIdentities,
  customerKeys,
  soundCrowds,
  duplicatePairs,
  merges,
  mergedRecords,
  mergeMoves,
  counters,
  consentEvents,
  contacts,
  interactions,
  interactionCounts,
  followUps,
  arrivals,
  notes,
  noteWords,
  mentions,
  documents,
  documentVersions,
  items,
  quotes,
  accessLinks,
  orders,
  serviceJobs,
  leadScores,
  scoreWeights,
  customerValues,
  revenueFacts,
  transactions,
  salesFacts,
  unassignedSales,
  packages,
  customerPackages,
  loyaltyEntries,
  vipTiers,
  webProfiles,
  vipCustomers,
  savedViews,
  viewMarks,
  // an older point of sale
  legacyCustomers,
  legacyPackages,
  syncJobs,
  syncStates,
  reconciliations,
  syncDifferences,
  healthAlerts,
  transitionTimes,
  transitionStaff,
  featureFlags,
  rollbacks,
  // what is on offer
  tours,
  tourDepartures,
  bookings,
  bookingFacts,
  payments,
  tourParticipants,
  // leads and other people's websites
  leads,
  leadStages,
  widgets,
  widgetRevisions,
  widgetSubmissions,
  heldSubmissions,
  widgetCounts,
  // messages with customers, their texts, and mail on its way out
  communications,
  messageFiles,
  threads,
  unmatchedMessages,
  channels,
  messageTemplates,
  campaigns,
  campaignRecipients,
  outbox,
  platformMail,
  // other systems, over REST
  apiKeys,
  apiReplies,
  // the record of what happened
  auditLog,
  timelineEntries,
  timelineCounts,
  customerVisits,
  presence,
  customerDrafts,
  jobs,
  bulkRuns,
  bulkRows,
  exportFiles,
  exportParts,
  // files of other systems
  imports,
  importChunks,
  importRows,
  importConflicts,
  importedKeys,
  importMappings,
  // exact numbers
  tallies,
  tallyStates,
  facets,
});
