/** Runs the unmodified `npx convex` CLI, offline, against a running host. No command may hang. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import type { TestHost } from "../sync/testHost";

const TIMEOUT_MS = 300_000;

export const cli = path.join(
  path.dirname(createRequire(import.meta.url).resolve("convex/package.json")),
  "bin",
  "main.js",
);

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs one command; a command that outlives the time is killed and fails with code null. It is
 * interrupted when `until` holds of what it has printed.
 */
export function runCli(
  host: TestHost,
  args: readonly string[],
  until?: (text: string) => boolean,
  environment: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: host.project,
    CI: "1",
    CONVEX_SELF_HOSTED_URL: host.url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: host.secrets.adminKey,
    ...environment,
  };
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: host.project,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  const check = () => {
    if (until?.(out + err)) child.kill("SIGINT");
  };
  child.stdout.on("data", (chunk) => ((out += String(chunk)), check()));
  child.stderr.on("data", (chunk) => ((err += String(chunk)), check()));
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
}
