/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as account from "../account.js";
import type * as accounts_accessToken from "../accounts/accessToken.js";
import type * as accounts_mails from "../accounts/mails.js";
import type * as accounts_oneTimeLinks from "../accounts/oneTimeLinks.js";
import type * as accounts_passwordRules from "../accounts/passwordRules.js";
import type * as accounts_profile from "../accounts/profile.js";
import type * as accounts_provider from "../accounts/provider.js";
import type * as accounts_recovery from "../accounts/recovery.js";
import type * as accounts_secrets from "../accounts/secrets.js";
import type * as accounts_sessions from "../accounts/sessions.js";
import type * as accounts_shape from "../accounts/shape.js";
import type * as accounts_signIns from "../accounts/signIns.js";
import type * as accounts_table from "../accounts/table.js";
import type * as accounts_viewer from "../accounts/viewer.js";
import type * as clerk_table from "../clerk/table.js";
import type * as contacts_shape from "../contacts/shape.js";
import type * as contacts_table from "../contacts/table.js";
import type * as credentials from "../credentials.js";
import type * as customers_codes from "../customers/codes.js";
import type * as customers_shape from "../customers/shape.js";
import type * as customers_table from "../customers/table.js";
import type * as customers_words from "../customers/words.js";
import type * as duplicates_find from "../duplicates/find.js";
import type * as duplicates_policy from "../duplicates/policy.js";
import type * as duplicates_score from "../duplicates/score.js";
import type * as duplicates_sound from "../duplicates/sound.js";
import type * as duplicates_store from "../duplicates/store.js";
import type * as duplicates_table from "../duplicates/table.js";
import type * as followUps_shape from "../followUps/shape.js";
import type * as followUps_table from "../followUps/table.js";
import type * as functions from "../functions.js";
import type * as history_channel from "../history/channel.js";
import type * as history_record from "../history/record.js";
import type * as history_table from "../history/table.js";
import type * as interactions_shape from "../interactions/shape.js";
import type * as interactions_table from "../interactions/table.js";
import type * as interactions_types from "../interactions/types.js";
import type * as jobs_table from "../jobs/table.js";
import type * as leads_stages from "../leads/stages.js";
import type * as leads_table from "../leads/table.js";
import type * as limits_rates from "../limits/rates.js";
import type * as mail_compose from "../mail/compose.js";
import type * as mail_delivery from "../mail/delivery.js";
import type * as mail_outbox from "../mail/outbox.js";
import type * as mail_queue from "../mail/queue.js";
import type * as mail_resend from "../mail/resend.js";
import type * as mail_table from "../mail/table.js";
import type * as members_table from "../members/table.js";
import type * as numbering_next from "../numbering/next.js";
import type * as numbering_table from "../numbering/table.js";
import type * as organizations from "../organizations.js";
import type * as organizations_create from "../organizations/create.js";
import type * as organizations_shape from "../organizations/shape.js";
import type * as organizations_slug from "../organizations/slug.js";
import type * as organizations_table from "../organizations/table.js";
import type * as organizations_templates from "../organizations/templates.js";
import type * as outbox from "../outbox.js";
import type * as passwords from "../passwords.js";
import type * as quotes_lifecycle from "../quotes/lifecycle.js";
import type * as quotes_pricing from "../quotes/pricing.js";
import type * as quotes_shape from "../quotes/shape.js";
import type * as quotes_table from "../quotes/table.js";
import type * as scores_factors from "../scores/factors.js";
import type * as scores_table from "../scores/table.js";
import type * as shared_days from "../shared/days.js";
import type * as shared_email from "../shared/email.js";
import type * as shared_entry from "../shared/entry.js";
import type * as shared_errors from "../shared/errors.js";
import type * as shared_money from "../shared/money.js";
import type * as shared_phone from "../shared/phone.js";
import type * as shared_site from "../shared/site.js";
import type * as shared_text from "../shared/text.js";
import type * as shared_validate from "../shared/validate.js";
import type * as signIn from "../signIn.js";
import type * as tallies_bump from "../tallies/bump.js";
import type * as tallies_customers from "../tallies/customers.js";
import type * as tallies_difference from "../tallies/difference.js";
import type * as tallies_followUps from "../tallies/followUps.js";
import type * as tallies_leads from "../tallies/leads.js";
import type * as tallies_metrics from "../tallies/metrics.js";
import type * as tallies_quotes from "../tallies/quotes.js";
import type * as tallies_read from "../tallies/read.js";
import type * as tallies_recount from "../tallies/recount.js";
import type * as tallies_table from "../tallies/table.js";
import type * as tenancy_membership from "../tenancy/membership.js";
import type * as tenancy_permissions from "../tenancy/permissions.js";
import type * as tenancy_references from "../tenancy/references.js";
import type * as tenancy_scope from "../tenancy/scope.js";
import type * as tenancy_tables from "../tenancy/tables.js";
import type * as tenancy_tenantDb from "../tenancy/tenantDb.js";
import type * as value_churn from "../value/churn.js";
import type * as value_lifetime from "../value/lifetime.js";
import type * as value_table from "../value/table.js";
import type * as widgets_counts from "../widgets/counts.js";
import type * as widgets_form from "../widgets/form.js";
import type * as widgets_formToken from "../widgets/formToken.js";
import type * as widgets_origins from "../widgets/origins.js";
import type * as widgets_screening from "../widgets/screening.js";
import type * as widgets_shape from "../widgets/shape.js";
import type * as widgets_submission from "../widgets/submission.js";
import type * as widgets_table from "../widgets/table.js";
import type * as widgets_words from "../widgets/words.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  account: typeof account;
  "accounts/accessToken": typeof accounts_accessToken;
  "accounts/mails": typeof accounts_mails;
  "accounts/oneTimeLinks": typeof accounts_oneTimeLinks;
  "accounts/passwordRules": typeof accounts_passwordRules;
  "accounts/profile": typeof accounts_profile;
  "accounts/provider": typeof accounts_provider;
  "accounts/recovery": typeof accounts_recovery;
  "accounts/secrets": typeof accounts_secrets;
  "accounts/sessions": typeof accounts_sessions;
  "accounts/shape": typeof accounts_shape;
  "accounts/signIns": typeof accounts_signIns;
  "accounts/table": typeof accounts_table;
  "accounts/viewer": typeof accounts_viewer;
  "clerk/table": typeof clerk_table;
  "contacts/shape": typeof contacts_shape;
  "contacts/table": typeof contacts_table;
  credentials: typeof credentials;
  "customers/codes": typeof customers_codes;
  "customers/shape": typeof customers_shape;
  "customers/table": typeof customers_table;
  "customers/words": typeof customers_words;
  "duplicates/find": typeof duplicates_find;
  "duplicates/policy": typeof duplicates_policy;
  "duplicates/score": typeof duplicates_score;
  "duplicates/sound": typeof duplicates_sound;
  "duplicates/store": typeof duplicates_store;
  "duplicates/table": typeof duplicates_table;
  "followUps/shape": typeof followUps_shape;
  "followUps/table": typeof followUps_table;
  functions: typeof functions;
  "history/channel": typeof history_channel;
  "history/record": typeof history_record;
  "history/table": typeof history_table;
  "interactions/shape": typeof interactions_shape;
  "interactions/table": typeof interactions_table;
  "interactions/types": typeof interactions_types;
  "jobs/table": typeof jobs_table;
  "leads/stages": typeof leads_stages;
  "leads/table": typeof leads_table;
  "limits/rates": typeof limits_rates;
  "mail/compose": typeof mail_compose;
  "mail/delivery": typeof mail_delivery;
  "mail/outbox": typeof mail_outbox;
  "mail/queue": typeof mail_queue;
  "mail/resend": typeof mail_resend;
  "mail/table": typeof mail_table;
  "members/table": typeof members_table;
  "numbering/next": typeof numbering_next;
  "numbering/table": typeof numbering_table;
  organizations: typeof organizations;
  "organizations/create": typeof organizations_create;
  "organizations/shape": typeof organizations_shape;
  "organizations/slug": typeof organizations_slug;
  "organizations/table": typeof organizations_table;
  "organizations/templates": typeof organizations_templates;
  outbox: typeof outbox;
  passwords: typeof passwords;
  "quotes/lifecycle": typeof quotes_lifecycle;
  "quotes/pricing": typeof quotes_pricing;
  "quotes/shape": typeof quotes_shape;
  "quotes/table": typeof quotes_table;
  "scores/factors": typeof scores_factors;
  "scores/table": typeof scores_table;
  "shared/days": typeof shared_days;
  "shared/email": typeof shared_email;
  "shared/entry": typeof shared_entry;
  "shared/errors": typeof shared_errors;
  "shared/money": typeof shared_money;
  "shared/phone": typeof shared_phone;
  "shared/site": typeof shared_site;
  "shared/text": typeof shared_text;
  "shared/validate": typeof shared_validate;
  signIn: typeof signIn;
  "tallies/bump": typeof tallies_bump;
  "tallies/customers": typeof tallies_customers;
  "tallies/difference": typeof tallies_difference;
  "tallies/followUps": typeof tallies_followUps;
  "tallies/leads": typeof tallies_leads;
  "tallies/metrics": typeof tallies_metrics;
  "tallies/quotes": typeof tallies_quotes;
  "tallies/read": typeof tallies_read;
  "tallies/recount": typeof tallies_recount;
  "tallies/table": typeof tallies_table;
  "tenancy/membership": typeof tenancy_membership;
  "tenancy/permissions": typeof tenancy_permissions;
  "tenancy/references": typeof tenancy_references;
  "tenancy/scope": typeof tenancy_scope;
  "tenancy/tables": typeof tenancy_tables;
  "tenancy/tenantDb": typeof tenancy_tenantDb;
  "value/churn": typeof value_churn;
  "value/lifetime": typeof value_lifetime;
  "value/table": typeof value_table;
  "widgets/counts": typeof widgets_counts;
  "widgets/form": typeof widgets_form;
  "widgets/formToken": typeof widgets_formToken;
  "widgets/origins": typeof widgets_origins;
  "widgets/screening": typeof widgets_screening;
  "widgets/shape": typeof widgets_shape;
  "widgets/submission": typeof widgets_submission;
  "widgets/table": typeof widgets_table;
  "widgets/words": typeof widgets_words;
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
