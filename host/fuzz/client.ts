// A sync client whose socket is flushed by hand: frames wait in both directions until the
// test lets some of them through. It checks what every client relies on as it goes.
import { Guard } from "../http/guard";
import type { Engine } from "../contract";
import { AuthenticationError } from "../auth/errors";
import type { Verifier } from "../auth/verifier";
import { ANONYMOUS } from "../auth/verified";
import { decodeTs } from "../sync/protocol";
import { SyncSession } from "../sync/session";
import type { SystemQueries } from "../sync/systemQueries";
import { decodeFloatKey } from "../values/keys";
import type { Change, Seen, Watch } from "./model";

/**
 * A reader changes nothing and takes everything, so the host never has a reason to merge what it is told:
 * it sees every result. A slow one leaves so much unread that the host merges transitions.
 */
export type Role = "reader" | "writer" | "slow";

export const USERS = ["anonymous", "ada", "bob"] as const;
export const BAD_TOKEN = "bad";

const verifier: Verifier = {
  token: (token) =>
    token === BAD_TOKEN
      ? Promise.reject(new AuthenticationError("Unauthenticated", "Could not verify OIDC token claim"))
      : Promise.resolve({
          identity: {
            kind: "user",
            attributes: { tokenIdentifier: `i|${token}`, subject: token, issuer: "i" },
          },
          expiresAt: null,
        }),
  header: () => Promise.resolve(ANONYMOUS),
  admin: () => ANONYMOUS,
};

/** Waiting bytes of a slow client count this many times: small frames too make the host merge transitions. */
const BACKLOG_FACTOR = 3_000;

interface Frame {
  readonly type: string;
  // Frames differ by type; each reader names the fields it expects.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly [field: string]: any;
}

interface Connection {
  readonly session: SyncSession;
  readonly up: string[];
  readonly down: string[];
  closed: number | null;
  querySet: number;
  identity: number;
  told: { querySet: number; identity: number; ts: bigint };
  /** Version -> the queries in the set, and -> who is calling. */
  readonly sets: Map<number, readonly number[]>;
  readonly callers: Map<number, string>;
  readonly results: Map<number, string>;
}

interface Request {
  readonly kind: Change["kind"] | "fail";
  readonly key: string;
  readonly value: number;
  /** Sent on this connection only, so order on the wire can be judged. */
  sentOn: Connection | null;
}

export class FuzzClient {
  readonly watches = new Map<number, Watch>();
  readonly pending = new Map<number, Request>();
  readonly changes: Change[] = [];
  readonly seen: Seen[] = [];
  connection: Connection | null = null;
  private readonly journals = new Map<number, string | null>();
  readonly cursors = new Map<Watch, { readonly cursor: string; readonly isDone: boolean }>();
  private readonly pageArgs = new Map<Watch, string | null>();
  private readonly echoes = new Map<number, string>();
  private readonly answered = new Map<number, string>();
  private caller: string = "anonymous";
  private lastQuery = 0;
  private lastRequest = 0;
  private lastTs = 0n;

  constructor(
    readonly name: string,
    private readonly engine: Engine,
    private readonly systemQueries: SystemQueries,
    readonly role: Role,
    private readonly onProblem: (text: string) => void,
  ) {}

  private wrong(text: string): void {
    this.onProblem(`${this.name}: ${text}`);
  }

  connect(): void {
    if (this.connection !== null) return;
    const down: string[] = [];
    const connection = {
      up: [],
      down,
      closed: null,
      querySet: 0,
      identity: 0,
      told: { querySet: 0, identity: 0, ts: 0n },
      sets: new Map([[0, []]]),
      callers: new Map([[0, "anonymous"]]),
      results: new Map(),
    } as unknown as Connection;
    const session = new SyncSession({
      engine: this.engine,
      verifier,
      systemQueries: this.systemQueries,
      origin: { ip: null, userAgent: null },
      isDevelopment: false,
      guard: new Guard(true),
      transport: {
        send: (head, tail = "") => void down.push(head + tail),
        backlog: () =>
          this.role === "slow" ? down.reduce((sum, text) => sum + text.length, 0) * BACKLOG_FACTOR : 0,
        close: (code) => (connection.closed = code),
      },
    });
    Object.assign(connection, { session });
    this.connection = connection;
    this.send({
      type: "Connect",
      sessionId: this.name,
      connectionCount: 0,
      lastCloseReason: null,
      clientTs: 0,
    });
    if (this.caller !== "anonymous") this.authenticate(this.caller);
    if (this.watches.size > 0) this.modify([...this.watches.keys()], []);
    for (const [requestId, request] of this.pending) this.sendMutation(requestId, request, null);
  }

  /** The socket breaks: what waits in either direction is lost. */
  disconnect(): void {
    this.connection?.session.end();
    this.connection = null;
    this.echoes.clear();
  }

  send(frame: object): void {
    this.connection?.up.push(JSON.stringify(frame));
  }

  sendText(text: string): void {
    this.connection?.up.push(text);
  }

  private modify(add: readonly number[], remove: readonly number[]): void {
    const { connection } = this;
    if (connection === null) return;
    const baseVersion = connection.querySet++;
    connection.sets.set(connection.querySet, [...this.watches.keys()]);
    this.send({
      type: "ModifyQuerySet",
      baseVersion,
      newVersion: connection.querySet,
      modifications: [
        ...add.map((queryId) => {
          const watch = this.watches.get(queryId) as Watch;
          const { path, from, to, size } = watch;
          const args =
            path === "page"
              ? { paginationOpts: { cursor: this.pageArgs.get(watch) ?? null, numItems: size } }
              : { from, to };
          return {
            type: "Add",
            queryId,
            udfPath: `world:${path}`,
            args: [args],
            journal: this.journals.get(queryId) ?? null,
          };
        }),
        ...remove.map((queryId) => ({ type: "Remove", queryId })),
      ],
    });
  }

  subscribe(asked: Omit<Watch, "isPrompt">): void {
    const watch: Watch = { ...asked, isPrompt: this.role === "reader" };
    const queryId = this.lastQuery++;
    this.watches.set(queryId, watch);
    if (watch.previous !== null) this.pageArgs.set(watch, this.cursors.get(watch.previous)?.cursor ?? null);
    this.modify([queryId], []);
  }

  unsubscribe(queryId: number): void {
    const watch = this.watches.get(queryId);
    if (watch === undefined) return;
    this.watches.delete(queryId);
    this.journals.delete(queryId);
    this.modify([], [queryId]);
  }

  authenticate(caller: string): void {
    this.caller = caller;
    const { connection } = this;
    if (connection === null) return;
    const baseVersion = connection.identity++;
    connection.callers.set(connection.identity, caller);
    this.send(
      caller === "anonymous"
        ? { type: "Authenticate", tokenType: "None", baseVersion }
        : { type: "Authenticate", tokenType: "User", value: caller, baseVersion },
    );
  }

  mutate(kind: Request["kind"], key: string, value: number): void {
    const requestId = this.lastRequest++;
    const request: Request = { kind, key, value, sentOn: this.connection };
    this.pending.set(requestId, request);
    this.sendMutation(requestId, request, this.connection);
  }

  private sendMutation(requestId: number, request: Request, sentOn: Connection | null): void {
    request.sentOn = sentOn;
    const { kind, key, value } = request;
    this.send({ type: "Mutation", requestId, udfPath: `world:${kind}`, args: [{ key, value }] });
  }

  echo(text: string): void {
    if (this.connection === null) return;
    const requestId = this.lastRequest++;
    this.echoes.set(requestId, text);
    this.send({ type: "Action", requestId, udfPath: "world:echo", args: [{ text }] });
  }

  /** Lets at most `count` frames through and says how many went. */
  flushUp(count: number): number {
    const { connection } = this;
    if (connection === null) return 0;
    const frames = connection.up.splice(0, count);
    for (const text of frames) connection.session.receive(text);
    return frames.length;
  }

  flushDown(count: number): number {
    const { connection } = this;
    if (connection === null) return 0;
    const frames = connection.down.splice(0, count);
    for (const text of frames) this.receive(connection, JSON.parse(text) as Frame);
    if (this.connection !== connection || connection.down.length > 0) return frames.length;
    connection.session.drained();
    if (connection.closed !== null) this.disconnect();
    return frames.length;
  }

  /** Nothing waits on the way, and the last transition says all that was asked for. */
  isSettled(): boolean {
    const { connection } = this;
    if (connection === null || connection.closed !== null) return false;
    const { told, querySet, identity, up, down } = connection;
    return (
      this.pending.size === 0 &&
      this.echoes.size === 0 &&
      up.length + down.length === 0 &&
      told.querySet === querySet &&
      told.identity === identity &&
      told.ts >= this.lastTs
    );
  }

  /** What the client shows now, for comparing with the end of the world. */
  showing(): Seen[] {
    const { connection } = this;
    if (connection === null) return [];
    const who = connection.callers.get(connection.told.identity) ?? "?";
    return [...this.watches].map(([queryId, watch]) => ({
      ts: connection.told.ts,
      who,
      watch,
      text: connection.results.get(queryId) ?? "nothing",
    }));
  }

  private receive(connection: Connection, frame: Frame): void {
    if (frame.type === "Transition") this.transition(connection, frame);
    else if (frame.type === "MutationResponse") this.answer(connection, frame);
    else if (frame.type === "ActionResponse") {
      if (frame["result"] !== this.echoes.get(frame["requestId"] as number))
        this.wrong("an echo is distorted");
      this.echoes.delete(frame["requestId"] as number);
    } else if (frame.type === "AuthError") {
      if (this.caller !== BAD_TOKEN && ![...connection.callers.values()].includes(BAD_TOKEN))
        this.wrong(`a good token was refused: ${String(frame["error"])}`);
      if (this.caller === BAD_TOKEN) this.caller = "anonymous";
    } else if (frame.type === "FatalError") {
      if (!String(frame["error"]).includes("garbage")) this.wrong(`FatalError ${String(frame["error"])}`);
    } else if (frame.type !== "Ping") this.wrong(`a frame of type ${frame.type}`);
  }

  private transition(connection: Connection, frame: Frame): void {
    const start = version(frame["startVersion"]);
    const { told } = connection;
    if (start.querySet !== told.querySet || start.identity !== told.identity || start.ts !== told.ts)
      this.wrong("a transition does not start where the last one ended");
    const end = version(frame["endVersion"]);
    if (end.ts < told.ts) this.wrong("time went back");
    connection.told = end;
    for (const change of frame["modifications"] as Frame[]) {
      const queryId = change["queryId"] as number;
      if (change.type === "QueryRemoved") connection.results.delete(queryId);
      else {
        const text =
          change.type === "QueryFailed"
            ? `error: ${JSON.stringify(change["errorData"])}`
            : JSON.stringify(change["value"]);
        connection.results.set(queryId, text);
        if (this.watches.has(queryId)) this.journals.set(queryId, change["journal"] as string | null);
        const watch = this.watches.get(queryId);
        if (watch?.path === "page" && change.type === "QueryUpdated") {
          const cursor = (change["value"] as Frame)["continueCursor"] as string;
          watch.end ??= placeOf(cursor);
          this.cursors.set(watch, { cursor, isDone: (change["value"] as Frame)["isDone"] as boolean });
        }
      }
    }
    const who = connection.callers.get(end.identity) ?? "?";
    for (const queryId of connection.sets.get(end.querySet) ?? []) {
      const text = connection.results.get(queryId);
      if (text === undefined) this.wrong(`query ${queryId} has no result in the transition of its set`);
      const watch = this.watches.get(queryId);
      if (text !== undefined && watch !== undefined) this.seen.push({ ts: end.ts, who, watch, text });
    }
  }

  private answer(connection: Connection, frame: Frame): void {
    const requestId = frame["requestId"] as number;
    const request = this.pending.get(requestId);
    if (request === undefined) {
      const again = JSON.stringify([frame["result"], frame["ts"]]);
      if (this.answered.get(requestId) !== again)
        this.wrong(`request ${requestId} was answered twice, differently`);
      return;
    }
    this.pending.delete(requestId);
    const { kind, key, value } = request;
    if (kind === "fail") {
      if (frame["success"] !== false || JSON.stringify(frame["errorData"]) !== JSON.stringify({ key }))
        this.wrong("a failing mutation did not fail with its data");
      return;
    }
    if (frame["success"] !== true) return this.wrong(`a mutation failed: ${String(frame["result"])}`);
    this.answered.set(requestId, JSON.stringify([frame["result"], frame["ts"]]));
    const ts = decodeTs(frame["ts"] as string);
    if (ts > this.lastTs) this.lastTs = ts;
    if (frame["result"] === null) return;
    // The client must hear its own result before a transition that holds its writes.
    if (request.sentOn === connection && connection.told.ts >= ts)
      this.wrong("a transition came before the answer whose writes it holds");
    this.changes.push({ ts, kind, key, value, ...(frame["result"] as Pick<Change, "owner" | "created">) });
  }
}

/** Where a cursor of the index by key points: index number, key, creation time. */
function placeOf(cursor: string): { key: string; created: number } | null {
  if (cursor.startsWith("e")) return null;
  const bytes = Buffer.from(cursor.slice(12), "base64url").latin1Slice();
  const end = bytes.indexOf("\0", 5);
  return { key: bytes.slice(5, end), created: decodeFloatKey(bytes, end + 2) };
}

function version(value: Frame): Connection["told"] {
  return {
    querySet: value["querySet"] as number,
    identity: value["identity"] as number,
    ts: decodeTs(value["ts"] as string),
  };
}
