/** `/metrics` in Prometheus' text format: cost of every function, queues, sockets, memory. */
import type { EngineStats, FunctionStats } from "../contract";

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** `connections` are open sockets. Times are seconds, as Prometheus wants them. */
export function metricsText(stats: EngineStats, connections: number): string {
  const perFunction = (value: (fn: FunctionStats) => number): Sample[] =>
    stats.functions.map((fn) => [
      { component: fn.component, function: fn.path, type: fn.udfType.toLowerCase() },
      value(fn),
    ]);
  const one = (value: number): Sample[] => [[{}, value]];
  const memory = process.memoryUsage();
  return [
    metric(
      "orbit_function_calls_total",
      "counter",
      "Function runs",
      perFunction((fn) => fn.calls),
    ),
    metric(
      "orbit_function_errors_total",
      "counter",
      "Function runs that failed",
      perFunction((fn) => fn.errors),
    ),
    metric(
      "orbit_function_seconds_total",
      "counter",
      "Time spent in functions",
      perFunction((fn) => fn.totalMs / 1000),
    ),
    metric(
      "orbit_function_max_seconds",
      "gauge",
      "Slowest run since the start",
      perFunction((fn) => fn.maxMs / 1000),
    ),
    metric(
      "orbit_documents_read_total",
      "counter",
      "Documents read by functions",
      perFunction((fn) => fn.documentsRead),
    ),
    metric(
      "orbit_documents_read_max",
      "gauge",
      "Most documents read by one run",
      perFunction((fn) => fn.maxDocumentsRead),
    ),
    metric("orbit_mutations_queued", "gauge", "Mutations waiting to run", one(stats.queuedMutations)),
    metric("orbit_sessions", "gauge", "Sync sessions", one(stats.sessions)),
    metric("orbit_sockets", "gauge", "Open WebSockets", one(connections)),
    metric("orbit_watched_queries", "gauge", "Distinct live queries", one(stats.watchedQueries)),
    metric("process_resident_memory_bytes", "gauge", "Resident memory", one(memory.rss)),
    metric("nodejs_heap_used_bytes", "gauge", "JavaScript heap in use", one(memory.heapUsed)),
    metric("process_uptime_seconds", "gauge", "Seconds since the start", one(process.uptime())),
  ].join("");
}

function metric(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, "_")}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
