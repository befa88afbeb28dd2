// ctx.meta and the audit log.
import { keepLine } from "../logLines";
import { encodeInt64, type Json } from "../../values/json";
import type { AsyncSyscalls, SyncSyscalls } from "./types";

export const metaSyncSyscalls: SyncSyscalls = {
  "1.0/getSnapshotTs"(execution) {
    const { database } = execution;
    database.reads.usedTimestamp = true;
    return JSON.stringify(encodeInt64(database.snapshotTs));
  },
};

export const metaSyscalls: AsyncSyscalls = {
  "1.0/getTransactionMetrics"(execution) {
    // The convex package recognises this text and explains it.
    if (execution.transaction === null) throw new Error("Unknown async operation 1.0/getTransactionMetrics");
    return JSON.stringify(execution.database.budget.metrics());
  },
  "1.0/getFunctionMetadata": (execution) =>
    JSON.stringify({ name: execution.path, componentPath: execution.component.path }),
  "1.0/getDeploymentMetadata": () => JSON.stringify({ name: "local-orbit", region: null, class: "s16" }),
  "1.0/getRequestMetadata"(execution) {
    if (execution.udfType === "query") throw new Error("Cannot get request metadata in a Query");
    const { request } = execution;
    const authToken = request.identity.kind === "user" ? (request.identity.token ?? null) : null;
    return JSON.stringify({
      ip: request.origin.ip,
      userAgent: request.origin.userAgent,
      requestId: request.id,
      scheduledFunctionId: request.scheduledFunctionId,
      authToken,
    });
  },
  "1.0/auditLog"(execution, { body }: { body: Json }) {
    const values: Record<string, Json> = {
      requestId: execution.request.id,
      ip: execution.request.origin.ip,
      userAgent: execution.request.origin.userAgent,
      now: execution.now ?? Date.now(),
      convexActor: execution.request.identity.kind === "admin" ? { kind: "admin" } : null,
    };
    keepLine(execution.request.logLines, `[AUDIT] ${JSON.stringify(resolveVariables(body, values))}`);
    return "null";
  },
};

function resolveVariables(value: Json, values: Readonly<Record<string, Json>>): Json {
  if (Array.isArray(value)) return value.map((item) => resolveVariables(item, values));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.$var === "string") return values[value.$var] ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveVariables(item, values)]),
  );
}
