// Countries, currencies and time zones as options in the person's language, and the best guess from the browser.
import type { ComboOption } from "../../ui/Combobox";
import type { Locale } from "../../i18n/locale";

/** ISO 3166-1 alpha-2; browsers name regions but do not list them. */
const COUNTRIES =
  "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(
    " ",
  );

/** Currencies of the countries that Orbit's first users live in; others start with the dollar. */
const CURRENCY_OF: Record<string, string> = {
  KZ: "KZT",
  RU: "RUB",
  US: "USD",
  GB: "GBP",
  KG: "KGS",
  UZ: "UZS",
  TR: "TRY",
  AE: "AED",
  GE: "GEL",
};
const EURO = new Set("AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" "));

/** The country of a time zone, for the browsers whose language says nothing of where they are. */
const COUNTRY_OF_ZONE: Record<string, string> = {
  "Asia/Almaty": "KZ",
  "Asia/Qyzylorda": "KZ",
  "Asia/Aqtobe": "KZ",
  "Asia/Bishkek": "KG",
  "Asia/Tashkent": "UZ",
  "Asia/Dubai": "AE",
  "Asia/Tbilisi": "GE",
  "Europe/Moscow": "RU",
  "Europe/London": "GB",
  "Europe/Berlin": "DE",
  "Europe/Paris": "FR",
  "Europe/Madrid": "ES",
  "Europe/Istanbul": "TR",
  "America/New_York": "US",
  "America/Chicago": "US",
  "America/Denver": "US",
  "America/Los_Angeles": "US",
};

export function guessPlace(locale: Locale): { country: string; currency: string; timeZone: string } {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const region = navigator.languages
    .map((tag) => new Intl.Locale(tag).region)
    .find((code) => code !== undefined);
  const country = COUNTRY_OF_ZONE[timeZone] ?? region ?? (locale === "ru" ? "KZ" : "US");
  return { country, timeZone, currency: CURRENCY_OF[country] ?? (EURO.has(country) ? "EUR" : "USD") };
}

/** Names of currencies begin small in some languages, but stand alone here. */
const capitalized = (name: string, locale: Locale) =>
  name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);

const named = (locale: Locale, type: "region" | "currency", codes: readonly string[]): ComboOption[] => {
  const names = new Intl.DisplayNames(locale, { type });
  return codes
    .map((code) => ({ value: code, label: capitalized(names.of(code) ?? code, locale), note: code }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
};

export const countryOptions = (locale: Locale) => named(locale, "region", COUNTRIES);
/** The four the product was made for come first. */
export const currencyOptions = (locale: Locale): ComboOption[] => {
  const first = ["USD", "KZT", "EUR", "RUB"];
  const rest = Intl.supportedValuesOf("currency").filter((code) => !first.includes(code));
  return [...first.flatMap((code) => named(locale, "currency", [code])), ...named(locale, "currency", rest)];
};
export const timeZoneOptions = (): ComboOption[] =>
  ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => ({
    value: zone,
    label: zone.replaceAll("_", " "),
  }));
