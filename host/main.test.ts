/** The process itself: every refusal at start is one line on stderr and exit code 1. */
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ENGINE_OPTIONS } from "./conformance/calls";
import { createEngine } from "./engine";
import { RUNNING_FILE } from "./host";
import { readSecrets } from "./secrets";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "orbit-main-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the host as `npm start` does, without the builds before it. `onReady` gets the running process. */
function start(
  environment: Record<string, string>,
  onReady: (running: ChildProcess) => void = () => {},
): Promise<{ code: number | null; err: string }> {
  // Root may write anywhere: what is refused to a user can only be seen as one.
  const code = `import("./host/main.ts").then(async ({ main }) => {
    if (process.env.TEST_AS_USER && process.geteuid() === 0) process.seteuid(65534);
    await main();
    if (process.env.TEST_LOCAL_TIME) {
      const { Worker } = await import("node:worker_threads");
      const thread = new Worker("console.error(String(new Date(0)))", { eval: true, stderr: false });
      thread.on("exit", () => process.kill(process.pid, "SIGTERM"));
    }
  })`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
    cwd: repository,
    env: {
      PATH: process.env["PATH"],
      ORBIT_DATA: path.join(folder, "data"),
      ORBIT_SITE_PORT: "off",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 150_000,
  });
  let err = "";
  let out = "";
  child.stdout.on("data", (chunk) => {
    const before = out.includes("is ready at");
    out += String(chunk);
    if (!before && out.includes("is ready at")) onReady(child);
  });
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  return new Promise((resolve) => {
    child.on("exit", (exit) => resolve({ code: exit, err }));
  });
}

async function refused(environment: Record<string, string>, line: RegExp): Promise<void> {
  const { code, err } = await start(environment);
  expect(code).toBe(1);
  expect(err.trimEnd()).toMatch(line);
  expect(err.trimEnd()).not.toContain("\n");
}

it("HT-33 a wrong setting, a busy port, a file for a folder and a newer format end the start in one line", async () => {
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  const newer = mkdtempSync(path.join(folder, "newer-"));
  writeFileSync(path.join(newer, "format.json"), '{"version":99}');
  const busy = createServer();
  await new Promise<void>((resolve) => busy.listen(0, "127.0.0.1", resolve));
  const port = String((busy.address() as AddressInfo).port);
  await refused({ PORT: "abc" }, /^PORT is "abc"/);
  await refused({ PORT: port }, /^Port \d+ is busy/);
  await refused({ PORT: "0", ORBIT_DATA: file }, /^The data folder .* cannot be written/);
  await refused({ PORT: "0", ORBIT_DATA: newer }, /newer version of Orbit/);
  busy.close();
});

it("HT-33 a folder that may only be read ends the start in one line", async () => {
  const readOnly = mkdtempSync(path.join(folder, "read-only-"));
  // Whoever runs the host must be able to look into it, but not to write.
  chmodSync(folder, 0o755);
  chmodSync(readOnly, 0o555);
  await refused(
    { PORT: "0", ORBIT_DATA: readOnly, TEST_AS_USER: "1" },
    /^The data folder .* cannot be written: permission denied\. Set ORBIT_DATA/,
  );
  await refused(
    { PORT: "0", ORBIT_DATA: path.join(readOnly, "below"), TEST_AS_USER: "1" },
    /^The data folder .* cannot be written: permission denied/,
  );
  expect(readdirSync(readOnly)).toEqual([]);
});

it("RT-34 local time is UTC in every thread, wherever the machine stands", async () => {
  const data = path.join(folder, "elsewhere");
  const { code, err } = await start({
    PORT: "0",
    ORBIT_DATA: data,
    TZ: "America/New_York",
    TEST_LOCAL_TIME: "yes",
  });
  expect(code).toBe(0);
  expect(err).toContain("Thu Jan 01 1970 00:00:00 GMT+0000");
}, 300_000);

it("LI-10 SIGTERM lets the process finish and ends it with exit code 0, and its folder opens again", async () => {
  const data = path.join(folder, "stopped");
  for (let round = 0; round < 2; round++) {
    const { code } = await start({ PORT: "0", ORBIT_DATA: data }, (running) => running.kill("SIGTERM"));
    expect(code).toBe(0);
  }
}, 300_000);

/** Mutations answered before the signal comes, in the middle of others. */
const ENOUGH = 200;

it("LI-10 SIGTERM with work under way: every acknowledged mutation is there once, and the process ends by itself in time", async () => {
  const data = path.join(folder, "working");
  const acknowledged: string[] = [];
  const refusals: unknown[] = [];
  let signalled = 0;
  const { code } = await start({ PORT: "0", ORBIT_DATA: data }, (running) => {
    const { url } = JSON.parse(readFileSync(path.join(data, RUNNING_FILE), "utf8")) as { url: string };
    const headers = {
      Authorization: `Convex ${readSecrets(data).adminKey}`,
      "Content-Type": "application/json",
    };
    const client = async (number: number): Promise<void> => {
      for (let n = 0; ; n++) {
        const email = `person${n}@client${number}.example`;
        const account = { name: "Ada", email, language: "en", passwordHash: "x", tokenHash: email };
        const body = JSON.stringify({ path: "credentials:createAccount", args: account });
        const response = await fetch(`${url}/api/mutation`, { method: "POST", headers, body });
        const answer = (await response.json()) as { status?: string };
        if (answer.status !== "success") return void refusals.push(answer);
        acknowledged.push(email);
        if (acknowledged.length === ENOUGH) {
          signalled = performance.now();
          running.kill("SIGTERM");
        }
      }
    };
    // A client ends when nobody listens any more.
    const clients = Array.from({ length: 16 }, (_, number) => client(number).catch(() => {}));
    void Promise.all(clients);
  });
  const tookMs = performance.now() - signalled;
  expect(code).toBe(0);
  expect(refusals).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(ENOUGH);
  // Requests get five seconds to end, and these end in milliseconds; a machine may keep the process waiting besides.
  expect(tookMs).toBeLessThan(60_000);
  const kept = await emailsIn(data);
  expect(new Set(kept).size).toBe(kept.length);
  expect(acknowledged.filter((email) => !kept.includes(email))).toEqual([]);
}, 300_000);

async function emailsIn(dataDirectory: string): Promise<string[]> {
  const engine = await createEngine({ dataDirectory, ...ENGINE_OPTIONS });
  const emails: string[] = [];
  for (let cursor: string | null = null; ;) {
    const page = engine.tablePage("", "users", { cursor, limit: 500, order: "asc" });
    for (const document of page.documents) emails.push((JSON.parse(document) as { email: string }).email);
    ({ cursor } = page);
    if (cursor === null) break;
  }
  await engine.close();
  return emails;
}
