import { expect, test } from "vitest";
import type { LogEntry } from "./contract";
import { printLogs } from "./printLogs";

const entry = (changes: Partial<LogEntry>): LogEntry => ({
  kind: "Completion",
  at: 0,
  component: "",
  path: "mail:send",
  udfType: "Mutation",
  requestId: "r1",
  executionMs: 1,
  logLines: [],
  error: null,
  documentsRead: 0,
  databaseQueries: 0,
  ...changes,
});

test("the operator sees each log line once, and accidents, but no refusals", async () => {
  const lines: string[] = [];
  const batches = [
    [entry({ logLines: ["[INFO] old"] })],
    [
      entry({ requestId: "r2", logLines: ["[INFO] one"] }),
      entry({ requestId: "r2", path: "mail:outer", logLines: ["[INFO] one", "[WARN] two"] }),
      entry({ requestId: "r3", error: "Uncaught ConvexError: {}" }),
      entry({
        requestId: "r4",
        error: "Uncaught TypeError: x is not a function",
        stack: "TypeError: x is not a function\n    at send (mail.js:3:1)",
      }),
    ],
  ];
  let cursor = 0;
  const logs = () => Promise.resolve({ entries: batches[cursor] ?? [], cursor: (cursor += 1) });
  await printLogs(
    { logs },
    (line) => lines.push(line),
    () => cursor > 1,
  );
  expect(lines).toEqual([
    "mail:send [INFO] one",
    "mail:outer [WARN] two",
    "mail:send [Request ID: r4] Uncaught TypeError: x is not a function\n    at send (mail.js:3:1)",
  ]);
});
