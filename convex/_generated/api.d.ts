/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type * as customers_table from "../customers/table.js";
import type * as functions from "../functions.js";
import type * as history_channel from "../history/channel.js";
import type * as history_record from "../history/record.js";
import type * as history_table from "../history/table.js";
import type * as jobs_table from "../jobs/table.js";
import type * as organizations_table from "../organizations/table.js";
import type * as shared_errors from "../shared/errors.js";
import type * as shared_validate from "../shared/validate.js";
import type * as tenancy_membership from "../tenancy/membership.js";
import type * as tenancy_permissions from "../tenancy/permissions.js";
import type * as tenancy_references from "../tenancy/references.js";
import type * as tenancy_scope from "../tenancy/scope.js";
import type * as tenancy_tables from "../tenancy/tables.js";
import type * as tenancy_tenantDb from "../tenancy/tenantDb.js";
import type * as widgets_table from "../widgets/table.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  "customers/table": typeof customers_table;
  functions: typeof functions;
  "history/channel": typeof history_channel;
  "history/record": typeof history_record;
  "history/table": typeof history_table;
  "jobs/table": typeof jobs_table;
  "organizations/table": typeof organizations_table;
  "shared/errors": typeof shared_errors;
  "shared/validate": typeof shared_validate;
  "tenancy/membership": typeof tenancy_membership;
  "tenancy/permissions": typeof tenancy_permissions;
  "tenancy/references": typeof tenancy_references;
  "tenancy/scope": typeof tenancy_scope;
  "tenancy/tables": typeof tenancy_tables;
  "tenancy/tenantDb": typeof tenancy_tenantDb;
  "widgets/table": typeof widgets_table;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
