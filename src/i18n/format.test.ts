// Numbers, money, dates and counted words in both languages.
import { describe, expect, test } from "vitest";
import {
  compareText,
  formatDate,
  formatDay,
  formatDuration,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
  moneyInput,
} from "./format";
import { matchLocale } from "./locale";
import { plural } from "./plural";

// Intl separates with no-break spaces, which are unreadable in an expectation.
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("words and figures follow the language", () => {
  test("Russian counts take three forms, English two", () => {
    const forms = { one: "# клиент", few: "# клиента", many: "# клиентов", other: "# клиента" };
    expect([0, 1, 2, 5, 11, 21, 104, 111].map((n) => plain(plural("ru", n, forms)))).toEqual([
      "0 клиентов",
      "1 клиент",
      "2 клиента",
      "5 клиентов",
      "11 клиентов",
      "21 клиент",
      "104 клиента",
      "111 клиентов",
    ]);
    expect(plural("en", 1, { one: "# row", other: "# rows" })).toBe("1 row");
    expect(plural("en", 12_345, { one: "# row", other: "# rows" })).toBe("12,345 rows");
    expect(plural("en", 0, { zero: "none", one: "# row", other: "# rows" })).toBe("none");
  });

  test("a share is a percentage, and a change says which way it went, with a minus as wide as the plus", () => {
    expect([0.5, -0.111, 0].map((share) => formatPercent("en", share))).toEqual(["50%", "−11.1%", "0%"]);
    const changes = [0.125, -0.111, 0].map((share) => formatPercent("en", share, { signed: true }));
    expect(changes).toEqual(["+12.5%", "−11.1%", "0%"]);
    expect(plain(formatPercent("ru", -0.111, { signed: true }))).toBe("−11,1 %");
  });

  test("money is minor units of its currency, whatever their number", () => {
    expect(formatMoney("en", 129_950, "USD")).toBe("$1,299.50");
    expect(plain(formatMoney("ru", 129_950, "RUB"))).toBe("1 299,50 ₽");
    expect(formatMoney("en", 1500, "JPY")).toBe("¥1,500");
    expect(plain(formatMoney("en", 1500, "XOF", { display: "code" }))).toBe("XOF 1,500");
    expect(plain(formatMoney("en", 1500, "KWD"))).toBe("KWD 1.500");
    expect(plain(formatMoney("en", 1505, "LYD"))).toBe("LYD 1.505");
    // What a browser would round away.
    expect(plain(formatMoney("en", 129_950, "HUF", { display: "code" }))).toBe("HUF 1,299.50");
    expect(plain(formatMoney("en", 129_900, "COP", { display: "code", trimZeros: true }))).toBe("COP 1,299");
    expect(plain(formatMoney("en", 99_900, "KZT", { display: "code" }))).toBe("KZT 999.00");
    expect(formatMoney("en", 129_900, "USD", { trimZeros: true })).toBe("$1,299");
    expect(formatMoney("en", 128_490_050, "USD", { compact: true })).toBe("$1.3M");
    expect(formatMoney("en", -5, "USD")).toBe("-$0.05");
  });

  test("an unknown currency code does not blank the screen", () => {
    expect(formatMoney("en", 100, "not money")).toBe("1 not money");
  });

  test("a money field edits plain text in the person's notation", () => {
    expect(moneyInput("en", 129_950, "USD")).toBe("1299.50");
    expect(moneyInput("ru", 129_950, "USD")).toBe("1299,50");
  });

  test("relative dates say now, minutes, hours, days", () => {
    const now = Date.UTC(2026, 5, 15, 12);
    expect(formatRelative("en", now - 20_000, now)).toBe("now");
    expect(formatRelative("en", now - 2 * 3_600_000, now)).toBe("2 hours ago");
    expect(formatRelative("en", now + 3 * 86_400_000, now)).toBe("in 3 days");
    expect(plain(formatRelative("ru", now - 86_400_000, now))).toBe("вчера");
  });

  test("a calendar day never moves with the time zone; an instant is shown in the zone asked for", () => {
    expect(formatDay("en", "2026-03-01")).toBe("Mar 1, 2026");
    expect(formatDay("en", "next week")).toBe("next week");
    const midnight = Date.UTC(2026, 2, 1, 3);
    expect(formatDate("en", midnight, "day", "America/Cancun")).toBe("Feb 28, 2026");
    expect(formatDate("en", midnight, "day", "Asia/Almaty")).toBe("Mar 1, 2026");
  });

  test("durations use at most two units", () => {
    expect(formatDuration("en", 95_000)).toBe("1 min 35 sec");
    expect(formatDuration("en", 3_725_000)).toBe("1 hr 2 min");
    expect(formatDuration("en", 0)).toBe("0 sec");
  });

  test("order follows the language, and digits count as numbers", () => {
    expect(["KL-10", "KL-9", "kl-1"].sort((a, b) => compareText("en", a, b))).toEqual([
      "kl-1",
      "KL-9",
      "KL-10",
    ]);
    expect(["Яна", "ёлка", "Елена"].sort((a, b) => compareText("ru", a, b))).toEqual([
      "Елена",
      "ёлка",
      "Яна",
    ]);
  });

  test("the language is the person's, else the browser's, else English", () => {
    expect(matchLocale(["ru-KZ", "en"])).toBe("ru");
    expect(matchLocale(["de-DE", "ru"])).toBe("ru");
    expect(matchLocale(["de"])).toBe("en");
    expect(matchLocale([])).toBe("en");
  });

  test("numbers group by language", () => {
    expect(formatNumber("en", 1_234_567.5)).toBe("1,234,567.5");
    expect(plain(formatNumber("ru", 1_234_567.5))).toBe("1 234 567,5");
  });
});
