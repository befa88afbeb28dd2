// The globals user code sees. They are shadowed per component instance: hygiene
// for determinism and separate environments, not a security boundary.
import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { refuseOutsideActions, shadowCrypto } from "./crypto";
import { currentExecution } from "./execution";
import { keepLine } from "./logLines";
import { syscalls } from "./syscalls";
import { clock, ShadowAbortSignal, ShadowDate, ShadowFile, ShadowIntl } from "./time";

export type Variables = () => ReadonlyMap<string, string>;

const ShadowMath: Math = Object.create(Object.prototype, {
  ...Object.getOwnPropertyDescriptors(Math),
  random: {
    value: () => {
      const execution = currentExecution();
      return execution?.isDeterministic ? execution.random.next() : Math.random();
    },
    writable: true,
    configurable: true,
  },
}) as Math;

/** A global that works in actions and is refused elsewhere, with Convex's words. */
function actionsOnly<A extends unknown[], R>(described: string, real: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    refuseOutsideActions(described);
    return real(...args);
  };
}

/** A request counts among what its action does at the same time. */
function fetchInTurn(...args: Parameters<typeof fetch>): Promise<Response> {
  return currentExecution()?.operations.run(() => fetch(...args)) ?? fetch(...args);
}

function format(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Error) return value.stack ?? String(value);
  if (typeof value === "object" && value !== null) {
    try {
      return (
        JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item)) ?? "{}"
      );
    } catch {
      return String(value);
    }
  }
  return String(value);
}

/** A timer whose callback cannot take the process down: what it throws is logged for its function. */
function guarded<T>(real: (callback: () => void, delay?: number) => T) {
  return (callback: (...args: unknown[]) => void, delay?: number, ...args: unknown[]): T =>
    real(() => {
      try {
        callback(...args);
      } catch (error) {
        shadowConsole.error("Uncaught in a timer:", error);
      }
    }, delay);
}

function logger(level: string): (...values: unknown[]) => void {
  return (...values) => {
    const lines = currentExecution()?.request.logLines;
    if (lines !== undefined) keepLine(lines, `[${level}] ${values.map(format).join(" ")}`);
  };
}

const timers = new Map<string, number>();

const shadowConsole = {
  debug: logger("DEBUG"),
  log: logger("LOG"),
  info: logger("INFO"),
  warn: logger("WARN"),
  error: logger("ERROR"),
  trace: logger("LOG"),
  table: logger("LOG"),
  dir: logger("LOG"),
  assert: (condition?: unknown, ...values: unknown[]) => {
    if (!condition) shadowConsole.error("Assertion failed:", ...values);
  },
  group: logger("LOG"),
  groupEnd: () => undefined,
  count: logger("LOG"),
  time: (label = "default") => void timers.set(label, performance.now()),
  timeLog: (label = "default") =>
    shadowConsole.info(`${label}: ${performance.now() - (timers.get(label) ?? 0)}ms`),
  timeEnd: (label = "default") => {
    shadowConsole.timeLog(label);
    timers.delete(label);
  },
};

/** `process.env` of one component: reads through to the current values. */
function environment(variables: Variables): Record<string, string> {
  return new Proxy({} as Record<string, string>, {
    get: (_target, name) => (typeof name === "string" ? variables().get(name) : undefined),
    has: (_target, name) => typeof name === "string" && variables().has(name),
    ownKeys: () => [...variables().keys()],
    getOwnPropertyDescriptor: (_target, name) =>
      typeof name === "string" && variables().has(name)
        ? { value: variables().get(name), enumerable: true, configurable: true, writable: true }
        : undefined,
    set: () => false,
  });
}

/** Names and values to shadow while evaluating a bundle of the default runtime. */
export function isolateGlobals(variables: Variables): Record<string, unknown> {
  const process = { env: environment(variables) };
  const shadowed: Record<string, unknown> = {
    Convex: syscalls,
    process,
    Date: ShadowDate,
    Intl: ShadowIntl,
    File: ShadowFile,
    AbortSignal: ShadowAbortSignal,
    Math: ShadowMath,
    console: shadowConsole,
    crypto: shadowCrypto,
    performance: clock(),
    fetch: actionsOnly("fetch()", fetchInTurn),
    setTimeout: actionsOnly("setTimeout", guarded(setTimeout)),
    setInterval: actionsOnly("setInterval", guarded(setInterval)),
    clearTimeout,
    clearInterval,
    setImmediate: undefined,
    // Ways out that no query may take; on Convex there are none either.
    BroadcastChannel: undefined,
    EventSource: undefined,
    WebSocket: undefined,
    Buffer: undefined,
    AsyncLocalStorage,
    AsyncResource,
    require: undefined,
  };
  const globals = Object.create(globalThis) as Record<string, unknown>;
  for (const [name, value] of Object.entries(shadowed)) {
    Object.defineProperty(globals, name, { value, writable: true, configurable: true, enumerable: false });
  }
  return { ...shadowed, globalThis: globals, global: undefined, self: globals };
}

/** "use node" modules keep Node's globals; only the environment and the syscalls are ours. */
export function nodeGlobals(variables: Variables, requireFrom: NodeJS.Require): Record<string, unknown> {
  const process = new Proxy(globalThis.process, {
    get: (target, name) => {
      if (name === "env") return environment(variables);
      const value = Reflect.get(target, name) as unknown;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return {
    Convex: syscalls,
    process,
    console: shadowConsole,
    require: requireFrom,
    setTimeout: guarded(setTimeout),
    setInterval: guarded(setInterval),
  };
}

// Some packages look for `globalThis.Convex` in their own realm.
Object.defineProperty(globalThis, "Convex", { value: syscalls, configurable: true, writable: true });
