/**
 * The check of a new customer that a file mostly needs: what newCustomerShape
 * makes of a draft in which nothing is wrong, without zod, which costs a row ten
 * times as much. On any doubt it says nothing and the shape decides; a property
 * holds the two together (plainDraft.test.ts).
 */
import { mostCredit, mostPoints } from "../loyalty/words";
import { isDay } from "../shared/days";
import { normalizeEmail } from "../shared/email";
import { isPhone, toE164 } from "../shared/phone";
import { clean } from "../shared/text";
import {
  firstDay,
  hasRequiredContact,
  isWebsite,
  isWellFormed,
  longest,
  mostLegacyIds,
  onceEach,
  shortestName,
  withScheme,
  type Address,
  type CustomerDraft,
  type CustomerInput,
  type CustomerRules,
} from "./shape";
import { choosableStatuses, customerSources, customerTypes, tagLimit } from "./words";

/** What the draft is once checked, or null where newCustomerShape has to be asked. */
export function plainCustomer(draft: CustomerDraft, rules: CustomerRules): CustomerInput | null {
  const name = textOf(draft.name, longest.name)?.replace(/\s+/gu, " ");
  // A character may be two units.
  if (name === undefined || (name.length < 2 * shortestName && [...name].length < shortestName)) return null;
  // Fields are set by name: an object that grows by computed names becomes a dictionary.
  const checked: CustomerInput = { name };
  for (const field in draft) {
    const value = draft[field as keyof CustomerDraft];
    switch (field as keyof CustomerDraft) {
      case "name":
        continue;
      case "email":
        if (typeof value !== "string" || !isWellFormed(value)) return null;
        if ((checked.email = normalizeEmail(value) ?? undefined) === undefined) return null;
        continue;
      case "phone":
        if ((checked.phone = phoneOf(value, rules)) === undefined) return null;
        continue;
      case "secondaryPhone":
        if ((checked.secondaryPhone = phoneOf(value, rules)) === undefined) return null;
        continue;
      case "companyName":
        if ((checked.companyName = textOf(value, longest.companyName)) === undefined) return null;
        continue;
      case "industry":
        if ((checked.industry = textOf(value, longest.industry)) === undefined) return null;
        continue;
      case "sourceDetail":
        if ((checked.sourceDetail = textOf(value, longest.sourceDetail)) === undefined) return null;
        continue;
      case "notes":
        if ((checked.notes = textOf(value, longest.notes)) === undefined) return null;
        continue;
      case "stableHashId":
        if ((checked.stableHashId = textOf(value, longest.stableHashId)) === undefined) return null;
        continue;
      case "website": {
        const site = textOf(value, longest.website);
        if (site === undefined || !isWebsite((checked.website = withScheme(site)))) return null;
        continue;
      }
      case "address":
        if ((checked.address = addressOf(value)) === undefined) return null;
        continue;
      case "dateOfBirth":
        if ((checked.dateOfBirth = dayOf(value)) === undefined || checked.dateOfBirth > rules.today)
          return null;
        continue;
      case "dateJoined":
        if ((checked.dateJoined = dayOf(value)) === undefined) return null;
        continue;
      case "type":
        if ((checked.type = oneOf(value, customerTypes)) === undefined) return null;
        continue;
      case "status":
        if ((checked.status = oneOf(value, choosableStatuses)) === undefined) return null;
        continue;
      case "customerSource":
        if ((checked.customerSource = oneOf(value, customerSources)) === undefined) return null;
        continue;
      case "preferredLanguage":
        if ((checked.preferredLanguage = oneOf(value, ["en", "ru"])) === undefined) return null;
        continue;
      case "smsConsent":
        if (typeof (checked.smsConsent = value as boolean) !== "boolean") return null;
        continue;
      case "emailConsent":
        if (typeof (checked.emailConsent = value as boolean) !== "boolean") return null;
        continue;
      case "marketingConsent":
        if (typeof (checked.marketingConsent = value as boolean) !== "boolean") return null;
        continue;
      case "availableCredit":
        if ((checked.availableCredit = amountOf(value, mostCredit)) === undefined) return null;
        continue;
      case "loyaltyPoints":
        if ((checked.loyaltyPoints = amountOf(value, mostPoints)) === undefined) return null;
        continue;
      case "legacyIds": {
        const ids = textsOf(value, longest.legacyIds);
        if (ids === undefined || ids.length > mostLegacyIds) return null;
        checked.legacyIds = ids;
        continue;
      }
      case "tags": {
        const tags = textsOf(value, longest.tags);
        if (tags === undefined) return null;
        checked.tags = onceEach(tags);
        if (checked.tags.length > tagLimit) return null;
        continue;
      }
      case "custom":
        if (!isPlainObject(value)) return null;
        checked.custom = { ...value };
        continue;
      default:
        return null;
    }
  }
  return hasRequiredContact(rules.requiredContact, checked) ? checked : null;
}

function textOf(value: unknown, most: number): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = clean(value);
  return text === "" || text.length > most || !isWellFormed(text) ? undefined : text;
}

/** Empty ones stay, as the shape leaves them. */
function textsOf(value: unknown, most: number): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const texts: string[] = [];
  for (const one of value as unknown[]) {
    const text = one === "" ? "" : textOf(one, most);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}

function phoneOf(value: unknown, { country }: CustomerRules): string | undefined {
  if (typeof value !== "string") return undefined;
  const phone = clean(value);
  return isPhone(phone) && toE164(phone, country) !== null ? phone : undefined;
}

function dayOf(value: unknown): string | undefined {
  return typeof value === "string" && isDay(value) && value >= firstDay ? value : undefined;
}

function amountOf(value: unknown, most: number): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
    ? (value as number)
    : undefined;
}

function oneOf<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.includes(value as Word) ? (value as Word) : undefined;
}

function addressOf(value: unknown): Address | undefined {
  if (!isPlainObject(value)) return undefined;
  const address: Address = {};
  for (const part in value) {
    if (!Object.hasOwn(longest.address, part)) return undefined;
    const text = textOf(value[part], longest.address[part as keyof Address]);
    if (text === undefined) return undefined;
    address[part as keyof Address] = text;
  }
  return address;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !Object.hasOwn(value, "__proto__")
  );
}
