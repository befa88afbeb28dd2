import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  addMonths,
  dayPattern,
  monthSheet,
  readDay,
  readMoment,
  readTime,
  writeDay,
  writeMoment,
} from "./dayText";

const days = fc
  .date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const locales = fc.constantFrom("en" as const, "ru" as const);

test("a day is written in the person's notation and read back from it", () => {
  expect(writeDay("en", "2026-11-26")).toBe("11/26/2026");
  expect(writeDay("ru", "2026-11-26")).toBe("26.11.2026");
  expect(dayPattern("ru", { day: "Д", month: "М", year: "Г" })).toBe("ДД.ММ.ГГГГ");
  expect(dayPattern("en", { day: "D", month: "M", year: "Y" })).toBe("MM/DD/YYYY");
  fc.assert(fc.property(locales, days, (locale, day) => readDay(locale, writeDay(locale, day)) === day));
  fc.assert(fc.property(locales, days, (locale, day) => readDay(locale, day) === day));
});

test.each([
  ["ru", "1.2.26", "2026-02-01"],
  ["ru", "03-05-1987", "1987-05-03"],
  ["en", "2/1/26", "2026-02-01"],
  ["en", "25/12/2026", "2026-12-25"],
  ["ru", "12/25/2026", "2026-12-25"],
  ["en", " 11 / 26 / 87 ", "1987-11-26"],
  ["en", "2/30/2026", null],
  ["ru", "29.02.2023", null],
  ["en", "11/26", null],
  ["en", "11/26/202", null],
  ["ru", "завтра", null],
  ["en", "", null],
] as const)("%s: %s is read as %s", (locale, text, day) => {
  expect(readDay(locale, text)).toBe(day);
});

test("times are read with and without halves of the day", () => {
  expect(["18:15", "6:15 pm", "6pm", "12 am", "12pm", "9", "24:00", "13 pm", "x"].map(readTime)).toEqual([
    "18:15",
    "18:15",
    "18:00",
    "00:00",
    "12:00",
    "09:00",
    null,
    null,
    null,
  ]);
});

test("a moment is written and read back; a day alone is its morning", () => {
  expect(writeMoment("en", "2026-11-26T18:15")).toBe("11/26/2026, 6:15 PM");
  expect(writeMoment("ru", "2026-11-26T18:15")).toBe("26.11.2026, 18:15");
  expect(readMoment("ru", "26.11.2026")).toBe("2026-11-26T09:00");
  expect(readMoment("ru", "26.11.2026 18.15")).toBe("2026-11-26T18:15");
  expect(readMoment("en", "2020-01-01T10:00")).toBe("2020-01-01T10:00");
  expect(readMoment("en", "11/26/2026, 25:00")).toBeNull();
  fc.assert(
    fc.property(locales, days, fc.nat(23), fc.nat(59), (locale, day, hour, minute) => {
      const moment = `${day}T${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
      return readMoment(locale, writeMoment(locale, moment)) === moment;
    }),
  );
});

test("a month's sheet holds the whole month and begins where the language's week begins", () => {
  fc.assert(
    fc.property(locales, days, (locale, day) => {
      const sheet = monthSheet(locale, day.slice(0, 7));
      const starts = new Date(`${sheet[0]}T00:00Z`).getUTCDay();
      return (
        sheet.length === 42 &&
        starts === (locale === "en" ? 0 : 1) &&
        sheet.includes(`${day.slice(0, 7)}-01`) &&
        sheet.includes(day)
      );
    }),
  );
  expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
  expect(addMonths("2026-01-15", -1)).toBe("2025-12-15");
});
