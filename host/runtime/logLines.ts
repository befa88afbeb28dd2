// What is kept of a call's log, within Convex's limits.
import { redactAsInstalled } from "../log";

const MAX_LINES = 256;
const MAX_BYTES = 4_096;

/** Adds a line, or says once that more were left out. */
export function keepLine(lines: string[], line: string): void {
  if (lines.length > MAX_LINES) return;
  lines.push(
    lines.length === MAX_LINES
      ? "[ERROR] Log overflow (maximum 256). Remaining log lines omitted."
      : shortened(line),
  );
}

/** What is cut off may be the rest of a secret, without which nobody knows it for one: secrets go first. */
function shortened(line: string): string {
  if (Buffer.byteLength(line) <= MAX_BYTES) return line;
  const bytes = Buffer.from(redactAsInstalled(line));
  if (bytes.length <= MAX_BYTES) return bytes.toString();
  // A character that is cut in the middle is left out.
  const kept = new TextDecoder().decode(bytes.subarray(0, MAX_BYTES), { stream: true });
  return `${kept} (truncated due to length)`;
}
