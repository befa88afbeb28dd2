/**
 * What the database's thread does while an import runs. `--cpu-prof` sees the
 * process's first thread only, so this attaches through the inspector as a
 * debugger does: the server's own code knows nothing of it.
 */
import path from "node:path";
import { WebSocket } from "ws";

interface Node {
  id: number;
  children?: number[];
  callFrame: { functionName: string; url: string; lineNumber: number };
}
interface Profile {
  nodes: Node[];
  samples: number[];
  timeDeltas: number[];
}
interface Coverage {
  result: {
    url: string;
    functions: { functionName: string; ranges: { count: number; startOffset: number }[] }[];
  }[];
}

interface Message {
  id?: number;
  result?: unknown;
  method?: string;
  params: { sessionId: string; message: string; workerInfo: { url: string } };
}

/** For the environment of the server to be watched. */
export const watchable = { NODE_OPTIONS: "--inspect=127.0.0.1:0" };

/** `printed`: what the server has printed so far, the inspector's address among it. */
export async function watchThread(printed: string): Promise<ThreadWatch> {
  const address = /ws:\/\/127\.0\.0\.1:\S+/.exec(printed)?.[0];
  if (address === undefined) throw new Error("The server was not started to be watched");
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const watch = new ThreadWatch(socket);
  await watch.attach();
  return watch;
}

export class ThreadWatch {
  private lastId = 0;
  private session = "";
  private readonly waiting = new Map<number, (result: unknown) => void>();

  constructor(private readonly socket: WebSocket) {
    socket.on("message", (text: Buffer) => this.receive(JSON.parse(text.toString()) as Message));
  }

  private receive({ id, result, method, params }: Message): void {
    if (method === "NodeWorker.receivedMessageFromWorker" && params.sessionId === this.session)
      this.receive(JSON.parse(params.message) as Message);
    // The process may have other threads: the bundler's, for one.
    if (method === "NodeWorker.attachedToWorker" && params.workerInfo.url.endsWith("/isolation/thread.mjs"))
      this.session = params.sessionId;
    if (id !== undefined) this.waiting.get(id)?.(result);
  }

  private async ask<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.lastId;
    const answered = new Promise((resolve) => this.waiting.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    return (await answered) as T;
  }

  private async askThread<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.lastId;
    const answered = new Promise((resolve) => this.waiting.set(id, resolve));
    const message = JSON.stringify({ id, method, params });
    await this.ask("NodeWorker.sendMessageToWorker", { sessionId: this.session, message });
    return (await answered) as T;
  }

  async attach(): Promise<void> {
    await this.ask("NodeWorker.enable", { waitForDebuggerOnStart: false });
    for (let tries = 0; this.session === "" && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.session === "") throw new Error("The database's thread did not show up");
    await this.askThread("Profiler.enable");
  }

  /** Counting calls keeps V8 from optimizing: times measured meanwhile mean nothing. */
  async start(counts: boolean): Promise<void> {
    if (counts) await this.askThread("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    else {
      await this.askThread("Profiler.setSamplingInterval", { interval: 500 });
      await this.askThread("Profiler.start");
    }
  }

  async profile(): Promise<Profile> {
    return (await this.askThread<{ profile: Profile }>("Profiler.stop")).profile;
  }

  async counts(): Promise<Map<string, number>> {
    const { result } = await this.askThread<Coverage>("Profiler.takePreciseCoverage");
    const counts = new Map<string, number>();
    for (const { url, functions } of result) {
      for (const { functionName, ranges } of functions) {
        const name = `${functionName} ${place(url)}`;
        counts.set(name, (counts.get(name) ?? 0) + ranges[0]!.count);
      }
    }
    return counts;
  }

  close(): void {
    this.socket.close();
  }
}

/** Milliseconds by file, by function, and by function with everything it called before its first wait; largest first. */
export function costs({
  nodes,
  samples,
  timeDeltas,
}: Profile): Record<"files" | "functions" | "with callees", Map<string, number>> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const files = new Map<string, number>();
  const functions = new Map<string, number>();
  const whole = new Map<string, number>();
  samples.forEach((sample, at) => {
    const took = timeDeltas[at]! / 1000;
    add(files, fileOf(byId.get(sample)!), took);
    add(functions, nameOf(byId.get(sample)!), took);
    const stack = new Set<string>();
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id))
      stack.add(nameOf(byId.get(id)!));
    for (const name of stack) add(whole, name, took);
  });
  return { files: descending(files), functions: descending(functions), "with callees": descending(whole) };
}

function add(sums: Map<string, number>, name: string, took: number): void {
  sums.set(name, (sums.get(name) ?? 0) + took);
}

function fileOf({ callFrame: { functionName, url } }: Node): string {
  return url === "" ? functionName || "native" : place(url);
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: Node): string {
  return `${functionName || "(anonymous)"} ${place(url)}:${lineNumber + 1}`;
}

function descending(costs: Map<string, number>): Map<string, number> {
  return new Map([...costs].sort(([, a], [, b]) => b - a));
}

function place(url: string): string {
  return url.startsWith("file:") ? path.relative(process.cwd(), new URL(url).pathname) : url;
}
