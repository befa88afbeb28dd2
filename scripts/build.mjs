/** Builds the app and the widgets when their output is missing or older than what it is made from. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

const SHARED = ["convex", "package-lock.json"];
const TARGETS = [
  {
    name: "app",
    output: "dist/app",
    sources: ["src", "index.html", "vite.config.ts", ...SHARED],
    needs: "index.html",
    command: ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"],
  },
  {
    name: "widgets",
    output: "dist/widgets",
    sources: ["widgets", "scripts/build-widgets.mjs", ...SHARED],
    needs: "scripts/build-widgets.mjs",
    command: ["scripts/build-widgets.mjs"],
  },
];

/** Newest change below a path in epoch ms; 0 when it does not exist. Tests do not count. */
function newest(target) {
  if (!existsSync(target)) return 0;
  const info = statSync(target);
  if (!info.isDirectory()) return /\.(test|bench)\.\w+$/.test(target) ? 0 : info.mtimeMs;
  return Math.max(0, ...readdirSync(target).map((name) => newest(path.join(target, name))));
}

/** Runs what is needed in the current folder; throws when a build fails. */
export function buildIfNeeded() {
  for (const target of TARGETS) {
    if (!existsSync(target.needs)) continue;
    const built = newest(target.output);
    if (built > 0 && built >= Math.max(...target.sources.map(newest))) continue;
    console.log(`Building the ${target.name}…`);
    // A test runner's NODE_ENV would otherwise put React's development build into dist/.
    const env = { ...process.env, NODE_ENV: "production" };
    const { status } = spawnSync(process.execPath, target.command, { stdio: "inherit", env });
    if (status !== 0) throw new Error(`The ${target.name} could not be built.`);
  }
}
