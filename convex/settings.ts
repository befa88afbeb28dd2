/** Door: how an organization has set Orbit up (TEN-31). */
import { v } from "convex/values";
import { accountMutation, orgMutation, orgQuery } from "./functions";
import { requirePermission } from "./members/authority";
import { readSettings, renameOrganization, updateSettings } from "./organizations/settings";
import { orgSettings } from "./organizations/table";

const {
  orgId: _orgId,
  createdAt: _createdAt,
  updatedAt: _updatedAt,
  ...fields
} = orgSettings.validator.fields;

/** Every setting, with the organization's name, slug and template. */
export const get = orgQuery({ permission: "settings:read", args: {}, handler: (ctx) => readSettings(ctx) });

/** Changes the settings named in `changes`. VALIDATION_ERROR with the field's path. */
export const update = orgMutation({
  permission: "settings:manage",
  args: { changes: v.object(fields).partial() },
  handler: (ctx, { changes }) => updateSettings(ctx, changes),
});

/** Changes the organization's name; its address stays. NOT_FOUND, FORBIDDEN, VALIDATION_ERROR. */
export const rename = accountMutation({
  args: { orgId: v.id("organizations"), name: v.string() },
  handler: async (ctx, { orgId, name }) => {
    await requirePermission(ctx, orgId, "settings:manage");
    return await renameOrganization(ctx, orgId, { name });
  },
});
