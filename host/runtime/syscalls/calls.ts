// Functions calling functions: nested transactions, calls from actions, handles.
import { executions, Execution, requestInto } from "../execution";
import { findFunction, handleOf, notFound, resolveAddress, type NamedFunction } from "../functions";
import { FunctionError, invoke } from "../invoke";
import type { Json } from "../../values/json";
import type { Limits } from "../../transaction/limits";
import { Transaction } from "../../transaction/transaction";
import type { AsyncSyscalls } from "./types";

const MAX_DEPTH = 8;

interface NestedCall extends NamedFunction {
  readonly udfType: "query" | "mutation" | "snapshotQuery";
  readonly args: Json;
  readonly transactionLimits?: Partial<Limits>;
}

/** What the convex package's syscall wrapper expects of a thrown ConvexError: data already parsed. */
function rethrow(error: unknown): never {
  if (error instanceof FunctionError) {
    throw error.data === undefined
      ? new Error(error.message)
      : Object.assign(new Error(error.message), { data: error.data });
  }
  throw error;
}

async function runNested(caller: Execution, call: NestedCall): Promise<string> {
  const { host } = caller;
  const address = resolveAddress(caller.component, call);
  const fn = findFunction(host.application(), address);
  const component = host.application().components.get(address.component);
  if (fn === undefined || component === undefined) throw notFound(address, false);
  const wanted = call.udfType === "mutation" ? "mutation" : "query";
  if (fn.udfType !== wanted) {
    throw new Error(
      `Trying to execute ${fn.path} as ${wanted === "query" ? "Query" : "Mutation"}, but it is defined as ${fn.udfType[0]?.toUpperCase()}${fn.udfType.slice(1)}.`,
    );
  }
  if (wanted === "mutation" && caller.udfType !== "mutation") {
    throw new Error(`Cannot call a ${wanted} function from a ${caller.udfType} function`);
  }
  if (caller.depth + 1 >= MAX_DEPTH) {
    throw new Error("Cross component call depth limit exceeded. Do you have an infinite loop in your app?");
  }
  const transaction = caller.database;
  // A stale snapshot shows what there was before this mutation. Mutations that ran before it are part of that though
  // they may not be on the disk yet: it may have been scheduled by one, or sent by the same client behind it.
  const own =
    call.udfType === "snapshotQuery"
      ? new Transaction(transaction.before(), host.catalog, transaction.snapshotTs, null)
      : transaction;
  const child = new Execution(
    host,
    requestInto(caller, address.component),
    component,
    fn.path,
    fn.udfType,
    fn.isPublic,
    own,
    caller.now,
    caller.depth + 1,
    caller.random.child(),
  );
  child.deadline = caller.deadline;
  const savepoint = wanted === "mutation" ? transaction.savepoint() : null;
  own.budget.enter(call.transactionLimits);
  let undone = true;
  try {
    const value = await invoke(child, fn, JSON.stringify(call.args));
    undone = false;
    return value;
  } catch (error) {
    if (savepoint !== null) transaction.rollback(savepoint);
    return rethrow(error);
  } finally {
    own.budget.leave(undone);
  }
}

function fromAction(kind: "query" | "mutation" | "action") {
  return async (caller: Execution, args: NamedFunction & { args: Json }): Promise<string> => {
    if (caller.transaction !== null) throw new Error(`Unknown async operation 1.0/actions/${kind}`);
    const address = resolveAddress(caller.component, args);
    try {
      // The callee's own context must not inherit the action's.
      return await executions.exit(() =>
        caller.host.callFromAction(
          kind,
          address,
          JSON.stringify(args.args),
          requestInto(caller, address.component),
        ),
      );
    } catch (error) {
      return rethrow(error);
    }
  };
}

export const callSyscalls: AsyncSyscalls = {
  "1.0/runUdf": (execution, args: NestedCall) => runNested(execution, args),
  "1.0/actions/query": fromAction("query"),
  "1.0/actions/mutation": fromAction("mutation"),
  "1.0/actions/action": fromAction("action"),
  "1.0/createFunctionHandle"(execution, args: NamedFunction) {
    if (args.functionHandle !== undefined) return JSON.stringify(args.functionHandle);
    const address = resolveAddress(execution.component, args);
    if (findFunction(execution.host.application(), address) === undefined) throw notFound(address, false);
    return JSON.stringify(handleOf(address));
  },
};
