// Runs one function inside its execution context and gives up on it when it
// takes too long.
import type { Json } from "../values/json";
import type { AppFunction } from "./application";
import { executions, type Execution } from "./execution";
import { enterCall } from "./progress";
import { checkArgs, checkReturns } from "./functions";

/** Longest a function may take by the wall clock, in milliseconds. */
export const TIME_LIMITS = { query: 15_000, mutation: 15_000, action: 600_000, httpAction: 600_000 } as const;

/** An error that crosses a function boundary, with ConvexError data as Convex JSON. */
export class FunctionError extends Error {
  constructor(
    message: string,
    readonly data: Json | undefined,
    /** Where user code threw. */
    readonly thrownAt?: string,
  ) {
    super(message);
  }
}

/** The caller's own mistake: arguments that do not fit. */
export class ArgumentsError extends FunctionError {}

const CONVEX_ERROR = Symbol.for("ConvexError");

/** Turns whatever user code threw into a FunctionError with Convex's "Uncaught …" wording. */
export function toFunctionError(thrown: unknown): FunctionError {
  if (thrown instanceof FunctionError) return thrown;
  if (typeof thrown !== "object" || thrown === null)
    return new FunctionError(`Uncaught ${String(thrown)}`, undefined);
  const error = thrown as { name?: string; message?: string; data?: unknown; stack?: string };
  if (CONVEX_ERROR in thrown) {
    const data = typeof error.data === "string" ? (JSON.parse(error.data) as Json) : null;
    return new FunctionError(uncaught("ConvexError", error.message ?? ""), data);
  }
  return new FunctionError(uncaught(error.name ?? "Error", error.message ?? ""), undefined, error.stack);
}

function uncaught(name: string, message: string): string {
  return message.startsWith("Uncaught ") ? message : `Uncaught ${name}: ${message}`;
}

/** Rejects with a FunctionError. Resolves to the Convex JSON of the returned value. */
export async function invoke(execution: Execution, fn: AppFunction, args: string): Promise<string> {
  const { host, component } = execution;
  try {
    checkArgs(host.catalog, component.path, fn, args, execution.depth > 0 && execution.transaction !== null);
  } catch (error) {
    throw new ArgumentsError((error as Error).message, undefined);
  }
  const { registered } = fn;
  const argument = `[${args}]`;
  let value: string;
  enterCall(execution.request.slot);
  try {
    value = await withTimeLimit(execution, TIME_LIMITS[fn.udfType], () =>
      executions.run(execution, () => {
        if (fn.udfType === "query") return registered.invokeQuery!(argument);
        if (fn.udfType === "mutation") return registered.invokeMutation!(argument);
        return registered.invokeAction!(execution.request.id, argument);
      }),
    );
  } catch (error) {
    throw toFunctionError(error);
  }
  try {
    checkReturns(host.catalog, component.path, fn, value);
  } catch (error) {
    throw new FunctionError((error as Error).message, undefined);
  }
  return value;
}

/** Convex's words. */
export function timedOut(limit: number): string {
  return `Function execution timed out (maximum duration: ${limit / 1_000}s)`;
}

/** Ends a query or mutation that makes system calls without end. Returns what the clock says. */
export function checkDeadline(execution: Execution): number {
  const now = performance.now();
  if (now < execution.deadline) return now;
  execution.alive = false;
  throw new Error(timedOut(TIME_LIMITS.query));
}

interface Running {
  /** When it has run long enough, on performance.now()'s clock. */
  readonly until: number;
  giveUp(): void;
}

/** Everything that runs under a limit. One timer for all: making one for each call would cost a tenth of a short one. */
const running = new Set<Running>();
let nextLook = Infinity;
let timer: NodeJS.Timeout | undefined;

function lookAt(until: number): void {
  clearTimeout(timer);
  nextLook = until;
  timer = setTimeout(look, Math.max(1, until - performance.now()));
  timer.unref();
}

function look(): void {
  const now = performance.now();
  let next = Infinity;
  for (const call of Array.from(running)) {
    if (call.until <= now) call.giveUp();
    else if (call.until < next) next = call.until;
  }
  nextLook = Infinity;
  if (next < Infinity) lookAt(next);
}

export function withTimeLimit<T>(execution: Execution, limit: number, run: () => Promise<T>): Promise<T> {
  // Nested calls are covered by their caller's limit.
  if (execution.depth > 0) return run();
  const until = performance.now() + limit;
  // The timer cannot fire while code runs from one system call to the next without a pause: those look at the clock.
  if (execution.isDeterministic) execution.deadline = until;
  return new Promise((resolve, reject) => {
    const call: Running = {
      until,
      giveUp() {
        running.delete(call);
        execution.alive = false;
        reject(new FunctionError(timedOut(limit), undefined));
      },
    };
    running.add(call);
    if (until < nextLook) lookAt(until);
    run().then(
      (value) => {
        running.delete(call);
        execution.end();
        resolve(value);
      },
      (error: unknown) => {
        running.delete(call);
        execution.end();
        // Whatever the function made of the refusal: this is why it ended.
        const late = performance.now() >= execution.deadline;
        reject(late ? new FunctionError(timedOut(limit), undefined) : (error as Error));
      },
    );
  });
}
