// A fair part of the crash test; `npm run crash` is the long one.
import { expect, it } from "vitest";
import { FAILPOINTS } from "../storage/failpoints";
import { crashRounds } from "./rounds";

/** A quiet machine makes some 1,500. */
const ENOUGH_STEPS = 800;

it("CR-1 CR-2 CR-3 CR-4 TX-11 SC-10 after SIGKILL at every write boundary and at random, a folder holds what its clients were told", async () => {
  const seed = Number(process.env["ORBIT_SEED"] ?? Date.now() % 2 ** 31);
  console.log(`crash: seed ${seed}`);
  // Two rounds per point: one at the point, one at a moment of chance.
  const kills = 2 * FAILPOINTS.length;
  const report = await crashRounds({ kills, seed });
  console.log(`crash: ${report.steps} acknowledged mutations, at most ${report.blocks} blocks in a list`);
  expect(report.kills).toBe(kills);
  expect(report.steps).toBeGreaterThan(kills);
  // Search lists grew beyond one block while processes were killed; where the machine had no time for it, few steps were made.
  if (report.steps > ENOUGH_STEPS) expect(report.blocks).toBeGreaterThan(1);
  // Points are reached: the rounds are no mere kills by time. A loaded machine does not get to all of them.
  expect(Object.keys(report.ended).length).toBeGreaterThan(3);
}, 900_000);
