import fc from "fast-check";
import { expect, test } from "vitest";
import type { Condition, Group } from "../../../convex/customers/conditions";
import { firstLook, readLook, writeLook, type Look } from "./look";

const word = fc.oneof(
  fc.constantFrom("VIP", "a,b", "x:y", "p;q", "100 %", "k=v&l", "оптовик"),
  fc.string({ minLength: 1 }),
);
const day = fc.constantFrom("2026-03-01", "today", "today-90", "today+7");
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constantFrom("status", "tag", "industry", "source"),
    op: fc.constantFrom("is" as const, "isNot" as const),
    values: fc.array(word, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    field: fc.constant("active"),
    op: fc.constant("is" as const),
    values: fc.boolean().map((on) => [on]),
  }),
  fc.record({
    field: fc.constantFrom("createdAt", "lastContactAt"),
    op: fc.constantFrom("before" as const, "after" as const, "on" as const),
    values: day.map((one) => [one]),
  }),
  fc.record({
    field: fc.constant("lifetimeValue"),
    op: fc.constantFrom("atLeast" as const, "atMost" as const),
    values: fc.integer().map((one) => [one]),
  }),
  fc.record({
    field: fc.constantFrom("owner", "leadScore"),
    op: fc.constantFrom("empty" as const, "filled" as const),
    values: fc.constant<Condition["values"]>([]),
  }),
);
const match = fc.constantFrom("all" as const, "any" as const);
const group: fc.Arbitrary<Group> = fc.record({
  match,
  rules: fc.array(
    fc.oneof(condition, fc.record({ match, rules: fc.array(condition, { minLength: 1, maxLength: 3 }) })),
    { maxLength: 4 },
  ),
});
const look: fc.Arbitrary<Look> = fc.record({
  where: group,
  sort: fc.record({
    column: fc.constantFrom("name", "lastContactAt"),
    direction: fc.constantFrom("asc" as const, "desc" as const),
  }),
  groupBy: fc.constantFrom(null, "status" as const, "owner" as const),
});

/** Conditions of one field stand together in an address; their order says nothing. */
const sorted = (one: Look) => ({
  ...one,
  where: {
    match: one.where.match,
    rules: one.where.rules
      .map((rule) => JSON.stringify(rule, ["match", "rules", "field", "op", "values"]))
      .sort(),
  },
});

test("SRC-14 SRC-15: an address read back is the look it was written from, over any view", () => {
  fc.assert(
    fc.property(look, look, (wanted, base) => {
      const address = writeLook(new URLSearchParams("q=x&open=1"), wanted, base).toString();
      const read = new URLSearchParams(address);
      expect(sorted(readLook(read, base))).toEqual(sorted(wanted));
      expect([read.get("q"), read.get("open")]).toEqual(["x", "1"]);
    }),
  );
});

test("SRC-15: nonsense in an address is left out, short links are understood", () => {
  const read = (address: string) => readLook(new URLSearchParams(address), firstLook).where.rules;
  expect(read("status=lead,active&owner=none")).toEqual([
    { field: "status", op: "is", values: ["lead", "active"] },
    { field: "owner", op: "empty", values: [] },
  ]);
  expect(read("createdAt=before:&leadScore=atLeast:x&nothing=1&g=some;status=lead&status=")).toEqual([]);
  expect(readLook(new URLSearchParams("by=nothing"), firstLook).groupBy).toBeNull();
});
