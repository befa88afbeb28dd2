/**
 * `npm run bench -- dedupe [--file export.csv --truth truth.json] [--country KZ] [--seed 7]`:
 * precision and recall of the duplicate detection, pairwise over clusters. The
 * truth is `{ "clusters": [[id, id], …] }`; without a file the bench makes one
 * of its own. Fails below 0.97 precision or 0.95 recall at the automatic level.
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { readPeople } from "./file";
import { generateFile } from "./generate";
import { judge } from "./judge";

const least = { precision: 0.97, recall: 0.95 };
const { values } = parseArgs({
  options: {
    file: { type: "string" },
    truth: { type: "string" },
    country: { type: "string", default: "KZ" },
    seed: { type: "string", default: "7" },
    /** Lists the pairs that were wrong or missed. */
    show: { type: "boolean", default: false },
  },
});
if ((values.file === undefined) !== (values.truth === undefined)) {
  console.error("Give both: --file <csv> --truth <json>");
  process.exit(2);
}

const { csv, clusters } =
  values.file === undefined || values.truth === undefined
    ? generateFile(Number(values.seed))
    : {
        csv: readFileSync(values.file, "utf8"),
        clusters: (JSON.parse(readFileSync(values.truth, "utf8")) as { clusters: (string | number)[][] })
          .clusters,
      };
const started = performance.now();
const people = readPeople(csv, values.country);
const { verdicts, wrong, missed } = judge(people, clusters);
const ms = performance.now() - started;

console.log(
  `${people.ids.length} records, ${clusters.length} people with more than one, ${ms.toFixed(0)} ms`,
);
console.table(
  Object.fromEntries(
    verdicts.map(({ level, precision, recall, found, right, expected }) => [
      level,
      {
        precision: precision.toFixed(4),
        recall: recall.toFixed(4),
        "pairs found": found,
        right,
        "pairs in truth": expected,
      },
    ]),
  ),
);
if (values.show) {
  for (const pair of wrong) console.log(`wrong  ${pair}`);
  for (const pair of missed) console.log(`missed ${pair}`);
}
const automatic = verdicts[0]!;
console.log(
  `same person: precision ${automatic.precision.toFixed(4)} (at least ${least.precision}), recall ${automatic.recall.toFixed(4)} (at least ${least.recall})`,
);
process.exit(automatic.precision >= least.precision && automatic.recall >= least.recall ? 0 : 1);
