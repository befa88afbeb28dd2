/**
 * `npm run bench -- inserts [--rows 10000] [--rounds 5]`: the processor time of
 * what Orbit writes for an imported customer (fourteen documents, some eighty
 * index entries, a text of thirty words), in chunks of 200 as an import's. The
 * engine runs in this process without sockets and without the app's own work, so
 * that a number comes within seconds; the least of several rounds is compared.
 */
import path from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createEngine } from "../../host/engine";
import { deployFolder } from "../../host/host";
import { call, newFolder, removeFolders } from "../host/project";

const CHUNK = 200;
const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "4000" },
    rounds: { type: "string", default: "5" },
  },
});
const rows = Number(values.rows);
const engine = await createEngine({
  dataDirectory: newFolder(),
  systemEnvironment: { CONVEX_CLOUD_URL: "http://127.0.0.1:1", CONVEX_SITE_URL: "http://127.0.0.1:1" },
  instanceSecret: "00".repeat(32),
});
try {
  await deployFolder(engine, path.join(path.dirname(fileURLToPath(import.meta.url)), "app", "convex"));
  const orgId = JSON.parse(await run("rows:begin", {})) as string;
  const rounds: { "ms a row": number; "ms waiting": number }[] = [];
  let from = 1;
  for (let round = 0; round < Number(values.rounds); round++) {
    const cpu = process.cpuUsage();
    const idle = performance.eventLoopUtilization();
    for (const end = from + rows; from < end; from += CHUNK)
      await run("rows:add", { orgId, from, count: CHUNK });
    const { user, system } = process.cpuUsage(cpu);
    rounds.push({
      "ms a row": (user + system) / 1_000 / rows,
      "ms waiting": performance.eventLoopUtilization(idle).idle / rows,
    });
  }
  console.table(rounds);
  console.log(
    `${Math.min(...rounds.map((round) => round["ms a row"])).toFixed(3)} ms of processor time a row`,
  );
} finally {
  await engine.close();
  removeFolders();
}

async function run(functionPath: string, args: object): Promise<string> {
  const outcome = await engine.mutation(call(functionPath, args));
  if (!outcome.ok) throw new Error(outcome.errorMessage);
  return outcome.value;
}
