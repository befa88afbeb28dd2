/** A dry run whose questions and whose own work go on side by side. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { factsOfNew } from "./facts";
import { knownLimit } from "./limits";
import { Trial } from "./trial";
import type { Rows } from "./trialAccount";
import { Asked, type Ask } from "./trialAsk";

const settings = {
  rules: { country: "US", requiredContact: "either", currency: "USD", today: "2026-06-15" },
  policy: { email: "warn", phone: "warn" },
  language: "en",
  duplicates: "link",
  matchBy: "any",
  options: {
    mapping: ["legacyId", "name", "email", "custom.f_1"],
    dateOrder: "dmy",
    timeZone: "UTC",
    currency: "USD",
    fields: [{ key: "f_1", type: "relation", label: "Met through", target: "customers", unique: false }],
  },
} as const satisfies Parameters<typeof Trial.of>[1];
const outcomes = ["created", "updated", "unchanged", "duplicate", "skipped", "rejected"] as const;
const shown = (trial: Trial) => ({
  counts: trial.counts(),
  names: trial.names(),
  rows: outcomes.flatMap((kind) => trial.page(kind, 0, 10_000)),
});

const email = (n: number) => `p${n}@x.test`;
const row = (n: number, person = n) => [`${n}`, `Person ${person}`, email(person), ""];

const factsOf = (n: number) =>
  factsOfNew(
    { name: `Person ${n}`, email: email(n) },
    { createdAt: 0, ownerId: undefined },
    { country: "US", timeZone: "UTC", language: "en", today: "2026-06-15" },
  );

/** A base that knows the people with these e-mails; `most` keys are looked up at a time, `late` turns after the question. */
function baseOf(people: readonly number[], most = knownLimit, late: () => number = () => 0) {
  const known = new Map(people.map((n) => [`email:${email(n)}`, n]));
  const questions: string[][] = [];
  const state = { underWay: 0, mostUnderWay: 0 };
  const ask: Ask = {
    members: () => Promise.resolve([]),
    known: async (keys) => {
      questions.push(keys);
      state.mostUnderWay = Math.max(state.mostUnderWay, ++state.underWay);
      for (let turns = late(); turns > 0; turns--) await new Promise(setImmediate);
      await Promise.resolve();
      state.underWay -= 1;
      const looked = keys.slice(0, most);
      const found = looked.filter((key) => known.has(key));
      return {
        answered: looked.length,
        keys: found.map((key) => ({ key, customerId: `id${known.get(key)}` })),
        customers: found.map((key) => ({
          customerId: `id${known.get(key)}`,
          customerCode: `CUS-${known.get(key)}`,
          facts: factsOf(known.get(key)!),
        })),
      };
    },
  };
  return { ask, questions, state };
}

test("IMX-14: what is carried out while the base is asked is what is carried out once it has answered", async () => {
  const number = fc.nat(12);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(number, number, fc.option(number)), { minLength: 1, maxLength: 40 }),
      fc.array(number, { maxLength: 3 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat(3)),
      async (people, known, most, turns) => {
        const rows = people.map(([n, person, related]) =>
          row(n, person).with(3, related === null ? "" : email(related)),
        );
        const { ask } = baseOf(known, most, () => turns.next().value!);
        const trial = await Trial.of(rows, settings, ask);
        const ahead = shown(trial);
        // Deciding anything carries every row out anew, above all that is known by then.
        trial.decide(1, "skip");
        trial.decide(1, null);
        expect(ahead).toEqual(shown(trial));
      },
    ),
    { numRuns: 100 },
  );
});

test("IMX-14: rows are carried out while questions are under way, four at most, and each key is asked for once, in order", async () => {
  const count = 4 * knownLimit;
  // Every other row repeats the one before it, which is found out by reading both again.
  const cells = Array.from({ length: count }, (_, n) => row(n, n - (n % 2)));
  let reads = 0;
  const rows: Rows = {
    length: count,
    at: (index) => {
      reads += 1;
      return cells[index];
    },
  };
  const { ask, questions, state } = baseOf([], knownLimit, () => 1);
  const readBefore: number[] = [];
  const known: Ask["known"] = (keys) => {
    readBefore.push(reads);
    return ask.known(keys);
  };
  const trial = await Trial.of(rows, settings, { ...ask, known });
  expect(trial.counts()).toMatchObject({ created: count / 2, duplicate: count / 2 });
  expect(state.mostUnderWay).toBe(4);
  expect(readBefore[0]).toBe(count);
  // No more than a question's share ahead of what is asked for, and no less behind.
  const asked = questions.map(({ length }) => length);
  const all = asked.reduce((sum, one) => sum + one, 0);
  let sent = 0;
  for (const [at, before] of readBefore.entries()) {
    const carriedOut = before - count;
    expect(carriedOut).toBeLessThanOrEqual((sent / all) * count + 2);
    expect(carriedOut).toBeGreaterThanOrEqual((sent / all) * count * 0.7);
    sent += asked[at]!;
  }
  const keys = questions.flat();
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toEqual([...keys].sort());
  expect(keys).toHaveLength(count + count / 2);
});

test("IMX-14: a question that fails ends the dry run with its error", async () => {
  const cells = Array.from({ length: 3 * knownLimit }, (_, n) => row(n));
  const { ask } = baseOf([]);
  let questions = 0;
  const known: Ask["known"] = (keys) =>
    ++questions === 3 ? Promise.reject(new Error("The connection is gone")) : ask.known(keys);
  await expect(Trial.of(cells, settings, { ...ask, known })).rejects.toThrow("The connection is gone");
});

test("the parts of what is asked for are all keys once, in the order of the index", () => {
  const kind = fc.constantFrom("email", "phone", "code", "custom.a", "custom.ab", "hash");
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, fc.string({ maxLength: 2 }))), (pairs) => {
      const keys = pairs.map(([word, value]) => `${word}:${value}`);
      const asked = new Asked();
      for (const key of keys) asked.add(key);
      expect([...asked.parts()].flat()).toEqual([...new Set(keys)].sort());
      expect(asked.length).toBe(new Set(keys).size);
    }),
  );
});
