import type { TableNamesInDataModel } from "convex/server";
import type { DataModel } from "../_generated/dataModel";

/**
 * Which tables belong to no organization, and why. Every table that is not
 * listed is a tenant table: it has `orgId` and only indexes led by it.
 * convex/tenancy/tables.test.ts reads the schema and holds this.
 */
export const globalTables = {
  organizations: "the tenants themselves",
  users: "a person may belong to several organizations",
  credentials: "local accounts: password hashes, before any organization is known",
  sessions: "local accounts: hashed refresh tokens of a person",
  accountTokens: "local accounts: hashed e-mail verification and reset tokens",
  providerEvents: "webhooks of the identity provider, kept once by their id",
  platformMail: "mails about a person's account, before any organization is known",
} as const;

export type GlobalTable = keyof typeof globalTables;
export type TenantTable = Exclude<TableNamesInDataModel<DataModel>, GlobalTable>;

/**
 * Indexes of tenant tables that are not led by `orgId`: each resolves an
 * opaque token, a person or a stored file to its organization before one is known. The tenant
 * database cannot name them.
 */
export const unscopedIndexes = {
  memberships: ["global_user"],
  documentVersions: ["global_storage"],
  exportParts: ["global_storage"],
  invitations: ["global_token"],
  communications: ["global_due"],
  messageFiles: ["global_storage", "global_due"],
  channels: ["global_token"],
  outbox: ["global_due", "global_providerId"],
  widgets: ["global_key"],
  accessLinks: ["global_token"],
  jobs: ["global_status"],
  orgSettings: ["global_searchVersion"],
  syncStates: ["global_running"],
  presence: ["global_seenAt"],
  customerDrafts: ["global_seenAt"],
  widgetSubmissions: ["global_createdAt"],
  heldSubmissions: ["global_reviewedAt"],
  apiKeys: ["global_hash"],
  apiReplies: ["global_createdAt"],
} as const;
