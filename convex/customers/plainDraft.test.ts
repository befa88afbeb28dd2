import fc from "fast-check";
import { expect, test } from "vitest";
import { plainCustomer } from "./plainDraft";
import { newCustomerShape, type CustomerDraft, type CustomerRules } from "./shape";
import { choosableStatuses, customerSources, customerTypes } from "./words";

const rulesOf = fc.record({
  country: fc.constantFrom("KZ", "US", "DE", "XX"),
  today: fc.constantFrom("2026-11-20", "1990-01-01"),
  requiredContact: fc.constantFrom("either", "phone", "email", "both"),
  currency: fc.constantFrom("USD", "JPY"),
}) satisfies fc.Arbitrary<CustomerRules>;

/** Texts as files carry them, with what makes trouble now and then. */
const written = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("Ann Lee", "  Юлия  Ёж ", "a", "", " ", "\u0000x", "José\nLuis") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
  { weight: 1, arbitrary: fc.nat(11_000).map((length) => "n".repeat(length)) },
);
const day = fc.oneof(
  fc.constantFrom("2024-02-29", "2023-02-29", "1849-12-31", "1850-01-01", "2026-11-21", "0000-01-01", ""),
  fc.tuple(fc.integer({ min: 1800, max: 2100 }), fc.nat(13), fc.nat(32)).map(([year, month, date]) => {
    const two = (number: number) => String(number).padStart(2, "0");
    return `${year}-${two(month)}-${two(date)}`;
  }),
);
const phone = fc.constantFrom(
  "+7 701 234-56-78",
  "8 (701) 2345678",
  "123",
  " 0049 30 123456 ",
  "+0123456789",
  "",
);
const amount = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 999_999_999, 1_000_000_000, 1e10));
const good: Record<keyof CustomerDraft, fc.Arbitrary<unknown>> = {
  name: written,
  email: fc.oneof(fc.constantFrom(" Ann@Example.COM ", "ann@example", "a b@c.de", "\uD800a@b.de"), written),
  phone,
  secondaryPhone: phone,
  companyName: written,
  industry: written,
  website: fc.oneof(fc.constantFrom("example.com", "http://a b.de", "ftp://a.de", "mailto:x@y.de"), written),
  sourceDetail: written,
  address: fc.oneof(
    fc.dictionary(
      fc.constantFrom("line1", "line2", "city", "state", "postalCode", "country", "street"),
      written,
    ),
    written,
  ),
  dateOfBirth: day,
  notes: written,
  metadata: fc.constantFrom("{}", "[]", "{", ""),
  type: fc.constantFrom(...customerTypes, "private", "x"),
  status: fc.constantFrom(...choosableStatuses, "deleted"),
  customerSource: fc.constantFrom(...customerSources, "walk in"),
  preferredLanguage: fc.constantFrom("en", "ru", "de"),
  smsConsent: fc.oneof(fc.boolean(), fc.constant("yes")),
  emailConsent: fc.oneof(fc.boolean(), fc.constant(null)),
  marketingConsent: fc.boolean(),
  preferences: fc.constantFrom({ dietary: ["vegan"] }, {}),
  tags: fc.array(fc.oneof(fc.constantFrom("VIP", "vip", " Gold  Card "), written), { maxLength: 25 }),
  dateJoined: day,
  legacyIds: fc.array(written, { maxLength: 55 }),
  stableHashId: written,
  availableCredit: amount,
  loyaltyPoints: amount,
  vipTierId: written,
  vipStatusDate: day,
  custom: fc.dictionary(fc.string({ maxLength: 9 }), fc.jsonValue()),
};
const draft = fc.record(
  Object.fromEntries(
    Object.entries(good).map(([field, one]) => [
      field,
      fc.oneof({ weight: 30, arbitrary: one }, { weight: 1, arbitrary: fc.anything() }),
    ]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<CustomerDraft>;
/** Few fields, so that most drafts hold; a name and a contact, so that they may. */
const short = fc.tuple(draft, fc.subarray(Object.keys(good), { maxLength: 4 })).map(([all, fields]) => ({
  name: "Ann Lee",
  email: "ann@example.com",
  phone: "+77012345678",
  ...Object.fromEntries(Object.entries(all).filter(([field]) => fields.includes(field))),
}));

test("what the quick check of a file's row lets through is what the shape makes of it", () => {
  let held = 0;
  fc.assert(
    fc.property(fc.oneof(draft, short), rulesOf, (given, rules) => {
      const quick = plainCustomer(given, rules);
      if (quick === null) return;
      held += 1;
      const { success, data } = newCustomerShape(rules).safeParse(given);
      expect(success).toBe(true);
      expect(data).toStrictEqual(quick);
    }),
    { numRuns: 6000 },
  );
  expect(held, "or nothing was compared").toBeGreaterThan(500);
});

test("an ordinary row needs no more than the quick check", () => {
  const rules = { country: "KZ", today: "2026-11-20", requiredContact: "either", currency: "USD" } as const;
  const row = {
    name: "Айгерим Маканова",
    phone: "8 701 234 56 78",
    address: { line1: "1 Long Street, Almaty" },
    dateOfBirth: "1966-06-17",
    tags: ["VIP"],
    legacyIds: ["17"],
    stableHashId: "hash-17",
    availableCredit: 1250,
    loyaltyPoints: 17,
    smsConsent: true,
    customerSource: "Referral",
  };
  expect(plainCustomer(row, rules)).toStrictEqual(row);
});
