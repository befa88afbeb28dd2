import fc from "fast-check";
import { expect, it } from "vitest";
import { fitsOf } from "./fits";
import { describedProblem } from "./validators";
import { tableOf, validators, values } from "./validators.testkit";

it("RT-20 RT-2 the quick check of a validator says what the one that words problems says", () => {
  fc.assert(
    fc.property(validators, fc.array(values, { minLength: 1, maxLength: 8 }), (validator, tried) => {
      for (const value of tried)
        expect(fitsOf(validator)(value, tableOf), JSON.stringify({ validator, value })).toBe(
          describedProblem(validator, value, tableOf) === null,
        );
    }),
    { numRuns: 3_000 },
  );
});
