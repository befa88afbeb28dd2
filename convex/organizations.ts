/** Door: organizations as a person meets them before working inside one. */
import { v } from "convex/values";
import { accountMutation } from "./functions";
import { createOrganization } from "./organizations/create";
import { languageValidator, templateValidator } from "./organizations/table";

/** Creates an organization with the caller as its admin (TEN-02). VALIDATION_ERROR, RATE_LIMITED. */
export const create = accountMutation({
  args: {
    name: v.string(),
    template: templateValidator,
    language: languageValidator,
    currency: v.string(),
    country: v.string(),
    timeZone: v.string(),
  },
  handler: (ctx, args) => createOrganization(ctx, args),
});
