// Every code the backend may refuse with has a sentence in both languages.
import { ConvexError } from "convex/values";
import { describe, expect, test } from "vitest";
import { httpStatus, type ErrorCode, type OrbitError } from "../../convex/shared/errors";
import { errorMessage, UserError } from "./errorMessage";
import { fieldMessage } from "./fieldMessage";
import { requestId } from "./requestId";

// The widest facts any code may carry; each wording reads its own.
const facts = {
  issues: [{ path: "name", rule: "required", message: "Enter a name" }],
  duplicates: [],
  limitBytes: 2_000_000,
  retryAfterMs: 65_000,
  allowed: ["GET", "POST"],
  customers: 1204,
  limit: 10_000,
  field: "phone",
  reason: "It has no header row.",
  name: "RESEND_API_KEY",
  names: ["Fee"],
  origin: "https://example.com",
  unit: "credit",
  balance: 1250,
  currency: "USD",
  provider: "Clerk",
  quoteNumber: "Q-2026-014",
  documentName: "Contract.pdf",
  from: "draft",
  to: "sent",
  orderNumber: "ORD-0007",
  ids: ["one", "two"],
  seatsLeft: 3,
  entity: "customers",
};

describe("errors say what happened and what to do", () => {
  test.each(Object.keys(httpStatus) as ErrorCode[])("%s is worded in both languages", (code) => {
    const error = new ConvexError({ ...facts, code } as never);
    for (const locale of ["en", "ru"] as const) {
      const sentence = errorMessage(error, locale);
      expect(sentence).toMatch(/^\p{Lu}|^https:/u);
      expect(sentence).not.toMatch(/undefined|\[object|NaN|!/);
    }
  });

  test("facts are named: amounts, waiting time, people", () => {
    const say = (error: OrbitError) => errorMessage(new ConvexError(error as never), "en");
    expect(say({ code: "RATE_LIMITED", retryAfterMs: 65_000 })).toContain("1 min 5 sec");
    expect(say({ code: "SUCCESSOR_REQUIRED", customers: 1204 })).toContain("1,204");
    expect(say({ code: "PAYLOAD_TOO_LARGE", limitBytes: 2_000_000 })).toContain("2 MB");
    expect(say({ code: "DUPLICATE_CUSTOMER", field: "email", duplicates: [], confirmable: false })).toContain(
      "e-mail",
    );
  });

  test("the unexpected reveals nothing and keeps the id to quote", () => {
    const error = new Error("[CONVEX M(customers:update)] [Request ID: 4f2a9c] Server Error");
    expect(errorMessage(error, "en")).not.toContain("CONVEX");
    expect(requestId(error)).toBe("4f2a9c");
    expect(requestId("no error")).toBeUndefined();
    expect(new UserError(error, "en").error).toBeNull();
  });

  test("a lost network is told apart from a fault", () => {
    expect(errorMessage(new TypeError("Failed to fetch"), "en")).toContain("connection");
  });

  test("a field's problem is reworded by its rule in Russian", () => {
    expect(fieldMessage({ rule: "required", message: "Enter a name" }, "en")).toBe("Enter a name");
    expect(fieldMessage({ rule: "required", message: "Enter a name" }, "ru")).toBe("Заполните это поле");
    expect(
      fieldMessage(
        { rule: "too_big", message: "Use at most 80 characters", facts: { maximum: 80, origin: "string" } },
        "ru",
      ),
    ).toBe("Не больше 80 символов");
    expect(fieldMessage({ rule: "unheardOf", message: "Do this" }, "ru")).toBe("Проверьте это значение");
  });

  test("the most an amount may be is told in the digits of its currency", () => {
    const most = (rule: string, currency: string) =>
      fieldMessage({ rule, message: "", limit: { minor: 9_999_999_999, currency } }, "ru").replaceAll(
        /\s/g,
        " ",
      );
    expect(most("tooMuch", "JPY")).toBe("Одна продажа — не больше 9 999 999 999 ¥");
    expect(most("tooMuchCredit", "KWD")).toBe("Кредит — не больше 9 999 999,999 KWD");
    const beyond = (currency?: string) =>
      new ConvexError({
        code: "LIMIT_EXCEEDED",
        what: "credit",
        limit: 9_999_999_999,
        ...(currency === undefined ? {} : { currency }),
      });
    expect(errorMessage(beyond("KWD"), "en").replaceAll(/\s/g, " ")).toContain("(KWD 9,999,999.999)");
    expect(errorMessage(beyond("JPY"), "en")).toContain("(¥9,999,999,999)");
    expect(errorMessage(beyond(), "en")).toContain("(9,999,999,999)");
  });

  test("what is wrong with a field is told in the person's language outside forms too", () => {
    const refused = (rule: string) =>
      new ConvexError({
        code: "VALIDATION_ERROR",
        issues: [{ path: "x", rule, message: "Enter it." }],
      } as never);
    expect(errorMessage(refused("invalidEmail"), "en")).toBe("Enter it.");
    for (const rule of ["invalidEmail", "taken", "a rule nobody has worded"]) {
      expect(errorMessage(refused(rule), "ru")).toMatch(/^[\u0400-\u04FF]/);
    }
  });
});
