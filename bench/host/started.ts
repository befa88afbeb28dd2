/** A host of its own process on a filled folder: `started.ts <project> <data folder>`. Tells its memory when asked. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { startBenchHost } from "./project";

const [project = "", dataDirectory = ""] = process.argv.slice(2);
const host = await startBenchHost(project, dataDirectory);
process.send!({ url: host.url });
process.on("message", () => process.send!({ memory: privateBytes() }));
process.on("disconnect", () => void host.stop().then(() => process.exit(0)));

/** Memory that is nobody else's and no page of a file. */
function privateBytes(): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
}
