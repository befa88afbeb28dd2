import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayOf, startOfDay } from "../../../convex/shared/days";
import { agendaAt, morningOf } from "./agenda";

const zones = [
  "UTC",
  "Asia/Almaty",
  "America/Los_Angeles",
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
];

describe("days of the organization", () => {
  test("FUP-12: a day begins at its first instant in the zone, daylight saving or not", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20_000 }), (zone, index) => {
        const day = addDays("2000-01-01", index);
        const start = startOfDay(day, zone);
        expect(dayOf(start, zone)).toBe(day);
        expect(dayOf(start - 60_000, zone)).toBe(addDays(day, -1));
      }),
    );
  });

  test("FUP-02: overdue, today and the week touch without gap or overlap, and today holds now", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1e12, max: 2e12 }), (zone, instant) => {
        const agenda = agendaAt(instant, zone);
        expect(agenda.overdue.to).toBe(agenda.day.from);
        expect(agenda.day.to).toBe(agenda.week.from);
        expect(agenda.day.to).toBeGreaterThan(instant);
        expect(dayOf(agenda.week.to - 1, zone)).toBe(addDays(agenda.today, 7));
      }),
    );
  });

  test("FUP-04: put off to tomorrow is tomorrow there, whatever the hour here", () => {
    const late = Date.parse("2026-03-05T22:30:00Z");
    expect(dayOf(morningOf(1, late, "Asia/Almaty"), "Asia/Almaty")).toBe("2026-03-07");
    expect(dayOf(morningOf(1, late, "UTC"), "UTC")).toBe("2026-03-06");
  });
});
