// What hangs on a customer's page: each neighbouring feature adds one line here, loaded when its tab opens.
import type { ComponentType } from "react";
import type { Permission } from "../../../convex/tenancy/permissions";
import type { Locale } from "../../i18n/locale";
import type { CustomerPartProps } from "./openCustomer";

interface CustomerPart {
  id: string;
  label: Record<Locale, string>;
  /** Hidden from roles without it. */
  permission: Permission;
  /** The number in the tab, where one is kept. */
  count?: (counts: TabCounts) => number | undefined;
  /** The part's component as the default export: `import("../quotes/X").then((m) => ({ default: m.X }))`. */
  load: () => Promise<{ default: ComponentType<CustomerPartProps> }>;
}

/** Numbers that are kept for every customer and read once for all tabs. */
export interface TabCounts {
  /** Entries of the timeline per kind. */
  timeline: Readonly<Record<string, number>>;
  /** Interactions per type. */
  interactions: Readonly<Record<string, number>>;
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Tabs after "Overview", in this order. */
export const customerTabs: readonly CustomerPart[] = [
  {
    id: "timeline",
    label: { en: "Timeline", ru: "Лента" },
    permission: "interactions:read",
    count: ({ timeline }) => sum(timeline),
    load: () => import("./TimelineTab"),
  },
  {
    id: "chat",
    label: { en: "Chat", ru: "Чат" },
    permission: "communications:read",
    load: () => import("../inbox/CustomerChatTab").then((m) => ({ default: m.CustomerChatTab })),
  },
  {
    id: "interactions",
    label: { en: "Interactions", ru: "Взаимодействия" },
    permission: "interactions:read",
    count: ({ interactions }) => sum(interactions),
    load: () =>
      import("../interactions/CustomerInteractionsTab").then((m) => ({ default: m.CustomerInteractionsTab })),
  },
  {
    id: "notes",
    label: { en: "Notes", ru: "Заметки" },
    permission: "notes:read",
    load: () => import("../notes/CustomerNotesTab").then((m) => ({ default: m.CustomerNotesTab })),
  },
  {
    id: "documents",
    label: { en: "Documents", ru: "Документы" },
    permission: "documents:read",
    load: () =>
      import("../documents/CustomerDocumentsTab").then((m) => ({ default: m.CustomerDocumentsTab })),
  },
  {
    id: "invoices",
    label: { en: "Invoices", ru: "Счета" },
    permission: "documents:read",
    load: () => import("../documents/CustomerInvoicesTab"),
  },
  {
    id: "quotes",
    label: { en: "Quotes", ru: "Предложения" },
    permission: "quotes:read",
    load: () => import("../quotes/CustomerQuotesTab").then((m) => ({ default: m.CustomerQuotesTab })),
  },
  {
    id: "orders",
    label: { en: "Orders", ru: "Заказы" },
    permission: "orders:read",
    load: () => import("../orders/CustomerOrdersTab").then((m) => ({ default: m.CustomerOrdersTab })),
  },
  {
    id: "serviceJobs",
    label: { en: "Jobs", ru: "Работы" },
    permission: "serviceJobs:read",
    load: () =>
      import("../serviceJobs/CustomerServiceJobsTab").then((m) => ({ default: m.CustomerServiceJobsTab })),
  },
  {
    id: "transactions",
    label: { en: "Transactions", ru: "Продажи" },
    permission: "transactions:read",
    load: () =>
      import("../transactions/CustomerTransactionsTab").then((m) => ({ default: m.CustomerTransactionsTab })),
  },
  {
    id: "packages",
    label: { en: "Packages", ru: "Пакеты" },
    permission: "packages:read",
    load: () => import("../packages/CustomerPackagesTab").then((m) => ({ default: m.CustomerPackagesTab })),
  },
  {
    id: "bookings",
    label: { en: "Bookings", ru: "Бронирования" },
    permission: "bookings:read",
    load: () => import("../bookings/CustomerBookingsTab").then((m) => ({ default: m.CustomerBookingsTab })),
  },
  {
    id: "contacts",
    label: { en: "Contacts", ru: "Контакты" },
    permission: "contacts:read",
    load: () => import("../contacts/CustomerContactsTab").then((m) => ({ default: m.CustomerContactsTab })),
  },
  {
    id: "leads",
    label: { en: "Leads", ru: "Лиды" },
    permission: "leads:read",
    load: () => import("../leads/CustomerLeadsTab").then((m) => ({ default: m.CustomerLeadsTab })),
  },
  {
    id: "loyalty",
    label: { en: "Credit & loyalty", ru: "Кредит и лояльность" },
    permission: "credit:read",
    load: () => import("../loyalty/CustomerLoyaltyTab").then((m) => ({ default: m.CustomerLoyaltyTab })),
  },
  {
    id: "consent",
    label: { en: "Consents", ru: "Согласия" },
    permission: "consents:read",
    load: () => import("../consent/CustomerConsentTab").then((m) => ({ default: m.CustomerConsentTab })),
  },
  {
    id: "history",
    label: { en: "History", ru: "История" },
    permission: "history:read",
    load: () => import("./HistoryTab"),
  },
];

/** Panels under "What next" at the right of the page: score, value, risk, follow-ups. */
export const nextPanels: readonly CustomerPart[] = [
  {
    id: "followUps",
    label: { en: "Follow-ups", ru: "Следующие шаги" },
    permission: "interactions:read",
    load: () =>
      import("../today/CustomerFollowUpsPanel").then((m) => ({ default: m.CustomerFollowUpsPanel })),
  },
  {
    id: "score",
    label: { en: "Lead score", ru: "Оценка лида" },
    permission: "scores:read",
    load: () => import("../scores/CustomerScorePanel").then((m) => ({ default: m.CustomerScorePanel })),
  },
  {
    id: "value",
    label: { en: "Value and risk", ru: "Ценность и риск" },
    permission: "scores:read",
    load: () => import("../scores/CustomerValuePanel").then((m) => ({ default: m.CustomerValuePanel })),
  },
  {
    id: "profile",
    label: { en: "Website profile", ru: "Профиль сайта" },
    permission: "profiles:read",
    load: () => import("../profiles/CustomerProfilePanel").then((m) => ({ default: m.CustomerProfilePanel })),
  },
];
