// Top-level calls: one transaction for a query or mutation, none for an action.
import { randomFillSync } from "node:crypto";
import type {
  FunctionCall,
  Identity,
  MutationOutcome,
  Outcome,
  QueryOutcome,
  RequestKey,
  RequestOrigin,
} from "../contract";
import { OverloadedError } from "../transaction/queue";
import type { Transaction } from "../transaction/transaction";
import { ReadSet } from "../transaction/readSet";
import { resolveCommitTs } from "../values/json";
import { canonicalPath, type AppFunction, type ComponentInstance, type UdfType } from "./application";
import { Execution, executions } from "./execution";
import { findFunction, notFound, type FunctionAddress } from "./functions";
import type { Host } from "./host";
import { ArgumentsError, FunctionError, invoke, TIME_LIMITS, toFunctionError, withTimeLimit } from "./invoke";
import type { LogBook } from "./logs";
import type { Request } from "./request";
import { Turnstile } from "./turnstile";
import { beginCall, enterCall, fingerprintOf, isWatched, refusalOf } from "./progress";

interface Found {
  readonly fn: AppFunction;
  readonly component: ComponentInstance;
}

/** What a mutation leaves in its idempotency record. */
interface MutationResult {
  readonly value: string;
  readonly logLines: readonly string[];
}

const idPool = Buffer.alloc(8 * 512);
let idsUsed = idPool.length;

/** 16 random hex digits; drawn from a pool, one system call per 512 ids. */
function newRequestId(): string {
  if (idsUsed === idPool.length) {
    randomFillSync(idPool);
    idsUsed = 0;
  }
  idsUsed += 8;
  return idPool.toString("hex", idsUsed - 8, idsUsed);
}

export class Calls {
  private readonly turnstile = new Turnstile();

  constructor(
    private readonly host: Host,
    private readonly logs: LogBook,
  ) {}

  newRequest(identity: Identity, origin: RequestOrigin, scheduledFunctionId: string | null = null): Request {
    return {
      id: newRequestId(),
      identity,
      showsIdentity: true,
      origin,
      scheduledFunctionId,
      logLines: [],
      slot: 0,
    };
  }

  /** Reports a top-level call to whoever watches this thread. Throws when the call ended a thread before. */
  private report(request: Request, address: FunctionAddress, args: string): void {
    if (!isWatched() || request.slot !== 0) return;
    const fingerprint = fingerprintOf(address.component, address.path, args, request.identity);
    const refusal = refusalOf(fingerprint);
    if (refusal !== undefined) throw new FunctionError(refusal, undefined);
    request.slot = beginCall(fingerprint);
  }

  /** Runs a query or mutation when no other is running. */
  private async inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.turnstile.enter();
    const ticket = typeof turn === "number" ? turn : await turn;
    try {
      return await run();
    } finally {
      this.turnstile.leave(ticket);
    }
  }

  /** Throws the text a client is shown. */
  private find(address: FunctionAddress, internal: boolean, wanted: UdfType | null): Found {
    const fn = findFunction(this.host.application(), address);
    const component = this.host.application().components.get(address.component);
    if (fn === undefined || component === undefined || (!fn.isPublic && !internal))
      throw notFound(address, !internal);
    if (wanted !== null && fn.udfType !== wanted) {
      const title = (kind: UdfType): string => `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
      throw new Error(
        `Trying to execute ${fn.path.replace(":", ".js:")} as ${title(wanted)}, but it is defined as ${title(fn.udfType)}.`,
      );
    }
    return { fn, component };
  }

  kindOf(call: FunctionCall): UdfType {
    return this.find(addressOf(call), call.internal === true, null).fn.udfType;
  }

  /** One run of a query in the given transaction. Never rejects. */
  async query(
    call: FunctionCall,
    journal: string | null,
    transaction: Transaction,
  ): Promise<{ outcome: QueryOutcome; reads: ReadSet }> {
    const request = this.newRequest(call.identity, call.origin);
    const address = addressOf(call);
    const ts = transaction.snapshotTs;
    let found: Found;
    try {
      found = this.find(address, call.internal === true, "query");
    } catch (error) {
      const outcome = { ...refusal(error, request), journal: null, ts };
      return { outcome, reads: new ReadSet() };
    }
    const execution = this.execution(found, request, transaction, Date.now());
    execution.journal = journal;
    const log = this.logs.begin(address, "Query", request);
    try {
      this.report(request, address, call.args);
      const value = await this.inTurn(() => invoke(execution, found.fn, call.args));
      const outcome: QueryOutcome = {
        ok: true,
        value,
        logLines: request.logLines,
        journal: execution.nextJournal,
        ts,
      };
      return { outcome, reads: transaction.reads };
    } catch (error) {
      const outcome = { ...failure(error, request), journal: execution.nextJournal, ts };
      this.logs.fail(log, toFunctionError(error));
      return { outcome, reads: transaction.reads };
    } finally {
      this.logs.end(log, transaction.budget.used);
    }
  }

  /** Never rejects but when the store itself fails. */
  async mutation(call: FunctionCall, key?: RequestKey): Promise<MutationOutcome> {
    const request = this.newRequest(call.identity, call.origin);
    const address = addressOf(call);
    try {
      this.find(address, call.internal === true, "mutation");
    } catch (error) {
      return { ...refusal(error, request), ts: null };
    }
    try {
      const { result, ts } = await this.host.committer.submit<MutationResult>({
        ...(key === undefined ? {} : { idempotencyKey: `${key.sessionId}/${key.requestId}` }),
        run: async (transaction) => ({
          value: await this.runMutation(address, call.args, request, transaction, call.internal === true),
          logLines: request.logLines,
        }),
      });
      return { ok: true, value: resolveCommitTs(result.value, ts), logLines: result.logLines, ts };
    } catch (error) {
      return { ...failure(error, request), ts: null };
    }
  }

  /** A mutation inside a transaction of the caller's: top-level calls and scheduled jobs. */
  async runMutation(
    address: FunctionAddress,
    args: string,
    request: Request,
    transaction: Transaction,
    internal: boolean,
  ): Promise<string> {
    const found = this.find(address, internal, "mutation");
    const log = this.logs.begin(address, "Mutation", request);
    try {
      this.report(request, address, args);
      return await this.inTurn(() =>
        invoke(this.execution(found, request, transaction, Date.now()), found.fn, args),
      );
    } catch (error) {
      this.logs.fail(log, toFunctionError(error));
      throw error;
    } finally {
      this.logs.end(log, transaction.budget.used);
    }
  }

  async action(call: FunctionCall, request = this.newRequest(call.identity, call.origin)): Promise<Outcome> {
    const address = addressOf(call);
    try {
      this.find(address, call.internal === true, "action");
    } catch (error) {
      return refusal(error, request);
    }
    try {
      const value = await this.runAction(address, call.args, request, call.internal === true);
      return { ok: true, value, logLines: request.logLines };
    } catch (error) {
      return failure(error, request);
    }
  }

  async runAction(
    address: FunctionAddress,
    args: string,
    request: Request,
    internal: boolean,
  ): Promise<string> {
    const found = this.find(address, internal, "action");
    const log = this.logs.begin(address, "Action", request);
    try {
      this.report(request, address, args);
      return await invoke(this.execution(found, request, null, null), found.fn, args);
    } catch (error) {
      this.logs.fail(log, toFunctionError(error));
      throw error;
    } finally {
      this.logs.end(log, null);
    }
  }

  /** ctx.runQuery, runMutation and runAction of an action: each its own transaction. */
  async fromAction(kind: UdfType, target: FunctionAddress, args: string, request: Request): Promise<string> {
    const call: FunctionCall = {
      component: target.component,
      path: target.path,
      args,
      identity: request.showsIdentity ? request.identity : { kind: "anonymous" },
      origin: request.origin,
      internal: true,
    };
    if (kind === "action") return await this.runAction(target, args, request, true);
    if (kind === "mutation") {
      this.find(target, true, "mutation");
      const { result, ts } = await this.host.committer.submit({
        run: (transaction) => this.runMutation(target, args, request, transaction, true),
      });
      return resolveCommitTs(result, ts);
    }
    const { outcome } = await this.host.committer.read((transaction) => this.query(call, null, transaction));
    if (outcome.ok) return outcome.value;
    throw new FunctionError(
      outcome.errorMessage,
      outcome.errorData === undefined ? undefined : JSON.parse(outcome.errorData),
    );
  }

  /** Null when no route matches. Rejects only when the action itself fails. */
  async httpAction(
    request: globalThis.Request,
    identity: Identity,
    origin: RequestOrigin,
  ): Promise<Response | null> {
    const url = new URL(request.url);
    const application = this.host.application();
    const route = findRoute(application.components, url.pathname, request.method);
    if (route === null) return null;
    const { component, path, registered } = route;
    const own = this.newRequest(identity, origin);
    const execution = new Execution(
      this.host,
      own,
      component,
      `http:${path}`,
      "httpAction",
      true,
      null,
      null,
      0,
    );
    const log = this.logs.begin(
      { component: component.path, path: `${request.method} ${path}` },
      "HttpAction",
      own,
    );
    try {
      this.report(own, { component: component.path, path: `${request.method} ${path}` }, "");
      enterCall(own.slot);
      const response = await withTimeLimit(execution, TIME_LIMITS.httpAction, () =>
        executions.run(execution, () => registered.invokeHttpAction!(request)),
      );
      if (!(response instanceof Response)) throw new Error("HTTP actions must return a Response.");
      // A streamed body may go on using ctx after the handler returned.
      execution.alive = true;
      return response;
    } catch (error) {
      this.logs.fail(log, toFunctionError(error));
      throw toFunctionError(error);
    } finally {
      this.logs.end(log, null);
    }
  }

  private execution(
    found: Found,
    request: Request,
    transaction: Transaction | null,
    now: number | null,
  ): Execution {
    const { fn, component } = found;
    return new Execution(
      this.host,
      request,
      component,
      fn.path,
      fn.udfType,
      fn.isPublic,
      transaction,
      now,
      0,
    );
  }
}

function addressOf(call: FunctionCall): FunctionAddress {
  return { component: call.component, path: canonicalPath(call.path) };
}

/** The call itself was wrong: no such function, or one of another kind. */
function refusal(error: unknown, request: Request): Outcome & { ok: false } {
  return { ok: false, errorMessage: (error as Error).message, logLines: request.logLines };
}

/** The function failed. Without data and with fitting arguments that is an accident of the server. */
function failure(error: unknown, request: Request): Outcome & { ok: false } {
  const outcome = refusal(error, request);
  if (error instanceof ArgumentsError || error instanceof OverloadedError) return outcome;
  if (error instanceof FunctionError) {
    return error.data === undefined
      ? { ...outcome, accident: request.id }
      : { ...outcome, errorData: JSON.stringify(error.data) };
  }
  // The store failed after the function ended well, so no function's log tells of it.
  console.error(`[Request ID: ${request.id}]`, error);
  return { ...outcome, accident: request.id };
}

interface Route {
  readonly component: ComponentInstance;
  readonly path: string;
  readonly registered: AppFunction["registered"];
}

/** The app's own routes first, then components mounted under a prefix, the longest first. */
function findRoute(
  components: ReadonlyMap<string, ComponentInstance>,
  pathname: string,
  method: string,
  at = "",
): Route | null {
  const component = components.get(at);
  if (component === undefined) return null;
  let path = pathname;
  if (at === "" && component.httpPrefix !== null) {
    const prefix = component.httpPrefix.replace(/\/$/, "");
    if (path === prefix || path.startsWith(`${prefix}/`)) path = path.slice(prefix.length) || "/";
  }
  const own = component.http?.lookup(path, method);
  if (own) return { component, path: own[2], registered: own[0] };
  const mounts = [...component.httpMounts].sort(([a], [b]) => b.length - a.length);
  for (const [prefix, child] of mounts) {
    if (!path.startsWith(prefix)) continue;
    const found = findRoute(components, `/${path.slice(prefix.length)}`, method, child);
    if (found !== null) return found;
  }
  return null;
}
