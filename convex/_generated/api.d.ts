/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as accounts_accessToken from "../accounts/accessToken.js";
import type * as accounts_passwordRules from "../accounts/passwordRules.js";
import type * as accounts_provider from "../accounts/provider.js";
import type * as accounts_secrets from "../accounts/secrets.js";
import type * as accounts_shape from "../accounts/shape.js";
import type * as accounts_table from "../accounts/table.js";
import type * as clerk_table from "../clerk/table.js";
import type * as contacts_table from "../contacts/table.js";
import type * as customers_codes from "../customers/codes.js";
import type * as customers_shape from "../customers/shape.js";
import type * as customers_table from "../customers/table.js";
import type * as customers_words from "../customers/words.js";
import type * as followUps_table from "../followUps/table.js";
import type * as functions from "../functions.js";
import type * as history_channel from "../history/channel.js";
import type * as history_record from "../history/record.js";
import type * as history_table from "../history/table.js";
import type * as interactions_table from "../interactions/table.js";
import type * as jobs_table from "../jobs/table.js";
import type * as leads_stages from "../leads/stages.js";
import type * as leads_table from "../leads/table.js";
import type * as limits_rates from "../limits/rates.js";
import type * as mail_compose from "../mail/compose.js";
import type * as mail_delivery from "../mail/delivery.js";
import type * as mail_outbox from "../mail/outbox.js";
import type * as mail_table from "../mail/table.js";
import type * as members_table from "../members/table.js";
import type * as numbering_next from "../numbering/next.js";
import type * as numbering_table from "../numbering/table.js";
import type * as organizations_table from "../organizations/table.js";
import type * as quotes_table from "../quotes/table.js";
import type * as scores_table from "../scores/table.js";
import type * as shared_days from "../shared/days.js";
import type * as shared_email from "../shared/email.js";
import type * as shared_errors from "../shared/errors.js";
import type * as shared_money from "../shared/money.js";
import type * as shared_phone from "../shared/phone.js";
import type * as shared_site from "../shared/site.js";
import type * as shared_text from "../shared/text.js";
import type * as shared_validate from "../shared/validate.js";
import type * as tallies_bump from "../tallies/bump.js";
import type * as tallies_customers from "../tallies/customers.js";
import type * as tallies_difference from "../tallies/difference.js";
import type * as tallies_metrics from "../tallies/metrics.js";
import type * as tallies_read from "../tallies/read.js";
import type * as tallies_recount from "../tallies/recount.js";
import type * as tallies_table from "../tallies/table.js";
import type * as tenancy_membership from "../tenancy/membership.js";
import type * as tenancy_permissions from "../tenancy/permissions.js";
import type * as tenancy_references from "../tenancy/references.js";
import type * as tenancy_scope from "../tenancy/scope.js";
import type * as tenancy_tables from "../tenancy/tables.js";
import type * as tenancy_tenantDb from "../tenancy/tenantDb.js";
import type * as value_table from "../value/table.js";
import type * as widgets_table from "../widgets/table.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  "accounts/accessToken": typeof accounts_accessToken;
  "accounts/passwordRules": typeof accounts_passwordRules;
  "accounts/provider": typeof accounts_provider;
  "accounts/secrets": typeof accounts_secrets;
  "accounts/shape": typeof accounts_shape;
  "accounts/table": typeof accounts_table;
  "clerk/table": typeof clerk_table;
  "contacts/table": typeof contacts_table;
  "customers/codes": typeof customers_codes;
  "customers/shape": typeof customers_shape;
  "customers/table": typeof customers_table;
  "customers/words": typeof customers_words;
  "followUps/table": typeof followUps_table;
  functions: typeof functions;
  "history/channel": typeof history_channel;
  "history/record": typeof history_record;
  "history/table": typeof history_table;
  "interactions/table": typeof interactions_table;
  "jobs/table": typeof jobs_table;
  "leads/stages": typeof leads_stages;
  "leads/table": typeof leads_table;
  "limits/rates": typeof limits_rates;
  "mail/compose": typeof mail_compose;
  "mail/delivery": typeof mail_delivery;
  "mail/outbox": typeof mail_outbox;
  "mail/table": typeof mail_table;
  "members/table": typeof members_table;
  "numbering/next": typeof numbering_next;
  "numbering/table": typeof numbering_table;
  "organizations/table": typeof organizations_table;
  "quotes/table": typeof quotes_table;
  "scores/table": typeof scores_table;
  "shared/days": typeof shared_days;
  "shared/email": typeof shared_email;
  "shared/errors": typeof shared_errors;
  "shared/money": typeof shared_money;
  "shared/phone": typeof shared_phone;
  "shared/site": typeof shared_site;
  "shared/text": typeof shared_text;
  "shared/validate": typeof shared_validate;
  "tallies/bump": typeof tallies_bump;
  "tallies/customers": typeof tallies_customers;
  "tallies/difference": typeof tallies_difference;
  "tallies/metrics": typeof tallies_metrics;
  "tallies/read": typeof tallies_read;
  "tallies/recount": typeof tallies_recount;
  "tallies/table": typeof tallies_table;
  "tenancy/membership": typeof tenancy_membership;
  "tenancy/permissions": typeof tenancy_permissions;
  "tenancy/references": typeof tenancy_references;
  "tenancy/scope": typeof tenancy_scope;
  "tenancy/tables": typeof tenancy_tables;
  "tenancy/tenantDb": typeof tenancy_tenantDb;
  "value/table": typeof value_table;
  "widgets/table": typeof widgets_table;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {
  rateLimiter: import("@convex-dev/rate-limiter/_generated/component.js").ComponentApi<"rateLimiter">;
};
