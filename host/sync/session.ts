/**
 * One client's side of the sync protocol, without the socket: frames in, frames
 * out. Frames act strictly in the order they came; only Authenticate takes time,
 * and everything behind it waits.
 */
import type {
  Engine,
  FunctionCall,
  Identity,
  Outcome,
  QueryOutcome,
  QuerySession,
  RequestOrigin,
  SessionTransition,
} from "../contract";
import { actingAttributes } from "../auth/adminKey";
import { AuthenticationError } from "../auth/errors";
import { ANONYMOUS, type Verified } from "../auth/verified";
import type { Verifier } from "../auth/verifier";
import { forCaller } from "../disclosure";
import type { Guard } from "../http/guard";
import { Outbox, type Transport } from "./outbox";
import {
  authError,
  fatalError,
  functionFailed,
  functionSucceeded,
  parseClientMessage,
  ProtocolError,
  queryFailed,
  queryRemoved,
  queryUpdated,
  type AddQuery,
  type ClientMessage,
  type FunctionRequest,
} from "./protocol";
import { SystemSubscriptions, type SystemQueries } from "./systemQueries";

/** The same bound as Convex's sync worker. */
const MAX_IN_FLIGHT = 1000;
/** Of frames that wait, in characters: a few of the largest, while a token is verified. */
const MAX_WAITING_LENGTH = 64 * 1024 * 1024;
const MAX_QUERIES = 10_000;
const MAX_TIMER_MS = 2 ** 31 - 1;
const CLOSE_NORMAL = 1000;
const CLOSE_POLICY = 1008;
const CLOSE_TRY_AGAIN = 1013;

interface Tag {
  readonly querySet: number;
  readonly identity: number;
  readonly removed: readonly number[];
  readonly systemAdded: readonly number[];
}

export interface SessionOptions {
  readonly engine: Engine;
  readonly verifier: Verifier;
  readonly systemQueries: SystemQueries;
  readonly transport: Transport;
  readonly origin: RequestOrigin;
  /** Callers may see log lines and the texts of uncaught errors. */
  readonly isDevelopment: boolean;
  readonly guard: Guard;
}

export class SyncSession {
  private readonly options: SessionOptions;
  private readonly outbox: Outbox;
  private readonly queries: QuerySession;
  private readonly system: SystemSubscriptions;
  private readonly inbox: { readonly message: ClientMessage; readonly length: number }[] = [];
  private waitingLength = 0;
  private readonly queryIds = new Set<number>();
  private sessionId: string | null = null;
  private caller: Verified = ANONYMOUS;
  /** Versions the client has asked for; the outbox knows those it was told. */
  private querySet = 0;
  private identityVersion = 0;
  private mutationsInFlight = 0;
  private actionsInFlight = 0;
  private busy = false;
  private ended = false;
  private expiry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    this.outbox = new Outbox(options.transport, () => this.mutationsInFlight > 0);
    this.queries = options.engine.openSession((transition) => this.onTransition(transition));
    this.system = new SystemSubscriptions(options.systemQueries, (changes) => {
      if (!this.ended) this.outbox.add(this.outbox.latest, changes);
    });
  }

  /** One text frame from the client. Never throws: a bad frame ends this session only. */
  receive(text: string): void {
    if (this.ended) return;
    const length = this.waitingLength + text.length;
    if (this.inbox.length >= 2 * MAX_IN_FLIGHT || length > MAX_WAITING_LENGTH) return this.overloaded();
    try {
      this.inbox.push({ message: parseClientMessage(text), length: text.length });
      this.waitingLength = length;
    } catch (error) {
      return this.fail(error);
    }
    if (!this.busy) void this.drain();
  }

  /** The reader took what was buffered; held transitions may go out. */
  drained(): void {
    if (!this.ended) this.outbox.schedule();
  }

  /** Frees everything; the transport is gone or about to go. Running functions finish on their own. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.expiry);
    this.inbox.length = 0;
    this.system.close();
    this.queries.close();
  }

  private async drain(): Promise<void> {
    this.busy = true;
    try {
      for (let next = this.inbox.shift(); next && !this.ended; next = this.inbox.shift()) {
        const { message, length } = next;
        this.waitingLength -= length;
        if (message.type === "Authenticate") await this.authenticate(message);
        else this.handle(message);
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.busy = false;
    }
  }

  private handle(message: Exclude<ClientMessage, { type: "Authenticate" }>): void {
    if (message.type === "Connect") return this.connect(message);
    if (this.sessionId === null) throw new ProtocolError("The first message must be Connect");
    if (message.type === "Event" || this.hasExpired()) return;
    if (message.type === "ModifyQuerySet") this.modifyQuerySet(message);
    else if (message.type === "Mutation") void this.mutate(message);
    else void this.act(message);
  }

  private connect(message: ClientMessage & { type: "Connect" }): void {
    if (this.sessionId !== null) throw new ProtocolError("Connect was sent twice");
    if (message.sessionId.length > 100) throw new ProtocolError("sessionId is too long");
    this.sessionId = message.sessionId;
    this.outbox.clientClockSkew = message.clientTs === null ? null : message.clientTs - Date.now();
  }

  private async authenticate(message: ClientMessage & { type: "Authenticate" }): Promise<void> {
    if (this.sessionId === null) throw new ProtocolError("The first message must be Connect");
    if (message.baseVersion !== this.identityVersion) {
      throw new ProtocolError(
        `Base version ${message.baseVersion} passed up doesn't match the current version ${this.identityVersion}`,
      );
    }
    const { guard, origin } = this.options;
    if (message.tokenType !== "None" && !guard.mayAuthenticate(origin)) return this.overloaded();
    try {
      this.caller = await this.verify(message);
    } catch (error) {
      if (!(error instanceof AuthenticationError)) throw error;
      guard.refused(origin);
      return this.rejectAuth(error.message, true);
    }
    if (this.ended) return;
    this.identityVersion += 1;
    this.armExpiry();
    if (this.caller.identity.kind !== "admin") this.system.clear();
    this.modify({ add: [], remove: [], identity: this.caller.identity, systemAdded: this.system.ids() });
  }

  private async verify(message: ClientMessage & { type: "Authenticate" }): Promise<Verified> {
    if (message.tokenType === "None") return ANONYMOUS;
    if (message.tokenType === "User") return this.options.verifier.token(message.value);
    const admin = this.options.verifier.admin(message.value);
    if (message.impersonating === null) return admin;
    return { ...admin, identity: { kind: "admin", actingAs: actingAttributes(message.impersonating) } };
  }

  private modifyQuerySet(message: ClientMessage & { type: "ModifyQuerySet" }): void {
    if (message.baseVersion !== this.querySet || message.newVersion <= message.baseVersion) {
      throw new ProtocolError(
        `Base version ${message.baseVersion} passed up doesn't match the current version ${this.querySet}`,
      );
    }
    const add: { queryId: number; call: FunctionCall; journal: string | null }[] = [];
    const remove: number[] = [];
    const removed: number[] = [];
    const systemAdded: number[] = [];
    for (const modification of message.modifications) {
      const { queryId } = modification;
      if (modification.type === "Remove") {
        if (!this.queryIds.delete(queryId))
          throw new ProtocolError(`Query ${queryId} is not in the query set`);
        removed.push(queryId);
        if (!this.system.remove(queryId)) remove.push(queryId);
      } else {
        if (this.queryIds.has(queryId))
          throw new ProtocolError(`Query ${queryId} is in the query set already`);
        if (this.queryIds.size >= MAX_QUERIES) throw new ProtocolError(`More than ${MAX_QUERIES} queries`);
        this.queryIds.add(queryId);
        if (this.isSystem(modification)) {
          this.system.add(queryId, modification);
          systemAdded.push(queryId);
        } else {
          add.push({ queryId, call: this.call(modification), journal: modification.journal });
        }
      }
    }
    this.querySet = message.newVersion;
    this.modify({ add, remove, removed, systemAdded });
  }

  private isSystem(query: AddQuery): boolean {
    return this.caller.identity.kind === "admin" && query.udfPath.startsWith("_system/");
  }

  private modify(change: {
    add: readonly { queryId: number; call: FunctionCall; journal: string | null }[];
    remove: readonly number[];
    identity?: Identity;
    removed?: readonly number[];
    systemAdded: readonly number[];
  }): void {
    const tag: Tag = {
      querySet: this.querySet,
      identity: this.identityVersion,
      removed: change.removed ?? [],
      systemAdded: change.systemAdded,
    };
    this.queries.modify({ add: change.add, remove: change.remove, identity: change.identity, tag });
  }

  private onTransition(transition: SessionTransition): void {
    if (this.ended) return;
    if (transition.changes.length === 1 && transition.tags.length === 0) {
      const { queryId, outcome } = transition.changes[0]!;
      return this.outbox.addResult(transition.ts, queryId, this.resultText(queryId, outcome));
    }
    let { querySet, identity } = this.outbox.latest;
    const modifications = new Map<number, string>();
    for (const { queryId, outcome } of transition.changes)
      modifications.set(queryId, this.resultText(queryId, outcome));
    for (const tag of transition.tags as readonly Tag[]) {
      querySet = tag.querySet;
      identity = tag.identity;
      for (const queryId of tag.removed) modifications.set(queryId, queryRemoved(queryId));
      for (const [queryId, text] of this.system.results(tag.systemAdded)) modifications.set(queryId, text);
    }
    this.outbox.add({ querySet, identity, ts: transition.ts }, modifications);
  }

  private async mutate(request: FunctionRequest): Promise<void> {
    if (this.mutationsInFlight >= MAX_IN_FLIGHT) return this.overloaded();
    this.mutationsInFlight += 1;
    try {
      const key = { sessionId: this.sessionId!, requestId: request.requestId };
      const call = this.call(request);
      const outcome = this.shown(await this.options.engine.mutation(call, key), call.identity);
      if (this.ended) return;
      if (!outcome.ok) {
        this.options.transport.send(functionFailed("MutationResponse", request.requestId, outcome));
        return;
      }
      const { value, logLines, ts } = outcome;
      this.options.transport.send(
        functionSucceeded("MutationResponse", request.requestId, value, logLines, ts),
      );
      // The client's promise resolves only with a transition at or past the commit that it hears after the response: one
      // that it heard before, as when the mutation wrote nothing, does not count.
      const { waitingTs } = this.outbox;
      if (ts !== null && (waitingTs === null || waitingTs < ts)) this.queries.reach(ts);
    } catch (error) {
      this.fail(error);
    } finally {
      this.mutationsInFlight -= 1;
      if (!this.ended) this.outbox.schedule();
    }
  }

  private async act(request: FunctionRequest): Promise<void> {
    if (this.actionsInFlight >= MAX_IN_FLIGHT) return this.overloaded();
    this.actionsInFlight += 1;
    try {
      const call = this.call(request);
      const outcome = this.shown(await this.options.engine.action(call), call.identity);
      if (this.ended) return;
      this.options.transport.send(
        outcome.ok
          ? functionSucceeded("ActionResponse", request.requestId, outcome.value, outcome.logLines, null)
          : functionFailed("ActionResponse", request.requestId, outcome),
      );
    } catch (error) {
      this.fail(error);
    } finally {
      this.actionsInFlight -= 1;
    }
  }

  private resultText(queryId: number, outcome: QueryOutcome): string {
    const seesAll = this.options.isDevelopment || this.caller.identity.kind === "admin";
    const known = lastTold;
    if (known?.outcome === outcome && known.queryId === queryId && known.seesAll === seesAll)
      return known.text;
    const shown = this.shown(outcome);
    const text = shown.ok
      ? queryUpdated(queryId, shown.value, shown.logLines, shown.journal)
      : queryFailed(queryId, shown, shown.journal);
    lastTold = { outcome, queryId, seesAll, text };
    return text;
  }

  private shown<T extends Outcome>(outcome: T, caller = this.caller.identity): T {
    return forCaller(outcome, caller, this.options.isDevelopment);
  }

  private call(request: { udfPath: string; args: string; componentPath: string }): FunctionCall {
    const { identity } = this.caller;
    if (request.componentPath !== "" && identity.kind !== "admin") {
      throw new ProtocolError(
        "Only admin or system users can call functions on non-root components directly",
      );
    }
    return {
      component: request.componentPath,
      path: request.udfPath,
      args: request.args,
      identity,
      origin: this.options.origin,
      internal: identity.kind === "admin",
    };
  }

  private armExpiry(): void {
    clearTimeout(this.expiry);
    const { expiresAt } = this.caller;
    if (expiresAt === null) return;
    const wait = Math.min(Math.max(expiresAt - Date.now(), 0), MAX_TIMER_MS);
    this.expiry = setTimeout(() => {
      if (!this.hasExpired()) this.armExpiry();
    }, wait);
    this.expiry.unref?.();
  }

  /** Ends the session with an AuthError when the token in use has run out. */
  private hasExpired(): boolean {
    const { expiresAt } = this.caller;
    if (expiresAt === null || Date.now() < expiresAt) return false;
    this.rejectAuth("The auth token expired", false);
    return true;
  }

  /** The client fetches a fresh token and reconnects, so versions start again from zero. */
  private rejectAuth(message: string, authUpdateAttempted: boolean): void {
    if (this.ended) return;
    this.options.transport.send(authError(message, this.identityVersion, authUpdateAttempted));
    this.end();
    this.options.transport.close(CLOSE_NORMAL, "AuthError");
  }

  /** Too much at once: the client backs off and tries again. */
  overloaded(): void {
    if (this.ended) return;
    this.end();
    this.options.transport.close(CLOSE_TRY_AGAIN, "TooManyConcurrentRequests");
  }

  private fail(error: unknown): void {
    if (this.ended) return;
    if (error instanceof ProtocolError) {
      this.options.transport.send(fatalError(error.message));
      this.end();
      this.options.transport.close(CLOSE_POLICY, "ProtocolError");
    } else {
      console.error("sync session failed:", error);
      this.end();
      this.options.transport.close(1011, "InternalServerError");
    }
  }
}

/** A result as it was written last: a thousand sessions that are told the same share one text. */
interface Told {
  readonly outcome: QueryOutcome;
  readonly queryId: number;
  readonly seesAll: boolean;
  readonly text: string;
}

let lastTold: Told | null = null;
