import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { customerPatchShape, newCustomerShape } from "./shape";
import { customerSources, customerStatuses, isLegalMove } from "./words";
import { formatCode } from "./codes";

const rules = { country: "KZ", today: "2026-11-20", requiredContact: "either", currency: "USD" } as const;
const shape = newCustomerShape(rules);
const patch = customerPatchShape(rules);
const anything = fc.oneof(fc.string({ unit: "binary" }), fc.anything());

describe("the shape of a customer", () => {
  test("no input whatever makes it throw, and what passes is storable", () => {
    const keys = [
      "name",
      "email",
      "phone",
      "type",
      "status",
      "tags",
      "address",
      "website",
      "dateOfBirth",
      "notes",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), anything), (input) => {
        const result = shape.safeParse(input);
        if (!result.success) return;
        const { name, email, phone } = result.data;
        expect(name.length).toBeGreaterThanOrEqual(2);
        expect(email !== undefined || phone !== undefined).toBe(true);
        expect(/\p{Surrogate}/u.test(JSON.stringify(result.data))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test("arbitrary names with a good contact either pass trimmed or are refused by name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        const result = shape.safeParse({ name, email: "a@x.test" });
        if (result.success) expect(result.data.name).toBe(result.data.name.trim());
        else expect(result.error.issues.every((issue) => issue.path[0] === "name")).toBe(true);
      }),
    );
  });

  test("VAL-25: empty strings are missing in a new customer and clear a field in a change", () => {
    expect(shape.safeParse({ name: "Ann", email: "", phone: "+77012345678" })).toMatchObject({
      success: true,
      data: { email: undefined },
    });
    expect(patch.parse({ email: "", notes: null })).toEqual({ email: null, notes: null });
    expect(patch.parse({ phone: "+77012345678" })).toEqual({ phone: "+77012345678" });
  });

  test("a change to a field that does not exist or is computed is refused", () => {
    for (const input of [{ lifetimeValue: 5 }, { customerCode: "CUS-9" }, { orgId: "x" }, { name: null }]) {
      expect(patch.safeParse(input).success, JSON.stringify(input)).toBe(false);
    }
  });

  test("CUS-19 C10: both address dialects and one-line text become one shape", () => {
    const of = (address: unknown) => shape.parse({ name: "Ann", email: "a@x.test", address }).address;
    expect(of({ street: "Abay 1", zipCode: "050000", city: "Almaty" })).toEqual({
      line1: "Abay 1",
      postalCode: "050000",
      city: "Almaty",
    });
    expect(of("Abay 1, Almaty")).toEqual({ line1: "Abay 1, Almaty" });
    expect(of({ line1: " ", line2: "" })).toEqual({});
  });

  test("a web address gets its scheme; text and scripts are refused", () => {
    const of = (website: string) => shape.safeParse({ name: "Ann", email: "a@x.test", website });
    expect(of("example.com")).toMatchObject({ success: true, data: { website: "https://example.com" } });
    for (const bad of ["not a url", "javascript:alert(1)", "ftp://x.test", "example"]) {
      expect(of(bad).success, bad).toBe(false);
    }
  });

  test("CUS-23: tags are kept once whatever their case, at most twenty", () => {
    expect(
      shape.parse({ name: "Ann", email: "a@x.test", tags: ["VIP", " vip", "Évian", "evian", ""] }).tags,
    ).toEqual(["VIP", "Évian"]);
    const many = Array.from({ length: 21 }, (_, n) => `tag ${n}`);
    expect(shape.safeParse({ name: "Ann", email: "a@x.test", tags: many }).success).toBe(false);
  });

  test("DUP-09: each contact policy names what is missing", () => {
    const under = (requiredContact: "phone" | "email" | "both") =>
      newCustomerShape({ ...rules, requiredContact }).safeParse({ name: "Ann", email: "a@x.test" });
    expect(under("email").success).toBe(true);
    expect(under("phone").error?.issues[0]).toMatchObject({
      path: ["phone"],
      message: "Primary phone is required",
    });
    expect(under("both").success).toBe(false);
  });
});

describe("words", () => {
  test("exactly the ten sources", () => expect(customerSources).toHaveLength(10));

  test("CUS-35: the lifecycle's legal moves, all others illegal", () => {
    const legal = customerStatuses.flatMap((from) =>
      customerStatuses.filter((to) => isLegalMove(from, to)).map((to) => `${from}>${to}`),
    );
    expect(legal).toEqual([
      "prospect>lead",
      "prospect>active",
      "prospect>inactive",
      "lead>prospect",
      "lead>active",
      "lead>inactive",
      "lead>churned",
      "active>inactive",
      "active>churned",
      "inactive>active",
      "inactive>churned",
      "churned>active",
      "churned>inactive",
    ]);
  });

  test("CUS-03: codes grow past three digits and stay distinct", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(formatCode("CUS-", a).customerCode === formatCode("CUS-", b).customerCode).toBe(a === b);
      }),
    );
  });
});
