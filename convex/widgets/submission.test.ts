import fc from "fast-check";
import { expect, test } from "vitest";
import { checkAnswers } from "./form";
import { newForm } from "./shape";
import { campaignOf, pageOf, readSubmission } from "./submission";

const form = newForm("en") as never;
const options = { country: "KZ", language: "en" } as const;

test("WID-07 no body of any shape makes the reader throw; what it reads is text within limits", () => {
  const body = fc.oneof(
    fc.string({ unit: "binary", maxLength: 500 }),
    fc.json(),
    fc
      .record(
        { k: fc.anything(), t: fc.anything(), id: fc.anything(), v: fc.anything(), u: fc.anything() },
        { requiredKeys: [] },
      )
      .map((value) => {
        try {
          return JSON.stringify(value) ?? "";
        } catch {
          return "";
        }
      }),
  );
  fc.assert(
    fc.property(body, fc.constantFrom("json" as const, "plain" as const), (text, kind) => {
      const read = readSubmission(kind, text);
      if (read === null) return;
      expect(typeof read.key).toBe("string");
      for (const value of read.values.values()) expect(value).not.toMatch(/\p{Surrogate}/u);
      const checked = checkAnswers(form, read.values, read.consent, options);
      expect(typeof checked.ok).toBe("boolean");
    }),
    { numRuns: 500 },
  );
});

test("WID-07 keys that libraries trip over are plain words here", () => {
  const read = readSubmission(
    "json",
    '{"k":"pk","v":{"__proto__":"x","constructor":"y","name":"Maria","email":"m@example.com"}}',
  )!;
  const checked = checkAnswers(form, read.values, true, options);
  expect(checked).toMatchObject({ ok: true, answers: { person: { name: "Maria", email: "m@example.com" } } });
});

test("WID-05 only listed campaign parameters and bare web addresses are kept", () => {
  const given = new Map([
    ["utm_source", " ad "],
    ["utm_secret", "x"],
    ["gclid", ""],
  ]);
  expect(campaignOf(given)).toEqual({ utm_source: "ad" });
  expect(pageOf("https://a.example/b/c?d=e#f")).toBe("a.example/b/c");
  for (const address of ["javascript:alert(1)", "file:///etc/passwd", "nonsense", ""]) {
    expect(pageOf(address)).toBeNull();
  }
});
