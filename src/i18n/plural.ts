// Counted words. Russian has three forms (1 клиент, 2 клиента, 5 клиентов), English two; Intl knows the rules.
import type { Locale } from "./locale";
import { formatNumber } from "./format";

export interface PluralForms {
  /** Shown instead of the counted form when the count is exactly 0. */
  zero?: string;
  one: string;
  /** Russian 2–4. */
  few?: string;
  /** Russian 5–20; falls back to `other`. */
  many?: string;
  other: string;
}

const rules = new Map<Locale, Intl.PluralRules>();

/** The form for `count`, with every `#` replaced by the count in the locale's own digits and grouping. */
export function plural(locale: Locale, count: number, forms: PluralForms): string {
  if (count === 0 && forms.zero !== undefined) return forms.zero;
  let rule = rules.get(locale);
  if (!rule) rules.set(locale, (rule = new Intl.PluralRules(locale)));
  const category = rule.select(count);
  const form =
    (category === "two" ? undefined : forms[category === "zero" ? "other" : category]) ?? forms.other;
  return form.replaceAll("#", formatNumber(locale, count));
}
