// The message catalogue: plain objects, one per feature, checked by the compiler. A key that English has and Russian
// lacks does not compile, and a message with parameters must take the same ones in both.
import type { Locale } from "./locale";
import { useLocale } from "./locale";

// Parameters are contravariant: `never` is the one type every message function accepts as its parameter's supertype.
type Message = string | ((parameters: never) => string);
type Translated<E> = {
  [K in keyof E]: E[K] extends (parameters: infer P) => string ? (parameters: P) => string : string;
};

/** A catalogue in every language; read it with `useMessages` (components) or `messagesFor` (elsewhere). */
export type Catalogue<E> = Record<Locale, Translated<E>>;

/**
 * Declares a feature's words. Values are strings or `(p) => string`; use `plural(locale, n, forms)` for counts.
 *
 *     export const messages = defineMessages({
 *       en: { title: "Customers", count: (p: { n: number }) => plural("en", p.n, { one: "# customer", other: "# customers" }) },
 *       ru: { title: "Клиенты", count: (p) => plural("ru", p.n, { one: "# клиент", few: "# клиента", other: "# клиентов" }) },
 *     });
 */
export function defineMessages<E extends Record<string, Message>>(catalogue: {
  en: E;
  ru: NoInfer<Translated<E>>;
}): Catalogue<E> {
  // NoInfer is only for the caller's sake: Russian must be checked against English, not widen it.
  return catalogue as unknown as Catalogue<E>;
}

/** The catalogue's words in the language of the screen. */
export function useMessages<E>(catalogue: Catalogue<E>): Translated<E> {
  return catalogue[useLocale()];
}

/** The same outside a component (event handlers, pure functions). */
export function messagesFor<E>(catalogue: Catalogue<E>, locale: Locale): Translated<E> {
  return catalogue[locale];
}
