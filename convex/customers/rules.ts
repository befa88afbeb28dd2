/** What a form needs to know before anybody types: the organization's rules for customers. */
import type { OrgQueryCtx } from "../functions";
import type { CustomerRules } from "./shape";

export interface FormRules extends Omit<CustomerRules, "today"> {
  /** IANA zone in which the organization counts days; the form works out today in it. */
  timeZone: string;
  /** What customers speak unless told otherwise (CUS-27). */
  language: "en" | "ru";
}

export async function formRules(ctx: OrgQueryCtx): Promise<FormRules> {
  const { country, timeZone, language, currency, identityPolicy } = await ctx.settings();
  return { country, timeZone, language, currency, requiredContact: identityPolicy.requiredContact };
}
