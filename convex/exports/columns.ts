/**
 * The one list of what an export can have columns of: Orbit's own fields here,
 * an organization's from their definitions. Headings are such that the import
 * recognises them (imports/fields.ts). Pure.
 */
import type { Doc } from "../_generated/dataModel";
import type { FieldDefinition } from "../fields/table";
import { isFitting, plainText } from "../fields/values";
import type { Role } from "../tenancy/permissions";
import type { Cell } from "./cells";

type Customer = Doc<"customers">;

export interface ExportColumn {
  key: string;
  heading: { en: string; ru: string };
  read(customer: Customer): Cell;
  /** Internal words, which are not for the brand's own people (TEN-10). */
  internal?: boolean;
}

const text = (value: string | undefined): Cell => value ?? null;
const phone = (typed: string | undefined, e164: string | undefined): Cell =>
  typed === undefined ? null : { kind: "phone", text: typed, e164: e164 ?? null };
const instant = (at: number | undefined): Cell =>
  at === undefined || at === 0 ? null : { kind: "instant", at };
const day = (value: string | undefined): Cell => (value === undefined ? null : { kind: "day", day: value });

const column = (
  key: string,
  en: string,
  ru: string,
  read: ExportColumn["read"],
  more: Pick<ExportColumn, "internal"> = {},
): ExportColumn => ({ key, heading: { en, ru }, read, ...more });

/** In the order of a full export. Keys of columns that a list can show are the list's own. */
export const standardColumns: readonly ExportColumn[] = [
  column("code", "Customer code", "Код клиента", (c) => c.customerCode),
  column("name", "Name", "Имя", (c) => c.name),
  column("company", "Company", "Компания", (c) => text(c.companyName)),
  column("type", "Type", "Тип", (c) => c.type),
  column("status", "Status", "Статус", (c) => c.status),
  column("active", "Switched on", "Включён", (c) => c.isActive),
  column("owner", "Owner", "Ответственный", (c) =>
    c.ownerId === undefined ? null : { kind: "reference", id: c.ownerId },
  ),
  column("phone", "Phone", "Телефон", (c) => phone(c.phone, c.phoneE164)),
  column("secondaryPhone", "Secondary phone", "Дополнительный телефон", (c) =>
    phone(c.secondaryPhone, c.secondaryPhoneE164),
  ),
  column("email", "E-mail", "Почта", (c) => text(c.email)),
  column("tags", "Tags", "Метки", (c) => (c.tags.length === 0 ? null : { kind: "texts", texts: c.tags })),
  column("source", "Source", "Источник", (c) => c.customerSource),
  column("sourceDetail", "Source detail", "Кампания", (c) => text(c.sourceDetail)),
  column("address", "Address", "Адрес", (c) => text(c.address?.line1)),
  column("addressLine2", "Address line 2", "Адрес, строка 2", (c) => text(c.address?.line2)),
  column("city", "City", "Город", (c) => text(c.address?.city)),
  column("state", "State", "Область", (c) => text(c.address?.state)),
  column("postalCode", "Postal code", "Индекс", (c) => text(c.address?.postalCode)),
  column("country", "Country", "Страна", (c) => text(c.address?.country)),
  column("dateOfBirth", "Date of birth", "Дата рождения", (c) => day(c.dateOfBirth)),
  column("dateJoined", "Date joined", "Дата регистрации", (c) => day(c.dateJoined)),
  column("industry", "Industry", "Отрасль", (c) => text(c.industry)),
  column("website", "Website", "Сайт", (c) => text(c.website)),
  column("language", "Language", "Язык", (c) => c.preferredLanguage),
  column("smsConsent", "SMS consent", "Согласие SMS", (c) => c.smsConsent),
  column("emailConsent", "E-mail consent", "Согласие e-mail", (c) => c.emailConsent),
  column("marketingConsent", "Marketing agreed", "Согласие на маркетинг", (c) => c.marketingConsent ?? null),
  column("preferences", "Preferences", "Пожелания", (c) =>
    c.preferences === undefined ? null : JSON.stringify(c.preferences),
  ),
  column("lifetimeValue", "Lifetime value", "Ценность", (c) => ({
    kind: "money",
    minor: c.lifetimeValue,
    currency: c.currency,
  })),
  column(
    "credit",
    "Available credit",
    "Кредит",
    (c) =>
      c.availableCredit === undefined
        ? null
        : { kind: "money", minor: c.availableCredit, currency: c.creditCurrency ?? c.currency },
    { internal: true },
  ),
  column("points", "Points", "Баллы", (c) => c.loyaltyPoints ?? null, { internal: true }),
  column("vip", "VIP tier", "Уровень VIP", (c) =>
    c.vipTierId === undefined ? null : { kind: "reference", id: c.vipTierId },
  ),
  column("vipSince", "VIP since", "VIP с", (c) => day(c.vipStatusDate)),
  column("currency", "Currency", "Валюта", (c) => c.currency),
  column("risk", "Churn risk", "Риск ухода", (c) => c.churnRisk),
  column("leadScore", "Score", "Оценка", (c) => c.leadScore ?? null),
  column("lastContactAt", "Last contact", "Последний контакт", (c) => instant(c.lastContactAt)),
  column("lastVisitAt", "Last visit", "Последний визит", (c) => instant(c.lastVisitAt)),
  column("totalVisits", "Visits", "Визиты", (c) => c.totalVisits ?? null),
  column("firstVisitAt", "First visit", "Первый визит", (c) => instant(c.firstVisitAt)),
  column("firstTransactionAt", "First sale", "Первая продажа", (c) => instant(c.firstTransactionAt)),
  column("nextFollowUpAt", "Next follow-up", "Следующее дело", (c) => instant(c.nextFollowUpAt)),
  column("createdAt", "Created at", "Создан", (c) => instant(c.createdAt)),
  column("updatedAt", "Updated at", "Изменён", (c) => instant(c.updatedAt)),
  column("notes", "Notes", "Заметки", (c) => text(c.notes), { internal: true }),
  column("deactivationReason", "Why switched off", "Почему выключен", (c) => text(c.deactivationReason), {
    internal: true,
  }),
  column("legacyIds", "Legacy ID", "Номер клиента", (c) =>
    c.legacyIds.length === 0 ? null : { kind: "texts", texts: c.legacyIds },
  ),
  column("stableHashId", "Stable hash ID", "Stable hash ID", (c) => text(c.stableHashId)),
  column("metadata", "Metadata", "Метаданные", (c) => text(c.metadata), { internal: true }),
];

/** A field of the organization's own; only those its reader may see are asked for. */
export function ownColumn(field: FieldDefinition): ExportColumn {
  return {
    key: field.key,
    heading: { en: field.label, ru: field.label },
    read: ({ custom }) => {
      const value = custom?.[field.key];
      if (value === undefined || !isFitting(field, value)) return null;
      if (field.type === "relation") return { kind: "reference", id: String(value) };
      if (field.type === "date" || field.result === "date") return { kind: "day", day: String(value) };
      if (field.type === "phone") return { kind: "phone", text: String(value), e164: null };
      if (field.currency !== undefined && typeof value === "number") {
        return { kind: "money", minor: value, currency: field.currency };
      }
      if (typeof value === "number" || typeof value === "boolean") return value;
      if (Array.isArray(value)) {
        const texts = value.flatMap((one) => plainText({ ...field, type: "select" }, one) || []);
        return texts.length === 0 ? null : { kind: "texts", texts };
      }
      return plainText(field, value);
    },
  };
}

/** Every column that somebody of this role may export, Orbit's first. */
export function columnsFor(role: Role, visibleFields: readonly FieldDefinition[]): readonly ExportColumn[] {
  const standard = standardColumns.filter(({ internal }) => internal !== true || role !== "brand");
  return [...standard, ...visibleFields.map(ownColumn)];
}
