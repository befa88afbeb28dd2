/** `npm run crash -- [--kills 1000] [--seed n]`: the long form of the crash test. */
import { parseArgs } from "node:util";
import { crashRounds } from "./rounds";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const seed = Number(values.seed);
console.log(`Seed ${seed}, ${values.kills} kills`);
const began = Date.now();
const report = await crashRounds({ kills: Number(values.kills), seed, note: (line) => console.log(line) });
console.log(
  `${report.kills} kills in ${Math.round((Date.now() - began) / 1_000)} s, ${report.steps} acknowledged mutations, ${report.audited} documents compared with their indexes, search lists of up to ${report.blocks} blocks. Ended by:`,
);
for (const [point, count] of Object.entries(report.ended).sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`  ${point.padEnd(20)} ${count}`);
