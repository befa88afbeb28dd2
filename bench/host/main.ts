/**
 * `npm run bench -- host [--quick] [--only reads,start,writes,fanout,distinct,search,reload]`: the single-machine
 * host beside the bare library under it, floor and host in turns in one run.
 * Prints one table and ends with 1 when a target is not met. Needs a machine
 * with nothing else to do: judge ratios, not milliseconds. The full run fills a
 * million documents and takes some minutes; `--quick` stops at a hundred thousand.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { measureDistinct } from "./distinct";
import { measureFanOut } from "./fanOut";
import { removeFolders } from "./project";
import { measureReads } from "./reads";
import { measureReload } from "./reload";
import { measureSearch } from "./search";
import { measureStart } from "./start";
import { printTable, type Line } from "./table";
import { measureWrites } from "./writes";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string", default: "" } },
});
const { quick } = values;
const wanted = (part: string) => values.only === "" || values.only.split(",").includes(part);

const lines: Line[] = [];
try {
  if (wanted("reads") || wanted("start")) {
    const sizes = quick ? [1_000, 10_000, 100_000] : [1_000, 100_000, 1_000_000];
    const reads = await measureReads(sizes);
    lines.push(...reads.lines);
    if (wanted("start")) lines.push(...(await measureStart(reads.folder, sizes.at(-1)!, quick ? 3 : 5)));
  }
  if (wanted("writes")) lines.push(...(await measureWrites(quick ? 3 : 7, quick ? 1 : 2)));
  if (wanted("fanout")) lines.push(...(await measureFanOut(quick ? 7 : 25)));
  if (wanted("distinct")) lines.push(...(await measureDistinct(quick ? 10 : 40)));
  if (wanted("search")) lines.push(...(await measureSearch(quick ? 10_000 : 100_000, quick ? 60 : 200)));
  if (wanted("reload")) lines.push(...(await measureReload(quick ? 5 : 15)));
} finally {
  removeFolders();
}
process.exitCode = printTable(lines) ? 0 : 1;
