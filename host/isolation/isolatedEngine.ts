// The engine as the sockets see it: everything happens in another thread, which is ended
// and started anew when somebody's code does not come to an end or eats the memory.
import { totalmem } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import type { EngineOptions, QuerySession, SessionTransition } from "../contract";
import { DamagedStoreError, FolderInUseError, NewerFormatError } from "../engine";
import { timedOut, TIME_LIMITS } from "../runtime/invoke";
import { newProgressMemory, type Refusal } from "../runtime/progress";
import type { Batch, FromEngine, Mirror, Question, ToEngine } from "./messages";
import { RememberedSession } from "./remembered";
import { watchThread } from "./watch";

const THREAD = fileURLToPath(new URL("thread.mjs", import.meta.url));
const MEGABYTE = 2 ** 20;
/** A quarter of the machine, at least 512 MB and at most 4 GB. */
const HEAP_MB = Math.round(Math.min(4_096, Math.max(512, totalmem() / 4 / MEGABYTE)));
/** Buffers and the sockets' own memory beside the heap. */
const OTHER_MEMORY_MB = 1_024;
/** How long a question that cannot wait for a turn of the loop may hold up the sockets. */
const QUESTION_MS = 2_000;
/** How long a thread that closed its store may take to end. */
const END_MS = 5_000;
/** So long a function gets no other chance to end a thread with the same call. */
const REFUSE_MS = 10 * 60_000;
/** More ends than this in a minute are no accident of one function: the process gives up. */
const MAX_ENDS_PER_MINUTE = 10;
/** A call is made again on a new thread, but not for ever: it may be what ends them. */
const MAX_ATTEMPTS = 3;

export interface IsolationLimits {
  /** Longest uninterrupted run of code. */
  readonly stallMs: number;
  readonly heapMb: number;
  /** Memory beside the heap. */
  readonly otherMb: number;
  /** A call that ended a thread is refused for this long. */
  readonly refuseMs: number;
}

interface Pending {
  readonly message: ToEngine & { readonly type: "call" };
  /** Null: what it does could not be done twice, or is not worth it. */
  readonly fingerprint: (() => string) | null;
  readonly retries: boolean;
  attempts: number;
  transfer: ReadableStream | null;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** How the caller hears that its call was ended, or that the thread ended under it. */
  ended(text: string, isCulprit: boolean): void;
}

type Transition = FromEngine & { readonly type: "transition" };

type Thread = {
  readonly worker: Worker;
  readonly questions: MessagePort;
  readonly memory: SharedArrayBuffer;
  readonly watch: ReturnType<typeof watchThread>;
  isReady: boolean;
  isOver: boolean;
  reason: "stalled" | "memory" | null;
  error: Error | null;
  outgoing: ToEngine[];
  carried: ReadableStream[];
};

export class IsolatedEngine {
  readonly started: Promise<void>;
  private readonly limits: IsolationLimits;
  private thread: Thread;
  private readonly calls = new Map<number, Pending>();
  readonly sessions = new Map<number, RememberedSession>();
  private refused: readonly Refusal[] = [];
  readonly listeners = new Set<() => void>();
  mirror: Required<Mirror> = {
    analysis: { components: [] },
    componentPaths: [],
    variables: new Map(),
    providers: { value: [], error: null },
    jwks: { keys: [] },
  };
  latestTs = 0n;
  private lastId = 0;
  /** Batches with transitions that wait for the next turn of the loop; later ones may not overtake them. */
  private delayed = 0;
  private closing = false;
  private ends: number[] = [];
  private start!: { resolve(): void; reject(error: Error): void };

  constructor(
    private readonly options: EngineOptions,
    limits: Partial<IsolationLimits>,
  ) {
    this.limits = {
      stallMs: TIME_LIMITS.query,
      heapMb: HEAP_MB,
      otherMb: OTHER_MEMORY_MB,
      refuseMs: REFUSE_MS,
      ...limits,
    };
    this.started = new Promise((resolve, reject) => (this.start = { resolve, reject }));
    this.thread = this.startThread();
  }

  openSession(onTransition: (transition: SessionTransition) => void): QuerySession {
    const id = ++this.lastId;
    const session = new RememberedSession(
      id,
      onTransition,
      (message) => this.send(message),
      () => this.sessions.delete(id),
    );
    this.sessions.set(id, session);
    return session;
  }

  async close(): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    const { thread } = this;
    const isOver = new Promise<void>((resolve) => thread.worker.once("exit", () => resolve()));
    if (thread.isOver) return;
    await this.call("close", []).catch(() => undefined);
    // It ends itself: ended from here in the middle of a call of the store's, it would take the process with it.
    await Promise.race([isOver, delay(END_MS, undefined, { ref: false })]);
    await thread.worker.terminate();
  }

  /** Other code goes live: what the code of before did is no longer held against it. */
  forgetRefusals(): void {
    this.refused = [];
  }

  private startThread(): Thread {
    const memory = newProgressMemory();
    const { port1, port2 } = new MessageChannel();
    this.refused = this.refused.filter(({ until }) => until > Date.now());
    const worker = new Worker(THREAD, {
      workerData: { options: this.options, memory, refused: this.refused, questions: port2 },
      transferList: [port2],
      // Flags of the process are about its own entry; the thread brings its own loader.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMb },
    });
    const thread: Thread = {
      worker,
      questions: port1,
      memory,
      watch: watchThread(
        memory,
        { stallMs: this.limits.stallMs, memoryBytes: (this.limits.heapMb + this.limits.otherMb) * MEGABYTE },
        () => thread.isReady,
        (reason) => {
          thread.reason = reason;
          void worker.terminate();
        },
      ),
      isReady: false,
      isOver: false,
      reason: null,
      error: null,
      outgoing: [],
      carried: [],
    };
    port1.unref();
    worker.on("message", (batch: Batch<FromEngine>) => this.receive(thread, batch));
    worker.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY") thread.reason = "memory";
      thread.error = error;
    });
    worker.on("exit", () => this.onExit(thread));
    return thread;
  }

  send(message: ToEngine, transfer: ReadableStream | null = null): void {
    const { thread } = this;
    if (thread.outgoing.length === 0 && thread.isReady) queueMicrotask(() => this.flush(thread));
    thread.outgoing.push(message);
    if (transfer !== null) thread.carried.push(transfer);
  }

  private flush(thread: Thread): void {
    if (thread.isOver || thread.outgoing.length === 0) return;
    const batch = thread.outgoing;
    const { carried } = thread;
    thread.outgoing = [];
    thread.carried = [];
    thread.worker.postMessage(batch, carried as never);
  }

  private receive(thread: Thread, batch: Batch<FromEngine>): void {
    if (thread.isOver) return;
    const transitions: Transition[] = [];
    for (const message of batch) {
      if (message.type === "transition") transitions.push(message);
      else this.handle(thread, message);
    }
    if (transitions.length === 0) return;
    // A client hears its own result first: callers of results that came along run before this.
    if (transitions.length === batch.length && this.delayed === 0) return this.tell(thread, transitions);
    this.delayed++;
    setImmediate(() => {
      this.delayed--;
      this.tell(thread, transitions);
    });
  }

  private tell(thread: Thread, transitions: readonly Transition[]): void {
    for (const { sessions, transition } of transitions) {
      if (transition.ts > this.latestTs) this.latestTs = transition.ts;
      if (thread.isOver) continue;
      for (const session of sessions) this.sessions.get(session)?.receive(transition);
    }
  }

  private handle(thread: Thread, message: Exclude<FromEngine, { type: "transition" }>): void {
    if (message.type === "ready") {
      thread.isReady = true;
      this.flush(thread);
      return this.start.resolve();
    }
    if (message.type === "failed") return this.start.reject(startError(message));
    if (message.latestTs > this.latestTs) this.latestTs = message.latestTs;
    if (message.type === "mirror") {
      Object.assign(this.mirror, message.mirror);
      if (message.changed) for (const listener of this.listeners) listener();
      return;
    }
    const pending = this.calls.get(message.id);
    if (pending === undefined) return;
    this.calls.delete(message.id);
    if (message.type === "result") pending.resolve(message.value);
    else pending.reject(toError(message.error));
  }

  private onExit(thread: Thread): void {
    thread.isOver = true;
    thread.watch.stop();
    thread.questions.close();
    if (this.closing) {
      for (const { reject } of this.calls.values()) reject(new Error("The database is closed."));
      return;
    }
    if (!thread.isReady)
      return this.start.reject(thread.error ?? new Error("The database's thread ended while it started."));
    const culprit = thread.watch.culprit();
    const text =
      thread.reason === "stalled"
        ? timedOut(this.limits.stallMs)
        : thread.reason === "memory"
          ? `JavaScript execution ran out of memory (maximum memory usage: ${this.limits.heapMb} MB)`
          : null;
    console.error(
      `The database's thread ended and is started anew: ${text ?? thread.error?.stack ?? "it failed"}. Last call: ${(culprit ?? "none").split("\n").slice(0, 3).join(" ")}`,
    );
    if (culprit !== null && text !== null) {
      const until = Date.now() + this.limits.refuseMs;
      this.refused = [...this.refused, { fingerprint: culprit, message: text, until }];
    }
    const now = Date.now();
    this.ends = [...this.ends.filter((at) => at > now - 60_000), now];
    if (this.ends.length > MAX_ENDS_PER_MINUTE) {
      console.error("Orbit gives up: the database's thread does not stay alive.");
      process.exit(1);
    }
    this.thread = this.startThread();
    this.resume(culprit, text ?? "the database was started anew");
  }

  /** What was under way is made again, in its order, or its caller is told. */
  private resume(culprit: string | null, text: string): void {
    for (const session of this.sessions.values()) session.resume();
    for (const [id, pending] of Array.from(this.calls)) {
      const isCulprit = culprit !== null && pending.fingerprint?.() === culprit;
      if (!isCulprit && pending.retries && ++pending.attempts < MAX_ATTEMPTS) {
        this.send(pending.message);
        continue;
      }
      this.calls.delete(id);
      pending.ended(text, isCulprit);
    }
  }

  call<T>(
    method: string,
    args: readonly unknown[],
    how: {
      readonly fingerprint?: () => string;
      readonly retries?: boolean;
      readonly transfer?: ReadableStream | null;
      readonly ended?: (text: string, isCulprit: boolean) => T;
    } = {},
  ): Promise<T> {
    if (this.closing && method !== "close") return Promise.reject(new Error("The database is closed."));
    return new Promise<T>((resolve, reject) => {
      const message = { type: "call", id: ++this.lastId, method, args } as const;
      this.calls.set(message.id, {
        message,
        fingerprint: how.fingerprint ?? null,
        retries: how.retries ?? false,
        attempts: 0,
        transfer: how.transfer ?? null,
        resolve: resolve as (value: unknown) => void,
        reject,
        ended: (text, isCulprit) => {
          if (how.ended === undefined) reject(new Error(`${text}. Try again.`));
          else resolve(how.ended(text, isCulprit));
        },
      });
      this.send(message, how.transfer ?? null);
    });
  }

  /** Asks and waits without a turn of the loop; for the few members that answer at once. */
  ask<T>(method: Question["method"], args: readonly unknown[]): T {
    const { questions, memory, isOver, isReady } = this.thread;
    const words = new Int32Array(memory, memory.byteLength - 4, 1);
    const id = ++this.lastId;
    const before = Atomics.load(words, 0);
    if (!isOver && isReady) {
      questions.postMessage({ id, method, args });
      Atomics.wait(words, 0, before, QUESTION_MS);
      for (let got = receiveMessageOnPort(questions); got; got = receiveMessageOnPort(questions)) {
        const answer = got.message as { id: number; value?: unknown; error?: unknown };
        if (answer.id !== id) continue;
        if (answer.error !== undefined) throw toError(answer.error);
        return answer.value as T;
      }
    }
    throw new Error("The database is busy. Try again.");
  }
}

function toError(value: unknown): unknown {
  const { name, message, stack, code } = (value ?? {}) as Record<string, string>;
  if (message === undefined) return value;
  return Object.assign(new Error(message), { name, stack, ...(code === undefined ? {} : { code }) });
}

/** Those that the start of the host prints as one line keep their class. */
function startError({ name, message }: { readonly name: string; readonly message: string }): Error {
  const type = [DamagedStoreError, FolderInUseError, NewerFormatError].find((known) => known.name === name);
  const error = type === undefined ? new Error(message) : (Object.create(type.prototype) as Error);
  return Object.assign(error, { name }, type === undefined ? {} : { message });
}
