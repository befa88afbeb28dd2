// The page's side of the reading worker: questions with their answers, and progress.
import type { TrialClass } from "../../../../convex/imports/trialAccount";
import type { Decision } from "../../../../convex/imports/plan";
import type { Answers, FromWorker, PlanRequest, Questions, Request, ToWorker } from "./messages";

/** Why the worker could not do it; `reason` is a key that src/data/reasons.ts words. */
export class ReadingFailed extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
  onProgress: (share: number) => void;
}

export class FileReaderWorker {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** `ask` asks the server what it knows. */
  constructor(private readonly ask: Questions) {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => this.failAll(new ReadingFailed(event.message));
  }

  open(file: Blob, sheet: number | null, onProgress: (share: number) => void): Promise<Answers["open"]> {
    return this.request({ kind: "open", file, sheet }, onProgress);
  }

  sample(plan: PlanRequest): Promise<Answers["sample"]> {
    return this.request({ kind: "sample", plan });
  }

  dryRun(plan: PlanRequest, onProgress: (share: number) => void): Promise<Answers["plan"]> {
    return this.request({ kind: "plan", plan }, onProgress);
  }

  page(of: TrialClass, offset: number, limit: number): Promise<Answers["page"]> {
    return this.request({ kind: "page", of, offset, limit });
  }

  /** `shown`: numbers of the rows on show, to be read again. */
  decide(number: number, decision: Decision | null, shown: number[]): Promise<Answers["decide"]> {
    return this.request({ kind: "decide", number, decision, shown });
  }

  chunk(index: number): Promise<Answers["chunk"]> {
    return this.request({ kind: "chunk", index });
  }

  /** A file within the archive that was opened. */
  part(path: string): Promise<Answers["part"]> {
    return this.request({ kind: "part", path });
  }

  close(): void {
    this.worker.terminate();
  }

  private request<K extends Request["kind"]>(
    request: Extract<Request, { kind: K }>,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<Answers[K]> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, onProgress });
      this.worker.postMessage({ id, request } satisfies ToWorker);
    });
  }

  private receive(message: FromWorker): void {
    if ("ask" in message) return void this.reply(message.ask, message.what, message.words);
    const waiting = this.waiting.get(message.id);
    if ("progress" in message) return waiting?.onProgress(message.progress);
    this.waiting.delete(message.id);
    if ("failed" in message) waiting?.reject(new ReadingFailed(message.failed));
    else waiting?.resolve(message.answer as never);
  }

  private async reply(asked: number, what: keyof Questions, words: string[]): Promise<void> {
    try {
      const answer = await this.ask[what](words);
      this.worker.postMessage({ asked, answer } satisfies ToWorker);
    } catch (error) {
      this.failAll(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private failAll(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
