/** Function logs for `npx convex logs`. */
import type { LogEntry } from "../contract";

/** One execution as the CLI's log stream reads it; times are seconds there. */
export function logStreamEntry(entry: LogEntry): unknown {
  return {
    kind: entry.kind,
    identifier: entry.path,
    componentPath: entry.component === "" ? null : entry.component,
    udfType: entry.udfType,
    requestId: entry.requestId,
    executionId: entry.requestId,
    timestamp: entry.at / 1000,
    executionTime: entry.executionMs / 1000,
    logLines: entry.logLines,
    success: entry.error === null ? {} : null,
    error: entry.error,
    caller: "Host",
    environment: "isolate",
    cachedResult: false,
    usageStats: { databaseReadDocuments: entry.documentsRead },
  };
}
