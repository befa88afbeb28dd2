/** Starts the floor of customersServer.ts in a process of its own. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "../../tests/journeys/support/orbit";

export interface CustomersFloor {
  url: string;
  stop(): Promise<void>;
}

export async function startCustomersFloor(sizes: readonly number[]): Promise<CustomersFloor> {
  const port = await freePort();
  const script = fileURLToPath(new URL("customersServer.ts", import.meta.url));
  const floor = spawn(process.execPath, ["--import", "tsx", script, String(port), sizes.join(",")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    floor.stdout.on("data", () => resolve());
    floor.on("exit", (code) => reject(new Error(`The floor ended with ${code}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        floor.on("exit", () => resolve());
        floor.kill("SIGTERM");
      }),
  };
}
