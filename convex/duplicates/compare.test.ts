import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare } from "./compare";
import { identityOf, mailboxOf, phoneOf, type RawIdentity } from "./identity";
import { agreementOf, nameTokens } from "./names";
import { samePersonScore } from "./score";

const agree = (a: string, b: string) => agreementOf(nameTokens(a), nameTokens(b));
const scoreOf = (a: RawIdentity, b: RawIdentity) => compare(identityOf(a, "KZ"), identityOf(b, "KZ")).score;

describe("names", () => {
  test.each([
    ["Alice Johnson", "JOHNSON, Alice", "same"],
    ["Елена Ахметова", "Elena Akhmetova", "same"],
    ["Аlice Johnson", "Alice Johnson", "same"],
    ["<b>Alice</b> Johnson (VIP)", "Mrs. Alice Johnson", "same"],
    ["HenryRodriguez", "Henry Rodriguez", "same"],
    ["Maria Thopmson", "Maria Thompson", "similar"],
    ["Nooah Harris", "Noah Harris", "similar"],
    ["Bill Okafor", "William Okafor", "similar"],
    ["Maria H. Jensen", "Maria Jensen", "similar"],
    ["Дмитрий Щербаков", "Dmitry Shcherbakov", "similar"],
    ["ปิะย วงศ์ใหญ่", "ปิยะ วงศ์ใหญ่", "similar"],
    ["Maria", "Maria Thompson", "part"],
    ["Maria Ivanova", "Maria Petrova", "part"],
    ["Anna Ivanova", "Inna Ivanova", "other"],
    ["Ivan Petrov", "Maria Petrova", "other"],
    ["Asel Nurpeisova", "Adel Nurpeisova", "other"],
    ["王小明", "王小红", "other"],
    ["ณัฐพล ศรีสุข 8", "ณัฐพล ศรีสุข 3", "other"],
    ["", "Alice", "unknown"],
  ])("DUP-08: %s and %s: %s", (a, b, expected) => {
    expect(agree(a, b)).toBe(expected);
    expect(agree(b, a)).toBe(expected);
  });
});

describe("keys", () => {
  test.each([
    ["Jo.Hn+x@GMail.com", "john@gmail.com"],
    ["john@googlemail.com", "john@gmail.com"],
    ["ann+tours@mail.ru", "ann@mail.ru"],
    ["a.b@ya.ru", "a-b@yandex.ru"],
    ["first.last@company.test", "first.last@company.test"],
    ["<ann@x.test>", "ann@x.test"],
  ])("DUP-02: mail to %s goes to %s", (written, delivered) => {
    expect(mailboxOf(written)?.mailbox).toBe(delivered);
  });
  test.each(["none@", "foo@bar", "n/a", "noemail@none.com", "a b@"])("DUP-02: %s is no address", (text) => {
    expect(mailboxOf(text)).toBeNull();
  });
  test.each(["000", "0000000000", "12345678", "-", "77"])("DUP-02: %s is nobody's phone", (text) => {
    expect(phoneOf(text, "KZ")).toBeNull();
  });
  test("DUP-02: a number with its country equals the same without, and not another country's", () => {
    const name = "Alice Johnson";
    expect(scoreOf({ name, phones: ["+66995589956"] }, { name, phones: ["0995589956"] })).toBe(85);
    expect(scoreOf({ name, phones: ["+77010589956"] }, { name, phones: ["+66810589956"] })).toBe(35);
    expect(
      scoreOf({ name, phones: ["+7 701 058 99 56 ext. 12"] }, { name, phones: ["8 (701) 058-99-56"] }),
    ).toBe(85);
  });
});

describe("the score", () => {
  test.each<[RawIdentity, RawIdentity, number]>([
    [{ name: "Ann Lee", emails: ["a@x.test"] }, { name: "Lee Ann", emails: ["A@x.test"] }, 95],
    [
      { name: "Ivan Petrov", phones: ["+77010000001"] },
      { name: "Olga Petrova", phones: ["+77010000001"] },
      10,
    ],
    [{ emails: ["a@x.test"] }, { name: "Ann Lee", emails: ["a@x.test"] }, 90],
    [
      { name: "Ann Lee", emails: ["annlee@gmial.com"] },
      { name: "Ann Lee", emails: ["annlee@gmail.com"] },
      80,
    ],
    [{ name: "Ann Lee", phones: ["+77010000001"] }, { name: "Ann Lee", phones: ["+77010000010"] }, 80],
    [{ name: "Ann Lee", emails: ["info@x.test"] }, { name: "Ann Lee", emails: ["info@x.test"] }, 60],
    [{ name: "Ann Lee", dateOfBirth: "1981-03-04" }, { name: "Ann Lee", dateOfBirth: "1981-03-04" }, 80],
    [{ name: "Ann Lee", dateOfBirth: "1970-01-01" }, { name: "Ann Lee", dateOfBirth: "1970-01-01" }, 35],
    [
      { name: "Acme", website: "https://www.acme.test/about", isBusiness: true },
      { name: "Acme Ltd", emails: ["sales@acme.test"], isBusiness: true },
      60,
    ],
  ])("DUP-05: %j and %j make %i", (a, b, expected) => {
    expect(scoreOf(a, b)).toBe(expected);
  });

  test("DUP-05: it is symmetric, bounded, the sum of its reasons, and sure of a record and itself", () => {
    const person: fc.Arbitrary<RawIdentity> = fc.record({
      name: fc.constantFrom("Ann Lee", "Anne Lee", "Иван Петров", "Ivan Petrov", "", "Acme 7"),
      emails: fc.array(fc.constantFrom("a@x.test", "a+b@x.test", "info@x.test", "bad", "b@gmail.com")),
      phones: fc.array(fc.constantFrom("+77010000001", "87010000001", "7010000001", "000", "+66812345678")),
    });
    fc.assert(
      fc.property(person, person, (one, other) => {
        const a = identityOf(one, "KZ");
        const b = identityOf(other, "KZ");
        const { score, reasons } = compare(a, b);
        const sum = reasons.reduce((total, { points }) => total + points, 0);
        expect(score).toBe(Math.max(0, Math.min(100, sum)));
        expect(compare(b, a).score).toBe(score);
        if (a.name.length > 0 && a.emails.some(({ isShared }) => !isShared))
          expect(compare(a, a).score).toBeGreaterThanOrEqual(samePersonScore);
      }),
    );
  });
});
