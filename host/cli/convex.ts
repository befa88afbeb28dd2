/** `npm run convex -- <command>`: the official CLI, pointed at the host of this installation. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { HostConfig } from "../config";
import { RUNNING_FILE } from "../host";
import { readSecrets } from "../secrets";

/** Runs it with this terminal; resolves with its exit code. */
export async function runConvex(config: HostConfig, args: readonly string[]): Promise<number> {
  const { adminKey } = readSecrets(config.dataDirectory);
  const packageFile = createRequire(import.meta.url).resolve("convex/package.json");
  const child = spawn(process.execPath, [path.join(path.dirname(packageFile), "bin", "main.js"), ...args], {
    stdio: "inherit",
    env: {
      ...process.env,
      CONVEX_SELF_HOSTED_URL: urlOf(config),
      CONVEX_SELF_HOSTED_ADMIN_KEY: adminKey,
      CONVEX_DEPLOYMENT: "",
    },
  });
  return new Promise((resolve) => {
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

function urlOf(config: HostConfig): string {
  const file = path.join(config.dataDirectory, RUNNING_FILE);
  if (!existsSync(file)) return config.url || `http://127.0.0.1:${config.port}`;
  return (JSON.parse(readFileSync(file, "utf8")) as { url: string }).url;
}
