/** `/metrics` in Prometheus' text format: cost of every function, queues, sockets, memory. */
import type { EngineStats, FunctionStats } from "../contract";
import { BOUNDS_MS, type Durations } from "../histogram";

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** `connections` are open sockets. Times are seconds, as Prometheus wants them. */
export function metricsText(stats: EngineStats, connections: number): string {
  const perFunction = (value: (fn: FunctionStats) => number): Sample[] =>
    stats.functions.map((fn) => [labelsOf(fn), value(fn)]);
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
    histogram(
      "orbit_function_duration_seconds",
      "Time spent in functions",
      stats.functions.map((fn) => [labelsOf(fn), fn.durations]),
    ),
    metric(
      "orbit_function_max_seconds",
      "gauge",
      "Slowest run since the start",
      perFunction((fn) => fn.durations.maxMs / 1000),
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
    metric(
      "orbit_index_ranges_total",
      "counter",
      "Index ranges and single documents asked for",
      perFunction((fn) => fn.databaseQueries),
    ),
    histogram("orbit_commit_duration_seconds", "Time until a batch of mutations is on disk", [
      [{}, stats.commits],
    ]),
    metric(
      "orbit_mutations_committed_total",
      "counter",
      "Mutations that share those commits",
      one(stats.committedMutations),
    ),
    metric("orbit_jobs_running", "gauge", "Scheduled functions under way", one(stats.runningJobs)),
    metric("orbit_store_bytes", "gauge", "Size of the store's file", one(stats.storeBytes)),
    metric("orbit_database_heap_bytes", "gauge", "Heap of the database's thread", one(stats.heapBytes)),
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

function labelsOf(fn: FunctionStats): Record<string, string> {
  return { component: fn.component, function: fn.path, type: fn.udfType.toLowerCase() };
}

/** Prometheus counts up: every bound holds all that took no longer. */
function histogram(
  name: string,
  help: string,
  series: readonly (readonly [Readonly<Record<string, string>>, Durations])[],
): string {
  const lines = series.flatMap(([labels, { counts, count, totalMs }]) => {
    let sum = 0;
    const buckets = BOUNDS_MS.map((bound, i) => {
      sum += counts[i] ?? 0;
      return `${name}_bucket${labelText({ ...labels, le: String(bound / 1_000) })} ${sum}\n`;
    });
    return [
      ...buckets,
      `${name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}\n`,
      `${name}_sum${labelText(labels)} ${totalMs / 1_000}\n`,
      `${name}_count${labelText(labels)} ${count}\n`,
    ];
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${lines.join("")}`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, "_")}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}
