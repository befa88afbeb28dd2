/** The organization's rules as the browser needs them to read a file like the server. */
import type { CustomerRules } from "../customers/shape";
import { mostBytes } from "../documents/types";
import { accessOf, fieldsOf } from "../fields/sets";
import { isComputed } from "../fields/words";
import type { OrgQueryCtx, TenantQueryCtx } from "../functions";
import { tiersOf } from "../loyalty/tiers";
import { dayOf } from "../shared/days";
import type { Tier } from "./loyaltyRow";
import type { OwnField } from "./normalise";
import type { Policy } from "./plan";

export interface ImportRules {
  rules: CustomerRules;
  timeZone: string;
  currency: string;
  language: "en" | "ru";
  policy: Policy;
  /** The organization's own fields that the caller may write. */
  fields: OwnField[];
  /** Tiers that can be given. */
  tiers: Tier[];
  /** Bytes of the largest file that a document may be. */
  documentLimit: number;
}

/** Those that are not put away. */
export async function tiersToGive(ctx: TenantQueryCtx): Promise<Tier[]> {
  const tiers = await tiersOf(ctx);
  return tiers.filter(({ isArchived }) => !isArchived).map(({ _id, name }) => ({ id: _id, name }));
}

export async function importRules(ctx: OrgQueryCtx, now: number): Promise<ImportRules> {
  const settings = await ctx.settings();
  const { country, timeZone, currency, language, identityPolicy } = settings;
  const { requiredContact, email, phone } = identityPolicy;
  const { active } = await fieldsOf(ctx);
  const fields = active.filter(
    (field) => !isComputed(field.type) && accessOf(field, ctx.member.role) === "write",
  );
  return {
    rules: { country, currency, today: dayOf(now, timeZone), requiredContact },
    timeZone,
    currency,
    language,
    policy: { email, phone },
    fields: fields.map(ownField),
    tiers: await tiersToGive(ctx),
    documentLimit: settings.documentLimitBytes ?? mostBytes,
  };
}

export function ownField(field: OwnField): OwnField {
  const { key, label, type, unique, precision, currency, choices, target } = field;
  return {
    key,
    label,
    type,
    unique,
    ...(precision === undefined ? {} : { precision }),
    ...(currency === undefined ? {} : { currency }),
    ...(choices === undefined ? {} : { choices }),
    ...(target === undefined ? {} : { target }),
  };
}
