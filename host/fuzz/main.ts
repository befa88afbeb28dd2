/** `npm run fuzz -- [--operations 1000000] [--seed n]`: the long form of the fuzz test. */
import { parseArgs } from "node:util";
import { fuzz } from "./run";

const { values } = parseArgs({
  options: {
    operations: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const PER_SEED = 10_000;
const first = Number(values.seed);
const began = Date.now();
let operations = 0;
let compared = 0;
for (let seed = first; operations < Number(values.operations); seed++) {
  console.log(`Seed ${seed}`);
  const report = await fuzz(seed, PER_SEED);
  operations += report.operations;
  compared += report.compared;
}
console.log(
  `${operations} operations, ${compared} results compared with the model, ${Math.round((Date.now() - began) / 1_000)} s`,
);
