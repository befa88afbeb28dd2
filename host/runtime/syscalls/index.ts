// The `Convex` object that user code calls: dispatches each operation to its
// family, and refuses unknown ones by name.
import type { Execution } from "../execution";
import { checkDeadline } from "../invoke";
import { enterCall } from "../progress";
import { execution, mayAnswer, othersFirst } from "../turns";
import { authSyscalls } from "./auth";
import { callSyscalls } from "./calls";
import { databaseSyscalls } from "./database";
import { direct } from "./direct";
import { metaSyscalls, metaSyncSyscalls } from "./meta";
import { querySyncSyscalls, querySyscalls } from "./query";
import { schedulerSyscalls } from "./scheduler";
import { storageJsSyscalls, storageSyscalls } from "./storage";
import type { AsyncSyscalls, JsSyscalls, SyncSyscalls } from "./types";

const synchronous: SyncSyscalls = { ...querySyncSyscalls, ...metaSyncSyscalls };

const asynchronous: AsyncSyscalls = {
  ...databaseSyscalls,
  ...querySyscalls,
  ...callSyscalls,
  ...authSyscalls,
  ...schedulerSyscalls,
  ...storageSyscalls,
  ...metaSyscalls,
};

const javascript: JsSyscalls = storageJsSyscalls;

/** Operations of convex that this host does not offer; each is refused with its reason. */
export const REFUSED: Readonly<Record<string, string>> = {
  "1.0/actions/vectorSearch":
    "Vector search is not available on this host. Use Convex Cloud or self-hosted Convex for vector indexes.",
  "1.0/createServiceToken": "Convex-managed services are only available on Convex Cloud.",
  "1.0/getServiceUrl": "Convex-managed services are only available on Convex Cloud.",
};

/** Every operation answered here, for the conformance test. */
export const HANDLED: ReadonlySet<string> = new Set([
  ...Object.keys(synchronous),
  ...Object.keys(asynchronous),
  ...Object.keys(javascript),
]);

function own<T extends object>(table: T, op: string): T[keyof T] | undefined {
  return Object.hasOwn(table, op) ? table[op as keyof T] : undefined;
}

function answer(current: Execution, handler: AsyncSyscalls[string], args: string): Promise<string> {
  const answered = handler(current, JSON.parse(args));
  if (typeof answered !== "string") return answered.finally(() => enterCall(current.request.slot));
  enterCall(current.request.slot);
  return Promise.resolve(answered);
}

export const syscalls = {
  direct,
  syscall(op: string, args: string): string {
    const handler = own(synchronous, op);
    if (handler === undefined) throw new Error(own(REFUSED, op) ?? `Unknown operation ${op}`);
    const current = execution();
    checkDeadline(current);
    enterCall(current.request.slot);
    return handler(current, JSON.parse(args));
  },
  // Not an async function: most answers are ready at once, and each promise less is time for every call.
  asyncSyscall(op: string, args: string): Promise<string> {
    try {
      const handler = own(asynchronous, op);
      if (handler === undefined) throw new Error(own(REFUSED, op) ?? `Unknown async operation ${op}`);
      const current = execution();
      if (!current.isDeterministic) {
        // An action that was given up while this waited starts nothing any more.
        return current.operations.run(() => {
          mayAnswer(current);
          return answer(current, handler, args);
        });
      }
      if (mayAnswer(current)) return answer(current, handler, args);
      return othersFirst(current).then(() => answer(current, handler, args));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  },
  jsSyscall(op: string, args: Record<string, unknown>): unknown {
    const handler = own(javascript, op);
    if (handler === undefined) throw new Error(own(REFUSED, op) ?? `Unknown operation ${op}`);
    const current = execution();
    return current.isDeterministic
      ? handler(current, args)
      : current.operations.run(() => {
          mayAnswer(current);
          return handler(current, args);
        });
  },
};
