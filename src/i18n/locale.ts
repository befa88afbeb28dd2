// Which language the screen speaks: the person's choice, else the browser's, else English.
import { createContext, createElement, use, type ReactNode } from "react";
import { createStore, readLocal, writeLocal } from "../ui/store";

export type Locale = "en" | "ru";
export const LOCALES: readonly Locale[] = ["en", "ru"];

/** The names people know their language by; never translated. */
export const LOCALE_NAMES: Record<Locale, string> = { en: "English", ru: "Русский" };

/** The first of the wanted languages that we speak. */
export function matchLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0];
    const match = LOCALES.find((locale) => locale === language);
    if (match) return match;
  }
  return "en";
}

const initial = (): Locale => {
  const kept = readLocal<string | null>("orbit.locale", null);
  if (kept) return matchLocale([kept]);
  return matchLocale(typeof navigator === "undefined" ? [] : (navigator.languages ?? []));
};

const locale = createStore<Locale>(initial());

const applyLanguage = () => {
  if (typeof document !== "undefined") document.documentElement.lang = locale.get();
};
applyLanguage();
locale.subscribe(applyLanguage);

/** Read through a context and not as a store, because every cell of a table reads it and a subscription for each costs. */
const LocaleContext = createContext<Locale | null>(null);

/** Around everything that is drawn. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  return createElement(LocaleContext, { value: locale.use() }, children);
}

/** The language in use; components that read it render again when it changes. */
export const useLocale = (): Locale => use(LocaleContext) ?? locale.get();
export const getLocale = locale.get;

/** Chooses the language for this person in this browser. */
export function setLocale(next: Locale) {
  writeLocal("orbit.locale", next);
  locale.set(next);
}
