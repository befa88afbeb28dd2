// ctx.scheduler in mutations (part of the transaction) and in actions (its own).
import { hasCommitTs, type Json } from "../../values/json";
import type { Execution } from "../execution";
import { findFunction, notFound, resolveAddress, type NamedFunction } from "../functions";
import type { AsyncSyscalls } from "./types";

interface ScheduleCall extends NamedFunction {
  /** Seconds since 1970. */
  readonly ts: number;
  readonly args: Json;
}

const MAX_DELAY_SECONDS = 5 * 366 * 24 * 3_600;

function prepare(execution: Execution, call: ScheduleCall) {
  const target = resolveAddress(execution.component, call);
  const fn = findFunction(execution.host.application(), target);
  if (fn === undefined) throw notFound(target, false);
  if (fn.udfType === "query") {
    throw new Error(
      `Attempted to schedule ${fn.path}, which is a query. Only mutations and actions can be scheduled.`,
    );
  }
  if (hasCommitTs(JSON.stringify(call.args))) {
    throw new Error(
      `Invalid arguments for "${fn.path}": a scheduled function cannot take an unresolved placeholder value.`,
    );
  }
  if (!Number.isFinite(call.ts) || call.ts > Date.now() / 1_000 + MAX_DELAY_SECONDS) {
    throw new Error("Invalid argument `ts`: functions can be scheduled at most five years into the future.");
  }
  return { target, at: call.ts * 1_000, args: call.args };
}

export const schedulerSyscalls: AsyncSyscalls = {
  "1.0/schedule"(execution, call: ScheduleCall) {
    if (!execution.database.canWrite) throw new Error("Queries cannot schedule functions.");
    const { target, at, args } = prepare(execution, call);
    const id = execution.host.jobs.schedule(execution.database, execution.component.path, target, at, args);
    return JSON.stringify(id);
  },
  "1.0/cancel_job"(execution, { id }: { id: string }) {
    if (!execution.database.canWrite) throw new Error("Queries cannot cancel functions.");
    if (id === execution.request.scheduledFunctionId) throw new Error("A mutation cannot cancel itself");
    execution.host.jobs.cancel(execution.database, execution.component.path, id);
    return "null";
  },
  async "1.0/actions/schedule"(execution, call: ScheduleCall) {
    const { target, at, args } = prepare(execution, call);
    const { host, component } = execution;
    const { result } = await host.committer.submit({
      run: (transaction) =>
        Promise.resolve(host.jobs.schedule(transaction, component.path, target, at, args)),
    });
    return JSON.stringify(result);
  },
  async "1.0/actions/cancel_job"(execution, { id }: { id: string }) {
    const { host, component } = execution;
    await host.committer.submit({
      run: (transaction) => Promise.resolve(host.jobs.cancel(transaction, component.path, id)),
    });
    return "null";
  },
};
