// The shell's two menus as data: organizations, and the person's own choices.
import { ExitIcon, GearIcon, KeyboardIcon, PlusIcon } from "@radix-ui/react-icons";
import type { MenuItem } from "../ui/menuItem";
import type { Density, Theme } from "../ui/preferences";
import { LOCALES, LOCALE_NAMES, type Locale } from "../i18n/locale";
import type { shellMessages } from "./messages";

export interface MenuFacts {
  words: (typeof shellMessages)["en"];
  theme: Theme;
  density: Density;
  locale: Locale;
  memberships: readonly { slug: string; name: string }[];
  slug: string;
  navigate: (to: string) => unknown;
  setTheme: (theme: Theme) => void;
  setDensity: (density: Density) => void;
  setLanguage: (locale: Locale) => void;
  showShortcuts: () => void;
  signOut: () => void;
}

export function shellMenus(facts: MenuFacts): { org: MenuItem[]; user: MenuItem[] } {
  const { words } = facts;
  return {
    org: [
      { heading: words.organizations },
      ...facts.memberships.map((membership) => ({
        label: membership.name,
        checked: membership.slug === facts.slug,
        onSelect: () => void facts.navigate(`/o/${membership.slug}`),
      })),
      "line",
      {
        label: words.newOrganization,
        icon: <PlusIcon aria-hidden />,
        onSelect: () => void facts.navigate("/new"),
      },
      {
        label: words.settings,
        icon: <GearIcon aria-hidden />,
        onSelect: () => void facts.navigate(`/o/${facts.slug}/settings`),
      },
    ],
    user: [
      { heading: words.theme },
      ...(["light", "dark", "system"] as const).map((theme) => ({
        label: words[theme],
        checked: facts.theme === theme,
        keepOpen: true,
        onSelect: () => facts.setTheme(theme),
      })),
      { heading: words.density },
      ...(["compact", "standard", "relaxed"] as const).map((density) => ({
        label: words[density],
        checked: facts.density === density,
        keepOpen: true,
        onSelect: () => facts.setDensity(density),
      })),
      { heading: words.language },
      ...LOCALES.map((locale) => ({
        label: LOCALE_NAMES[locale],
        checked: facts.locale === locale,
        onSelect: () => facts.setLanguage(locale),
      })),
      "line",
      {
        label: words.shortcuts,
        icon: <KeyboardIcon aria-hidden />,
        shortcut: "?",
        onSelect: facts.showShortcuts,
      },
      { label: words.signOut, icon: <ExitIcon aria-hidden />, onSelect: facts.signOut },
    ],
  };
}
