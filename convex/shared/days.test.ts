import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dayOf, isDay } from "./days";

const zones = [
  "UTC",
  "Asia/Almaty",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/St_Johns",
];

test("the day of an instant is the one that a clock on the wall shows, however many were asked for before", () => {
  const instant = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(instant, fc.constantFrom(...zones), (at, timeZone) => {
      const parts = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
      for (const near of [at, at - (at % 900_000), at - (at % 900_000) - 1])
        expect(dayOf(near, timeZone)).toBe(parts.format(near));
    }),
    { numRuns: 300 },
  );
});

test("a day is one of the calendar's", () => {
  for (const day of ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    expect(isDay(day), day).toBe(true);
  for (const text of [
    "2023-02-29",
    "1900-02-29",
    "2024-02-30",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "24-1-1",
    "",
  ])
    expect(isDay(text), text).toBe(false);
});
