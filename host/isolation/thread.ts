// Runs the engine and everybody's functions in a thread of their own. What they do to this
// thread, the one with the sockets survives.
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import type {
  Engine,
  FunctionCall,
  Identity,
  PreparedApp,
  QuerySession,
  RequestOrigin,
  SessionTransition,
} from "../contract";
import { createEngine } from "../engine";
import { addSecretsOf, installLog } from "../log";
import { forgetRefusals, refuseCalls, reportProgress } from "../runtime/progress";
import type { Batch, FromEngine, Mirror, Question, ThreadData, ToEngine } from "./messages";

const port = parentPort as MessagePort;
const { options, memory, refused, questions } = workerData as ThreadData;

/** An HTTP request in parts: the object itself cannot cross. */
export interface RequestParts {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly [string, string][];
  readonly body: ArrayBuffer | null;
}

export interface ResponseParts {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly [string, string][];
  readonly body: ReadableStream<Uint8Array> | null;
}

let waiting: FromEngine[] = [];
let transfers: ReadableStream[] = [];

/** Sends with everything else of this turn; the order is kept. */
function tell(message: FromEngine, transfer?: ReadableStream | null): void {
  if (waiting.length === 0) queueMicrotask(flush);
  waiting.push(message);
  if (transfer) transfers.push(transfer);
}

/** So many sessions of a message, and their sockets are written to while the next are told; the first few at once. */
const FIRST_SESSIONS = 16;
const MAX_SESSIONS = 256;
let mostSessions = FIRST_SESSIONS;
let told: SessionTransition | null = null;

/** Sessions that are told the same, one after another, share a message. */
function tellSession(session: number, transition: SessionTransition): void {
  const last = waiting.at(-1);
  if (last?.type !== "transition" || last.transition !== transition) {
    if (told !== transition) mostSessions = FIRST_SESSIONS;
    told = transition;
    return tell({ type: "transition", sessions: [session], transition });
  }
  last.sessions.push(session);
  if (last.sessions.length < mostSessions) return;
  flush();
  mostSessions = Math.min(4 * mostSessions, MAX_SESSIONS);
}

function flush(): void {
  if (waiting.length === 0) return;
  const batch = waiting;
  const carried = transfers;
  waiting = [];
  transfers = [];
  port.postMessage(batch, carried as never);
}

/** Errors cross without their class; what reads them looks at name, message and code. */
function portable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: (error as { code?: unknown }).code,
  };
}

async function serve(): Promise<void> {
  const secrets = [...(options.log?.secrets ?? [])];
  if (options.log !== undefined) installLog({ ...options.log, secrets });
  process.on("uncaughtException", (error) => console.error("Uncaught error:", error));
  process.on("unhandledRejection", (error) => console.error("Unhandled rejection:", error));
  refuseCalls(refused);
  reportProgress(memory);
  let engine: Engine;
  try {
    engine = await createEngine(options);
  } catch (error) {
    const { name, message } = error as Error;
    tell({ type: "failed", name, message });
    return;
  }
  addSecretsOf(engine.environment, secrets);
  const mirror = (changed: boolean): void =>
    tell({ type: "mirror", mirror: mirrorOf(engine), latestTs: engine.latestTs(), changed });
  engine.environment.onChange(() => mirror(true));
  mirror(false);
  tell({ type: "ready" });
  const sessions = new Map<number, QuerySession>();
  const methods = methodsOf(engine, () => mirror(false));
  port.on("message", (batch: Batch<ToEngine>) => {
    for (const message of batch) receive(engine, sessions, methods, message);
  });
  questions.on("message", ({ id, method, args }: Question) => {
    // The asker sleeps until the first word changes.
    let answer: unknown;
    try {
      answer = { id, value: (engine[method] as (...args: unknown[]) => unknown)(...args) };
    } catch (error) {
      answer = { id, error: portable(error) };
    }
    questions.postMessage(answer);
    const words = new Int32Array(memory, memory.byteLength - 4, 1);
    Atomics.store(words, 0, id);
    Atomics.notify(words, 0);
  });
  questions.unref();
}

type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

function receive(
  engine: Engine,
  sessions: Map<number, QuerySession>,
  methods: Methods,
  message: ToEngine,
): void {
  if (message.type === "open") {
    const { session } = message;
    sessions.set(
      session,
      engine.openSession((transition) => tellSession(session, transition)),
    );
  } else if (message.type === "modify") sessions.get(message.session)?.modify(message.change);
  else if (message.type === "reach") sessions.get(message.session)?.reach(message.ts);
  else if (message.type === "close") {
    sessions.get(message.session)?.close();
    sessions.delete(message.session);
  } else void run(engine, methods, message.id, message.method, message.args);
}

async function run(
  engine: Engine,
  methods: Methods,
  id: number,
  method: string,
  args: readonly unknown[],
): Promise<void> {
  try {
    const value = await (methods[method] as (...args: unknown[]) => unknown)(...args);
    const { stream, body } = (value ?? {}) as { stream?: ReadableStream; body?: ReadableStream | null };
    tell({ type: "result", id, value, latestTs: engine.latestTs() }, stream ?? body);
  } catch (error) {
    tell({ type: "error", id, error: portable(error), latestTs: engine.latestTs() });
  }
}

function methodsOf(engine: Engine, mirror: () => void): Methods {
  const prepared = new Map<number, PreparedApp>();
  let lastPrepared = 0;
  const find = (id: number): PreparedApp => {
    const app = prepared.get(id);
    if (app !== undefined) return app;
    throw new Error("The database restarted since this app was prepared. Push again.");
  };
  return {
    query: engine.query,
    mutation: engine.mutation,
    action: engine.action,
    anyFunction: (call: FunctionCall) => engine.anyFunction(call),
    async httpAction(
      { url, method, headers, body }: RequestParts,
      identity: Identity,
      origin: RequestOrigin,
    ): Promise<ResponseParts | null> {
      const request = new Request(url, {
        method,
        headers: headers.map(([name, value]) => [name, value]),
        body,
      });
      const response = await engine.httpAction(request, identity, origin);
      return response === null ? null : partsOf(response);
    },
    updateEnvironment: engine.environment.update,
    store: engine.files.store,
    redeemUploadToken: engine.files.redeemUploadToken,
    open: engine.files.open,
    async prepare(source: Parameters<Engine["prepare"]>[0]) {
      const app = await engine.prepare(source);
      prepared.set(++lastPrepared, app);
      // Pushes that are never finished must not keep their code for ever.
      prepared.delete(lastPrepared - 16);
      return { id: lastPrepared, analysis: app.analysis };
    },
    stage: (id: number) => engine.stage(find(id)),
    startExport: engine.startExport,
    exportFile: engine.exportFile,
    startImport: engine.startImport,
    performImport: engine.performImport,
    async deploy(id: number) {
      const app = find(id);
      // Before the live queries run again on it.
      forgetRefusals();
      await engine.deploy(app);
      prepared.delete(id);
      mirror();
    },
    logs: engine.logs,
    backup: engine.backup,
    async close() {
      // After the answer has been sent.
      await engine.close().finally(() => setImmediate(() => process.exit()));
    },
  };
}

/** Header lists keep every Set-Cookie. */
function partsOf(response: Response): ResponseParts {
  const { status, statusText, body } = response;
  return { status, statusText, headers: [...response.headers.entries()], body };
}

function mirrorOf(engine: Engine): Mirror {
  let providers: Mirror["providers"];
  try {
    providers = { value: engine.authProviders(), error: null };
  } catch (error) {
    providers = { value: [], error: (error as Error).message };
  }
  return {
    analysis: engine.analysis(),
    componentPaths: engine.componentPaths(),
    variables: engine.environment.list(),
    jwks: engine.jwks(),
    providers,
  };
}

void serve();
