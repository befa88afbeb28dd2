// A fair part of the fuzz test; `npm run fuzz` is the long one. A seed that once failed is
// a test of its own below, named after what was wrong.
import { describe, expect, it } from "vitest";
import { fuzz } from "./run";

const SEEDS = 10;
const OPERATIONS = 10_000;
/** The run itself notices when nothing moves any more; this only bounds what a slow machine may take. */
const LIMIT_MS = 900_000;

describe("random clients over a hand-flushed socket", () => {
  const first = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);
  for (let seed = first; seed < first + SEEDS; seed++) {
    it(
      `FZ-1 FZ-2 FZ-3 TX-19 SY-1 SY-4 SY-5 seed ${seed}: what every client sees is one moment of one history`,
      async () => {
        const report = await fuzz(seed, OPERATIONS);
        expect(report.operations).toBe(OPERATIONS);
        expect(report.compared).toBeGreaterThan(OPERATIONS / 4);
      },
      LIMIT_MS,
    );
  }
});

describe("seeds that failed once", () => {
  it(
    "FZ-3 TX-15 seed 1: who asks for a page that has grown gets a page of the size asked for",
    async () => {
      await fuzz(1, 2_000);
    },
    LIMIT_MS,
  );
  it(
    "FZ-3 TX-16 seed 2: a change of identity before the first result does not fix a page's end",
    async () => {
      await fuzz(2, OPERATIONS);
    },
    LIMIT_MS,
  );
});
