/** What may be entered of a campaign; form and API read it. */
import * as z from "zod";
import { required } from "../shared/entry";
import { valuesShape } from "../templates/shape";

export const campaignShape = z.object({
  name: required(120, "Name the campaign."),
  values: valuesShape.default({}),
});

/** Why a customer of the audience gets nothing, in the order in which they are told. */
export const skipReasons = [
  "noMarketingConsent",
  "unsubscribed",
  "noChannelConsent",
  "noAddress",
  "doubled",
  "inactive",
  "missingVariable",
  "deleted",
] as const;
export type SkipReason = (typeof skipReasons)[number];
