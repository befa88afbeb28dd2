// Convex's per-transaction limits, counted in nested layers: a nested call counts
// against its caller's budget and may be given a tighter one.

export interface Usage {
  bytesRead: number;
  bytesWritten: number;
  databaseQueries: number;
  documentsRead: number;
  documentsWritten: number;
  functionsScheduled: number;
  scheduledFunctionArgsBytes: number;
  filesWritten: number;
  fileWriteBytes: number;
  filesRead: number;
  fileReadBytes: number;
}

export type Limits = Readonly<Usage>;

const MIB = 1 << 20;

const CONVEX_LIMITS: Limits = {
  bytesRead: 16 * MIB,
  bytesWritten: 16 * MIB,
  databaseQueries: 4_096,
  documentsRead: 32_000,
  documentsWritten: 16_000,
  functionsScheduled: 1_000,
  scheduledFunctionArgsBytes: 16 * MIB,
  filesWritten: 100,
  fileWriteBytes: 20 * MIB,
  filesRead: 100,
  fileReadBytes: 20 * MIB,
};

const NO_USE: Usage = {
  bytesRead: 0,
  bytesWritten: 0,
  databaseQueries: 0,
  documentsRead: 0,
  documentsWritten: 0,
  functionsScheduled: 0,
  scheduledFunctionArgsBytes: 0,
  filesWritten: 0,
  fileWriteBytes: 0,
  filesRead: 0,
  fileReadBytes: 0,
};

const READS = ["bytesRead", "documentsRead", "databaseQueries", "filesRead", "fileReadBytes"] as const;
const HELP =
  "Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a selective index range expressions.";

interface Layer {
  used: Usage;
  limits: Limits;
}

/** Thrown when a budget is used up; pagination turns read limits into SplitRequired. */
export class LimitError extends Error {
  override readonly name = "LimitError";
  constructor(
    message: string,
    readonly metric: keyof Usage,
  ) {
    super(message);
  }
}

function textFor(metric: keyof Usage, limit: number): string {
  switch (metric) {
    case "documentsRead":
      return `Too many documents read in a single function execution (limit: ${limit}). ${HELP}`;
    case "bytesRead":
      return `Too many bytes read in a single function execution (limit: ${limit} bytes). ${HELP}`;
    case "databaseQueries":
      return `Too many reads in a single function execution (limit: ${limit}). ${HELP}`;
    case "documentsWritten":
      return `Too many writes in a single function execution (limit: ${limit})`;
    case "bytesWritten":
      return `Too many bytes written in a single function execution (limit: ${limit} bytes)`;
    case "functionsScheduled":
      return `Too many functions scheduled by this mutation (limit: ${limit})`;
    case "scheduledFunctionArgsBytes":
      return `Too large total size of the arguments of scheduled functions from this mutation (limit: ${limit} bytes)`;
    default:
      return `Too many file operations in a single function execution (${metric}, limit: ${limit})`;
  }
}

export class Budget {
  private readonly layers: Layer[] = [{ used: { ...NO_USE }, limits: CONVEX_LIMITS }];

  private get top(): Layer {
    return this.layers[this.layers.length - 1] as Layer;
  }

  spend(metric: keyof Usage, amount: number): void {
    const { used, limits } = this.top;
    used[metric] += amount;
    if (used[metric] > limits[metric]) throw new LimitError(textFor(metric, limits[metric]), metric);
  }

  /** One document of so many bytes. */
  spendRead(bytes: number): void {
    const { used, limits } = this.top;
    used.documentsRead++;
    used.bytesRead += bytes;
    if (used.documentsRead > limits.documentsRead)
      throw new LimitError(textFor("documentsRead", limits.documentsRead), "documentsRead");
    if (used.bytesRead > limits.bytesRead)
      throw new LimitError(textFor("bytesRead", limits.bytesRead), "bytesRead");
  }

  /** Share of a limit already used, 0 to 1. */
  share(metric: keyof Usage): number {
    const { used, limits } = this.top;
    return used[metric] / limits[metric];
  }

  get used(): Limits {
    return this.top.used;
  }

  enter(tighter: Partial<Limits> | undefined): void {
    const parent = this.top;
    const limits = { ...parent.limits };
    for (const [name, value] of Object.entries(tighter ?? {})) {
      const metric = name as keyof Usage;
      if (metric in limits)
        limits[metric] = Math.min(parent.limits[metric], parent.used[metric] + (value ?? Infinity));
    }
    this.layers.push({ used: { ...parent.used }, limits });
  }

  /** Leaves a nested call. Undone writes do not count, reads that happened do. */
  leave(undone: boolean): void {
    const child = this.layers.pop() as Layer;
    const parent = this.top;
    if (!undone) parent.used = child.used;
    else for (const metric of READS) parent.used[metric] = child.used[metric];
  }

  /** `ctx.meta.getTransactionMetrics()`. */
  metrics(): Record<keyof Usage, { used: number; remaining: number }> {
    const { used, limits } = this.top;
    return Object.fromEntries(
      Object.entries(used).map(([name, value]) => [
        name,
        { used: value, remaining: limits[name as keyof Usage] - value },
      ]),
    ) as Record<keyof Usage, { used: number; remaining: number }>;
  }
}
