// The page's side of the reading worker: one question at a time, with progress.
import type {
  DryRun,
  FromWorker,
  KnownCustomer,
  Opened,
  PlanRequest,
  SampleRow,
  SourceRow,
  ToWorker,
} from "./messages";

type Answer<K extends FromWorker["kind"]> = Extract<FromWorker, { kind: K }>;

/** Why the worker could not do it; `reason` is a key that src/data/reasons.ts words. */
export class ReadingFailed extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

export class FileReaderWorker {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private settle: { kind: string; resolve: (message: never) => void; reject: (error: Error) => void } | null =
    null;
  private progress: (share: number) => void = () => undefined;

  /** `askKnown` asks the server which keys it knows. */
  constructor(private readonly askKnown: (keys: string[]) => Promise<KnownCustomer[]>) {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => this.settle?.reject(new ReadingFailed(event.message));
  }

  open(file: Blob, onProgress: (share: number) => void): Promise<Opened> {
    return this.ask({ kind: "open", file }, "opened", onProgress);
  }

  async sample(plan: PlanRequest): Promise<SampleRow[]> {
    return (await this.ask({ kind: "sample", plan }, "sampled")).rows;
  }

  dryRun(plan: PlanRequest, onProgress: (share: number) => void): Promise<DryRun> {
    return this.ask({ kind: "plan", plan }, "planned", onProgress);
  }

  async chunk(index: number): Promise<SourceRow[]> {
    return (await this.ask({ kind: "chunk", index }, "chunk")).rows;
  }

  close(): void {
    this.worker.terminate();
  }

  private ask<K extends FromWorker["kind"]>(
    request: ToWorker,
    kind: K,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Answer<K>> {
    this.progress = onProgress;
    return new Promise((resolve, reject) => {
      this.settle = { kind, resolve, reject };
      this.worker.postMessage(request);
    });
  }

  private receive(message: FromWorker): void {
    if (message.kind === "progress") return this.progress(message.share);
    if (message.kind === "ask") return void this.reply(message.id, message.keys);
    if (message.kind === "failed") return this.settle?.reject(new ReadingFailed(message.reason));
    if (message.kind === this.settle?.kind) this.settle.resolve(message as never);
  }

  private async reply(id: number, keys: string[]): Promise<void> {
    try {
      const known = await this.askKnown(keys);
      this.worker.postMessage({ kind: "known", id, known } satisfies ToWorker);
    } catch (error) {
      this.settle?.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
