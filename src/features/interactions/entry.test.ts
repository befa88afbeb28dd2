import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { morningIn, readEntry } from "./entry";

describe("one field, one interaction", () => {
  test("INT-03: the first line is the subject, everything is the description", () => {
    expect(readEntry("  Called Ada\nShe wants June.\n ")).toEqual({
      subject: "Called Ada",
      description: "Called Ada\nShe wants June.",
    });
    expect(readEntry(" \n ")).toBeNull();
  });

  test("INT-03: whatever the text, the subject fits and says something", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 800 }), (text) => {
        const entry = readEntry(text);
        if (entry === null) return;
        expect(entry.subject.length).toBeLessThanOrEqual(200);
        expect(entry.subject).not.toBe("");
      }),
    );
  });

  test("FUP-12: a follow-up is at nine in the morning of a later day", () => {
    const now = new Date(2026, 0, 30, 22, 15).getTime();
    expect(new Date(morningIn(3, now)).toString()).toContain("Feb 02 2026 09:00:00");
  });
});
