/**
 * Orders what one socket is told. Transitions wait behind two things: a mutation
 * of this client whose result may belong to them (the client must hear its own
 * result first, or an optimistic update would be applied twice), and a reader that
 * is too slow. What waits is merged, so memory is bounded by the set of queries.
 */
import { laterVersion, transitionHead, transitionTail, type StateVersion } from "./protocol";

export interface Transport {
  /** One message, `head` followed by `tail`. Many transports may be given the same head one after another. */
  send(head: string, tail?: string): void;
  /** Bytes accepted by `send` that the peer has not taken yet. */
  backlog(): number;
  /** Sends what is buffered, then a close frame. */
  close(code: number, reason: string): void;
}

/** A transition is held while this many bytes are unsent. */
export const BACKLOG_PAUSE_BYTES = 1024 * 1024;

export class Outbox {
  private told: StateVersion = { querySet: 0, identity: 0, ts: 0n };
  private next: { querySet: number; identity: number; ts: bigint } | null = null;
  private readonly waiting = new Map<number, string>();
  private scheduled = false;
  private readonly transport: Transport;
  private readonly mustYield: () => boolean;
  /** Client's clock minus ours in milliseconds, measured at Connect. */
  clientClockSkew: number | null = null;

  /** `mustYield` says whether a result of this client's own may still be on its way. */
  constructor(transport: Transport, mustYield: () => boolean) {
    this.transport = transport;
    this.mustYield = mustYield;
  }

  /** Versions of the last transition handed over, sent or still waiting. */
  get latest(): StateVersion {
    return this.next ?? this.told;
  }

  /** Timestamp of the transition that waits to be sent; null when there is none. */
  get waitingTs(): bigint | null {
    return this.next?.ts ?? null;
  }

  /** Queues one transition: later results replace earlier ones of the same query. */
  add(end: StateVersion, modifications: Iterable<readonly [number, string]>): void {
    this.next = { ...end };
    for (const [queryId, text] of modifications) this.waiting.set(queryId, text);
    this.schedule();
  }

  /** One newer result and nothing else: what a commit mostly tells a client. */
  addResult(ts: bigint, queryId: number, text: string): void {
    if (this.next === null && this.mayFlush() && !this.mustYield())
      return this.tell(laterVersion(this.told, ts), text);
    this.add({ ...this.latest, ts }, [[queryId, text]]);
  }

  private mayFlush(): boolean {
    return this.transport.backlog() <= BACKLOG_PAUSE_BYTES;
  }

  /** The reader caught up, or a result that transitions waited for was sent. */
  schedule(): void {
    if (this.scheduled || this.next === null) return;
    if (!this.mustYield()) return this.flush();
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    if (this.next === null || !this.mayFlush()) return;
    const end = this.next;
    const modifications = [...this.waiting.values()].join(",");
    this.next = null;
    this.waiting.clear();
    this.tell(end, modifications);
  }

  private tell(end: StateVersion, modifications: string): void {
    const head = transitionHead(this.told, end, modifications);
    this.told = end;
    this.transport.send(head, transitionTail(this.clientClockSkew, Date.now()));
  }
}
