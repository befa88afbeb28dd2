// A process for the crash test to kill: counts as fast as it can and says so
// after every acknowledged mutation.
import { createEngine } from "../engine";
import { callOf, ENGINE_OPTIONS, FIXTURE } from "./calls";

const [folder = "", round = "0"] = process.argv.slice(2);

async function main(): Promise<void> {
  const engine = await createEngine({ dataDirectory: folder, ...ENGINE_OPTIONS });
  await engine.deploy(await engine.prepare({ kind: "folder", directory: FIXTURE }));
  const client = async (session: number): Promise<void> => {
    for (let requestId = 0; ; requestId++) {
      const key = { sessionId: `round${round}-client${session}`, requestId };
      const outcome = await engine.mutation(callOf("nested:bump", { name: "acks" }), key);
      if (!outcome.ok) throw new Error(outcome.errorMessage);
      process.stdout.write("ack\n");
    }
  };
  await Promise.all([1, 2, 3, 4].map(client));
}

void main();
