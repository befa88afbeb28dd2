// Named places where a test lets the process die or the disk be full. Compiled in,
// and inert unless ORBIT_FAILPOINT names one: "commit.write:7=kill" dies at the seventh
// time the point is reached, "=kill+500" half a millisecond later (while the store's
// own thread writes on), "=full" throws what a full disk throws.

/** Every place between two steps that must not come apart. */
export const FAILPOINTS = [
  "open.locked",
  "commit.begin",
  "commit.write",
  "commit.queued",
  "commit.durable",
  "commit.overlapped",
  "file.written",
  "migrate.announced",
  "migrate.filled",
  "migrate.switched",
  "migrate.dropped",
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

interface Armed {
  readonly point: string;
  readonly action: "kill" | "full";
  /** Time to go on working before the end, in microseconds. */
  readonly delay: number;
  /** Times the point is still to be passed unharmed. */
  left: number;
}

let armed = parse(process.env["ORBIT_FAILPOINT"] ?? "");

function parse(setting: string): Armed | null {
  const match = /^([a-z.]+)(?::(\d+))?=(kill|full)(?:\+(\d+))?$/.exec(setting);
  if (match === null) return null;
  const [, point = "", times, action, delay] = match;
  return {
    point,
    action: action as Armed["action"],
    delay: Number(delay ?? 0),
    left: Number(times ?? 1) - 1,
  };
}

/** Arms a point in this process; "" disarms. */
export function arm(setting: string): void {
  armed = parse(setting);
}

export function reach(point: Failpoint): void {
  if (armed === null || armed.point !== point || armed.left-- > 0) return;
  const { action, delay } = armed;
  armed = null;
  if (action === "full")
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  const end = performance.now() + delay / 1_000;
  while (performance.now() < end);
  process.kill(process.pid, "SIGKILL");
}
