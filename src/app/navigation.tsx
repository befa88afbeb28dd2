// Where one can go: the sidebar, the palette's "Go to" and the first page read this one table. A module adds a line.
import type { ComponentType, ReactNode } from "react";
import {
  ActivityLogIcon,
  ArchiveIcon,
  BackpackIcon,
  BarChartIcon,
  CalendarIcon,
  ClipboardIcon,
  CodeIcon,
  CopyIcon,
  CubeIcon,
  DesktopIcon,
  EnvelopeClosedIcon,
  FileTextIcon,
  GearIcon,
  GlobeIcon,
  LayersIcon,
  PaperPlaneIcon,
  PersonIcon,
  SewingPinIcon,
  SunIcon,
  TargetIcon,
  UploadIcon,
} from "@radix-ui/react-icons";
import type { Org } from "../data/org";
import type { Locale } from "../i18n/locale";
import { InboxBadge } from "../features/inbox/InboxBadge";
import { OpenLeadsBadge } from "../features/leads/OpenLeadsBadge";
import { DuplicatesBadge } from "../features/merging/DuplicatesBadge";
import { HealthBadge } from "../features/mirror/HealthBadge";
import { ProfilesBadge } from "../features/profiles/ProfilesBadge";
import { features } from "./features";

export interface NavEntry {
  /** Path under /o/:slug, that of a feature's page: who may open the page is shown the line. */
  to: string;
  label: Record<Locale, string>;
  icon: ReactNode;
  /** Pressed as one sequence: "G C". */
  shortcut?: string;
  /** A live number at the right of the label; a component so that it can query. */
  Count?: ComponentType;
}

export interface NavGroup {
  /** What the browser remembers a closed group by. */
  id: string;
  /** Absent: its lines are always there, without a caption. */
  label?: Record<Locale, string>;
  /** Below everything else, where it does not scroll away. */
  isFoot?: boolean;
  entries: readonly NavEntry[];
}

function line(
  to: string,
  Icon: ComponentType<{ "aria-hidden": true }>,
  en: string,
  ru: string,
  shortcut?: string,
  Count?: ComponentType,
): NavEntry {
  return {
    to,
    icon: <Icon aria-hidden />,
    label: { en, ru },
    ...(shortcut === undefined ? {} : { shortcut }),
    ...(Count === undefined ? {} : { Count }),
  };
}

export const navigation: readonly NavGroup[] = [
  {
    id: "home",
    entries: [
      line("today", SunIcon, "Today", "Сегодня", "G T"),
      line("inbox", EnvelopeClosedIcon, "Inbox", "Входящие", "G I", InboxBadge),
      line("accounts", BackpackIcon, "My accounts", "Мои клиенты", "G M"),
      line("customers", PersonIcon, "Customers", "Клиенты", "G C"),
      line("dashboard", BarChartIcon, "Dashboard", "Показатели", "G D"),
      line("people", ActivityLogIcon, "People", "Сотрудники"),
    ],
  },
  {
    id: "sales",
    label: { en: "Sales", ru: "Сделки" },
    entries: [
      line("leads", TargetIcon, "Leads", "Лиды", "G L", OpenLeadsBadge),
      line("quotes", FileTextIcon, "Quotes", "Предложения", "G Q"),
      line("orders", CubeIcon, "Orders", "Заказы", "G O"),
      line("jobs", ClipboardIcon, "Jobs", "Работы", "G J"),
    ],
  },
  {
    id: "trips",
    label: { en: "Trips", ru: "Поездки" },
    entries: [
      line("bookings", CalendarIcon, "Bookings", "Бронирования", "G B"),
      line("tours", SewingPinIcon, "Tours", "Туры"),
    ],
  },
  {
    id: "money",
    label: { en: "Money", ru: "Деньги" },
    entries: [
      line("counter", DesktopIcon, "Counter", "Касса", "G K"),
      line("transactions", ArchiveIcon, "Transactions", "Продажи", "G R"),
      line("packages", LayersIcon, "Packages", "Пакеты", "G P"),
    ],
  },
  {
    id: "marketing",
    label: { en: "Marketing", ru: "Маркетинг" },
    entries: [
      line("campaigns", PaperPlaneIcon, "Campaigns", "Рассылки"),
      line("forms", CodeIcon, "Forms", "Формы", "G F"),
    ],
  },
  {
    id: "data",
    label: { en: "Data", ru: "Данные" },
    entries: [
      line("duplicates", CopyIcon, "Duplicates", "Дубли", "G U", DuplicatesBadge),
      line("profiles", GlobeIcon, "Website profiles", "Профили сайта", "G W", ProfilesBadge),
      line("import", UploadIcon, "Import", "Импорт"),
    ],
  },
  {
    id: "organization",
    isFoot: true,
    entries: [line("settings", GearIcon, "Settings", "Настройки", "G S", HealthBadge)],
  },
];

const pageAt = new Map(features.flatMap(({ routes }) => routes).map((route) => [route.path, route]));

/** The groups and lines of somebody who may do this: a module that is switched off gives nobody its permissions. */
export function reachable({ can, flagsOff }: Pick<Org, "can" | "flagsOff">): NavGroup[] {
  return navigation
    .map((group) => ({
      ...group,
      entries: group.entries.filter(({ to }) => {
        const { permission, flag } = pageAt.get(to) ?? {};
        return (
          (permission === undefined || can(permission)) && (flag === undefined || !flagsOff.includes(flag))
        );
      }),
    }))
    .filter(({ entries }) => entries.length > 0);
}
