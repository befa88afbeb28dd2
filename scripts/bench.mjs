/** `npm run bench -- <name> [options]`: runs one workload of bench/. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import process from "node:process";

const [name, ...options] = process.argv.slice(2);
const workloads = readdirSync("bench", { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`bench/${entry.name}/main.ts`))
  .map((entry) => entry.name);

if (name === undefined || !workloads.includes(name)) {
  console.error(`Which workload? npm run bench -- <name>, one of: ${workloads.join(", ")}`);
  process.exit(2);
}
const { status } = spawnSync(process.execPath, ["--import", "tsx", `bench/${name}/main.ts`, ...options], {
  stdio: "inherit",
});
process.exit(status ?? 1);
