// Values and validators made up by chance, alike enough that many of them fit each other.
import fc from "fast-check";
import type { Json } from "./json";
import type { ValidatorJson } from "./validatorJson";

const TABLES: Readonly<Record<string, string>> = { idOfRow: "rows", idOfFile: "_storage" };
export const tableOf = (id: string) => TABLES[id] ?? null;

const names = fc.constantFrom("a", "b", "c", "$integer");
const primitives: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  "a",
  "b",
  "idOfRow",
  "idOfFile",
  1,
  2.5,
  true,
  null,
);
const special = fc.constantFrom<Json>(
  { $integer: "AQAAAAAAAAA=" },
  { $integer: "AgAAAAAAAAA=" },
  { $float: "AAAAAAAA+H8=" },
  { $bytes: "AQI=" },
  { $commitTs: null },
);

export const { value: values } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    primitives,
    special,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

export const { validator: validators } = fc.letrec<{ validator: ValidatorJson }>((tie) => ({
  validator: fc.oneof(
    { maxDepth: 3 },
    fc
      .constantFrom<"null" | "number" | "bigint" | "commitTs" | "boolean" | "string" | "bytes" | "any">(
        "null",
        "number",
        "bigint",
        "commitTs",
        "boolean",
        "string",
        "bytes",
        "any",
      )
      .map((type): ValidatorJson => ({ type })),
    fc.oneof(primitives, special).map((value): ValidatorJson => ({ type: "literal", value })),
    fc.constantFrom("rows", "_storage").map((tableName): ValidatorJson => ({ type: "id", tableName })),
    tie("validator").map((value): ValidatorJson => ({ type: "array", value })),
    fc.tuple(tie("validator"), tie("validator")).map(([keys, fieldType]): ValidatorJson => ({
      type: "record",
      keys,
      values: { fieldType, optional: false },
    })),
    fc
      .dictionary(names, fc.record({ fieldType: tie("validator"), optional: fc.boolean() }), {
        maxKeys: 3,
        noNullPrototype: true,
      })
      .map((value): ValidatorJson => ({ type: "object", value })),
    fc.array(tie("validator"), { maxLength: 3 }).map((value): ValidatorJson => ({ type: "union", value })),
  ),
}));
