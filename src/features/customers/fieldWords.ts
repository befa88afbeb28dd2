// Stored fields and values as people call them, for the history.
import { useCallback } from "react";
import type { CustomerSource, CustomerStatus, CustomerType } from "../../../convex/customers/words";
import { customerSources, customerStatuses, customerTypes } from "../../../convex/customers/words";
import { plainValue } from "../fields/plainValue";
import { useFields } from "../fields/useFields";
import { useMethodWord } from "../profiles/words";
import { api } from "../../../convex/_generated/api";
import { useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { statusWord, typeWord } from "./badges";
import { messages as consentMessages } from "../consent/messages";
import { messages } from "./messages";
import { recordMessages } from "./recordMessages";
import { sourceWord } from "./sources";

/** The field's name; null for one that people have no word for. */
export function useFieldWords(): (field: string) => string | null {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const fields = useFields();
  return useCallback(
    (field) => {
      if (field.startsWith("custom:")) return field.slice("custom:".length);
      if (field.startsWith("custom."))
        return fields.find(({ key }) => `custom.${key}` === field)?.label ?? null;
      const known: Record<string, string> = {
        name: words.name,
        companyName: record.companyName,
        type: words.type,
        status: words.status,
        isActive: record.fieldActive,
        deactivationReason: record.fieldDeactivation,
        phone: words.phone,
        secondaryPhone: record.secondaryPhone,
        email: words.email,
        website: record.website,
        industry: record.industry,
        customerSource: record.source,
        sourceDetail: record.sourceDetail,
        address: record.address,
        dateOfBirth: record.born,
        dateJoined: record.joined,
        tags: record.fieldTags,
        notes: record.notes,
        preferredLanguage: record.language,
        smsConsent: record.smsConsent,
        emailConsent: record.emailConsent,
        marketingConsent: record.marketingConsent,
        preferences: record.preferences,
        ownerId: words.owner,
        legacyIds: record.fieldLegacy,
        stableHashId: record.fieldHash,
        linkedProfileId: record.fieldProfile,
        profileLinkConfidence: record.fieldProfileSure,
        profileLinkMethod: record.fieldProfileHow,
        profileLinkedAt: record.fieldProfileAt,
        metadata: record.metadata,
        mergedRecords: record.fieldMergedRecords,
        mergedInto: record.fieldMergedInto,
        otherRecord: record.fieldOtherRecord,
        lifetimeValue: words.value,
        churnRisk: words.risk,
        availableCredit: record.fieldCredit,
        loyaltyPoints: record.fieldPoints,
        vipTierId: record.fieldTier,
        vipStatusDate: record.fieldTierSince,
      };
      return known[field] ?? null;
    },
    [words, record, fields],
  );
}

interface StoredWishes {
  dietary?: string[];
  travel_preferences?: { seat?: string; class?: string };
  smsReceipts?: boolean;
  emailReceipts?: boolean;
  /** JSON text. */
  extra?: string;
}

/** "vegan, Seat: aisle": what is wished, without the names of the places it is kept in. */
function wishWords(
  { dietary = [], travel_preferences: travel, smsReceipts, emailReceipts, extra }: StoredWishes,
  words: { seat: string; travelClass: string; emailReceipts: string; smsReceipts: string },
): string {
  const others = Object.entries(JSON.parse(extra ?? "{}") as Record<string, unknown>);
  return [
    ...dietary,
    ...(travel?.seat === undefined ? [] : [`${words.seat}: ${travel.seat}`]),
    ...(travel?.class === undefined ? [] : [`${words.travelClass}: ${travel.class}`]),
    ...(emailReceipts ? [words.emailReceipts] : []),
    ...(smsReceipts ? [words.smsReceipts] : []),
    ...others.map(([name, wish]) => `${name}: ${typeof wish === "string" ? wish : JSON.stringify(wish)}`),
  ].join(", ");
}

/** Their values are ids: written as the name of what they point at. */
const idFields = new Set([
  "vipTierId",
  "ownerId",
  "assignedTo",
  "contactId",
  "relatedQuoteId",
  "relatedOrderId",
  "relatedItemId",
]);

const includes = <T extends string>(list: readonly T[], value: string): value is T =>
  (list as readonly string[]).includes(value);

/** `names` tells what the ids among the values are called; `ownCurrency` is the customer's, where it is known. */
export function useValueWords(
  names: Record<string, string>,
  ownCurrency?: string,
): (field: string, value: unknown) => string {
  const words = useMessages(messages);
  const record = useMessages(recordMessages);
  const format = useFormat();
  const fields = useFields();
  const methodWord = useMethodWord();
  const wishes = useMessages(consentMessages);
  const settled = useOrgQuery(api.settings.get, {})?.currency ?? "USD";
  const currency = ownCurrency ?? settled;
  return (field, value) => {
    const own = field.startsWith("custom.") ? fields.find(({ key }) => `custom.${key}` === field) : undefined;
    if (own !== undefined && value !== undefined && value !== null) {
      const known = own.type === "relation" ? (names[String(value as string)] ?? record.formerly) : undefined;
      return known ?? plainValue(own, value, format, { yes: record.yes, no: record.no });
    }
    if (value === undefined || value === null || value === "")
      return field === "ownerId" || field === "assignedTo" ? words.nobody : record.empty;
    if (typeof value === "boolean") return value ? record.yes : record.no;
    if (Array.isArray(value)) return value.length === 0 ? record.empty : value.map(String).join(", ");
    if (typeof value === "number") {
      if (field === "availableCredit" || field === "lifetimeValue") return format.money(value, currency);
      if (field === "profileLinkConfidence") return format.percent(value);
      return field === "profileLinkedAt" ? format.date(value, "day") : format.number(value);
    }
    if (field === "preferences") return wishWords(value as StoredWishes, wishes) || record.empty;
    if (typeof value === "object") return Object.values(value).map(String).join(", ");
    const text = String(value as string);
    if (field === "linkedProfileId") return names[text] ?? text;
    if (idFields.has(field)) return names[text] ?? record.formerly;
    if (field === "status" && includes<CustomerStatus>(customerStatuses, text))
      return statusWord(words, text);
    if (field === "type" && includes<CustomerType>(customerTypes, text)) return typeWord(words, text);
    if (field === "customerSource" && includes<CustomerSource>(customerSources, text))
      return sourceWord(text);
    if (field === "preferredLanguage") return { en: record.languageEn, ru: record.languageRu }[text] ?? text;
    if (field === "profileLinkMethod") return methodWord(text);
    if (field === "dateOfBirth" || field === "dateJoined" || field === "vipStatusDate")
      return format.day(text);
    if (field === "churnRisk")
      return { low: words.riskLow, medium: words.riskMedium, high: words.riskHigh }[text] ?? text;
    return text;
  };
}
