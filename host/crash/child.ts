// The process the crash test kills. Each client makes one step after another and says so
// before and after, synchronously, so that nothing said is lost with the process.
import { writeSync } from "node:fs";
import { callOf, ENGINE_OPTIONS } from "../conformance/calls";
import { createEngine } from "../engine";
import { stepOf } from "./workload";

/** What the parent asks for, as JSON in the first argument. */
export interface ChildOrders {
  readonly folder: string;
  readonly seed: number;
  /** First step of each client: one that a killed process left unanswered is made again under the same key. */
  readonly next: readonly number[];
  /** Folders to deploy in turn while the clients work. */
  readonly deploy: readonly string[];
  /** Writes from which on a commit is made by a thread of its own; null where that is left to the engine. */
  readonly handOverFrom: number | null;
}

/** A round ends within some hundred milliseconds: search lists are written many times in it. */
const SEARCH_TURN = 48;

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function work(orders: ChildOrders): Promise<void> {
  const engine = await createEngine({
    dataDirectory: orders.folder,
    searchTurn: SEARCH_TURN,
    ...(orders.handOverFrom === null ? {} : { handOverFrom: orders.handOverFrom }),
    ...ENGINE_OPTIONS,
  });
  const client = async (number: number, first: number): Promise<void> => {
    for (let seq = first; ; seq++) {
      say(`start ${number} ${seq}`);
      const key = { sessionId: `client${number}`, requestId: seq };
      const outcome = await engine.mutation(
        callOf("ops:apply", { ...stepOf(orders.seed, number, seq) }),
        key,
      );
      say(
        `done ${number} ${seq} ${outcome.ok ? outcome.value : (outcome.errorData ?? outcome.errorMessage)}`,
      );
    }
  };
  const clients = orders.next.map((first, number) => client(number, first));
  for (let turn = 0; orders.deploy.length > 0; turn++) {
    const directory = orders.deploy[turn % orders.deploy.length]!;
    await engine.deploy(await engine.prepare({ kind: "folder", directory }));
    say("deployed");
  }
  await Promise.all(clients);
}

work(JSON.parse(process.argv[2] ?? "{}") as ChildOrders).catch((error: unknown) => {
  say(`broken ${String(error)}`);
  process.exit(3);
});
