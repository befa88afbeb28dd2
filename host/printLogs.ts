/** What the app's functions log, and what they throw by accident, on the operator's console. */
import type { Engine } from "./contract";
import type { Level } from "./log";

/** How long one wait for news lasts; only bounds how long a closed engine is listened to. */
const WAIT_MS = 30_000;
/** Requests remembered, so that a line that several calls of one request carry is printed once. */
const REMEMBERED = 500;

/** Prints until the process ends. Refusals that a function throws on purpose (ConvexError) are its answer, not news. */
export async function printLogs(
  engine: Pick<Engine, "logs">,
  print: (line: string, level: Level) => void,
  isOver: () => boolean = () => false,
): Promise<void> {
  const printed = new Map<string, number>();
  let cursor = (await engine.logs(0, 0, "telling")).cursor;
  while (!isOver()) {
    const news = await engine.logs(cursor, WAIT_MS, "telling");
    cursor = news.cursor;
    for (const { requestId, path, logLines, error, stack } of news.entries) {
      const before = printed.get(requestId) ?? 0;
      for (const line of logLines.slice(before)) print(`${path} ${line}`, levelOf(line));
      printed.set(requestId, Math.max(before, logLines.length));
      if (error !== null && !error.includes("ConvexError")) {
        // The id a caller outside development is shown instead of the text.
        print(`${path} [Request ID: ${requestId}] ${stack ? withStack(error, stack) : error}`, "error");
      }
    }
    for (const requestId of [...printed.keys()].slice(0, Math.max(0, printed.size - REMEMBERED))) {
      printed.delete(requestId);
    }
  }
}

/** The places alone: the stack repeats the message, in other words. */
function withStack(error: string, stack: string): string {
  const places = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return [error, ...places].join("\n");
}

/** Of a line as functions log it, which begins with its level. */
function levelOf(line: string): Level {
  if (line.startsWith("[ERROR]")) return "error";
  if (line.startsWith("[WARN]")) return "warn";
  return line.startsWith("[DEBUG]") ? "debug" : "info";
}
