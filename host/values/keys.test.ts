// The key codec against convex's own order.
import fc from "fast-check";
import { compareValues, convexToJson, getConvexSize, type Value } from "convex/values";
import { describe, expect, it, vi } from "vitest";
import {
  decodeFloatKey,
  decodeUint32,
  encodeFloat,
  encodeValue,
  MAX_FIELDS_BYTES,
  storedFields,
} from "./keys";
import { decodeId, encodeId, newInternalId } from "./ids";
import { sizeOf } from "./size";
import { display, validationProblem } from "./validators";
import { resolveCommitTs } from "./json";

const EARLIER_ID = "j573fbb2tr4nart3bf5b8m5pavm5zww3";

const fieldName = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/);
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.array(fc.constantFrom("a", "\0", "\u0001"), { maxLength: 6 }).map((parts) => parts.join("")),
  fc.constantFrom("", "\0", "a\0", "a", "\0\0", "é", "\u{10ffff}", "\uffff"),
);
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(Number.NaN, -0, 0, Infinity, -Infinity, 5e-324),
  fc.integer(),
);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    number,
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    text,
    fc.uint8Array({ maxLength: 5 }).map((bytes) => new Uint8Array(bytes).buffer as ArrayBuffer),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fieldName, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const indexed = fc.option(value, { nil: undefined, freq: 12 });

function encode(item: Value | undefined): string {
  return encodeValue(item === undefined ? undefined : (convexToJson(item) as never));
}

describe("key codec", () => {
  it("KC-1 byte order equals compareValues", () => {
    fc.assert(
      fc.property(indexed, indexed, (a, b) => {
        const left = encode(a);
        const right = encode(b);
        const order = left < right ? -1 : left === right ? 0 : 1;
        return order === Math.sign(compareValues(a, b));
      }),
      { numRuns: 20_000 },
    );
  });

  it("KC-2 no encoded value is a prefix of a different one, so compound keys order field by field", () => {
    fc.assert(
      fc.property(indexed, indexed, indexed, indexed, (a, b, c, d) => {
        const left = encode(a) + encode(b);
        const right = encode(c) + encode(d);
        const expected = Math.sign(compareValues(a, c)) || Math.sign(compareValues(b, d));
        return (left < right ? -1 : left === right ? 0 : 1) === expected;
      }),
      { numRuns: 20_000 },
    );
  });

  it("KC-3 floats survive the round trip", () => {
    fc.assert(fc.property(fc.double(), (item) => Object.is(decodeFloatKey(encodeFloat(item), 0), item)));
  });

  it("KC-5 long keys are cut and hashed: equality stays exact and the key fits the store", () => {
    const long = (last: string) => encode(`${"x".repeat(3_000)}${last}`);
    expect(storedFields(long("a")).length).toBe(MAX_FIELDS_BYTES + 16);
    expect(storedFields(long("a"))).toBe(storedFields(long("a")));
    expect(storedFields(long("a"))).not.toBe(storedFields(long("b")));
    expect(storedFields(encode("short"))).toBe(encode("short"));
  });
});

describe("ids", () => {
  it("KC-4 a lone surrogate sorts as the replacement character that JavaScript writes for it", () => {
    for (const lone of ["\ud800", "a\udfff", "\udc00\ud800b"]) {
      expect(encodeValue(lone)).toBe(encodeValue(Buffer.from(lone).toString("utf8")));
      expect(encodeValue({ nested: [lone] })).toBe(encodeValue({ nested: [Buffer.from(lone).toString()] }));
    }
    expect(encodeValue("\ud83d\ude00")).toBe(encodeValue("😀"));
  });

  it("KC-6 ids survive the round trip and a changed character is noticed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        fc.nat(),
        fc.constantFrom(..."0123456789abcdefghjkmnpqrstvwxyz"),
        (table, at, letter) => {
          const internal = newInternalId();
          const id = encodeId(table, internal);
          expect(decodeId(id)).toEqual({ table, internal });
          const position = at % id.length;
          const changed = id.slice(0, position) + letter + id.slice(position + 1);
          if (changed !== id)
            expect(decodeId(changed)?.internal === internal && decodeId(changed)?.table === table).toBe(
              false,
            );
        },
      ),
    );
  });

  it("KC-6 ids are written as Convex writes them, and those of earlier folders are understood", () => {
    // Given out by Convex deployments, two of them for stored files.
    for (const [id, table] of [
      ["k570e9j5cj1t5gf0zwf3tq3vkawxhqr0", 10_009],
      ["m57068j1c1zsxfewzcd3jp3qjttx99vg", 10_017],
      ["kg204m40v9m1bmkthp86n486mh85s0rc", 540],
      ["kg25efbgcywfzkr6h78cjw1pzx85r2ha", 540],
    ] as const) {
      const decoded = decodeId(id);
      expect(decoded?.table).toBe(table);
      expect(encodeId(table, decoded!.internal)).toBe(id);
    }
    const earlier = decodeId(EARLIER_ID);
    expect(earlier?.table).toBe(10_001);
    expect(encodeId(10_001, earlier!.internal)).not.toBe(EARLIER_ID);
    expect(decodeId(encodeId(10_001, earlier!.internal))).toEqual(earlier);
  });

  it("KC-6 ids of one part of a second lie together, later ones behind them, and eleven bytes are anybody's guess", () => {
    vi.useFakeTimers({ now: 1_800_000_000_996 });
    const first = Array.from({ length: 600 }, newInternalId);
    const later = [1_800_000_000_999, 1_800_000_001_000, 1_800_000_001_004, 1_800_000_002_000].map((now) => {
      vi.setSystemTime(now);
      return newInternalId();
    });
    vi.useRealTimers();
    expect(new Set(first.map((id) => id.slice(0, 5))).size).toBe(1);
    for (const id of first) expect(id < later[0]!).toBe(true);
    expect(later.toSorted()).toEqual(later);
    for (const id of [...first, ...later])
      for (let at = 0; at < 16; at++) expect(id.charCodeAt(at)).toBeLessThan(256);
    // Ids of before had twelve random bytes behind the same second: they lie among the new ones.
    expect(decodeUint32(first[0]!, 0)).toBe(1_800_000_000);
    expect(new Set(first.map((id) => id.slice(5))).size).toBe(600);
    // Every byte takes nearly every value: 600 draws miss a tenth of the 256.
    for (let at = 5; at < 16; at++) expect(new Set(first.map((id) => id[at])).size).toBeGreaterThan(200);
  });

  it("KC-6 ids of user tables are 32 characters and nonsense is refused", () => {
    expect(encodeId(10_001, newInternalId())).toHaveLength(32);
    for (const nonsense of ["", "x", "u".repeat(32), "0".repeat(32), "ä".repeat(32)])
      expect(decodeId(nonsense)).toBe(null);
  });
});

describe("values", () => {
  it("KC-7 sizes agree with convex's getConvexSize", () => {
    fc.assert(fc.property(value, (item) => sizeOf(convexToJson(item) as never) === getConvexSize(item)));
  });

  it("RT-20 validation problems are worded as Convex words them", () => {
    const validator = {
      type: "object",
      value: { name: { fieldType: { type: "string" }, optional: false } },
    } as const;
    expect(validationProblem(validator as never, { name: 1 }, () => null)).toBe(
      "Value does not match validator.\nPath: .name\nValue: 1.0\nValidator: v.string()",
    );
    expect(validationProblem(validator as never, {}, () => null)).toContain(
      "Object is missing the required field `name`. Consider wrapping the field validator in `v.optional(...)` if this is expected.",
    );
    expect(validationProblem(validator as never, { name: "a", other: null }, () => null)).toContain(
      "Object contains extra field `other` that is not in the validator.",
    );
    expect(display({ a: [1, { $integer: "BQAAAAAAAAA=" }] })).toBe("{a: [1.0, 5]}");
  });

  it("TX-4 placeholders are replaced, look-alike texts are not", () => {
    expect(resolveCommitTs('{"at":{"$commitTs":null},"b":[{"$commitTs":null}]}', 5n)).toBe(
      '{"at":{"$integer":"BQAAAAAAAAA="},"b":[{"$integer":"BQAAAAAAAAA="}]}',
    );
    const quoted = JSON.stringify({ text: '{"$commitTs":null}' });
    expect(resolveCommitTs(quoted, 5n)).toBe(quoted);
  });
});
