/**
 * The sync protocol's messages: client frames are checked field by field before
 * anything acts on them, server messages are assembled as text so that query
 * results are never parsed on their way out.
 */

/** A frame the protocol does not allow: the socket is told why and closed. */
export class ProtocolError extends Error {}

export interface AddQuery {
  readonly type: "Add";
  readonly queryId: number;
  readonly udfPath: string;
  /** Convex JSON of the argument object. */
  readonly args: string;
  readonly journal: string | null;
  readonly componentPath: string;
}

export interface FunctionRequest {
  readonly requestId: number;
  readonly udfPath: string;
  readonly args: string;
  readonly componentPath: string;
}

export type ClientMessage =
  | { type: "Connect"; sessionId: string; maxObservedTs: bigint | null; clientTs: number | null }
  | {
      type: "ModifyQuerySet";
      baseVersion: number;
      newVersion: number;
      modifications: readonly (AddQuery | { type: "Remove"; queryId: number })[];
    }
  | ({ type: "Mutation" } & FunctionRequest)
  | ({ type: "Action" } & FunctionRequest)
  | { type: "Authenticate"; tokenType: "None"; baseVersion: number }
  | { type: "Authenticate"; tokenType: "User"; baseVersion: number; value: string }
  | {
      type: "Authenticate";
      tokenType: "Admin";
      baseVersion: number;
      value: string;
      impersonating: unknown;
    }
  | { type: "Event" };

type Fields = Readonly<Record<string, unknown>>;

/** Parses one frame. Throws ProtocolError. */
export function parseClientMessage(text: string): ClientMessage {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    throw new ProtocolError("Received Invalid JSON on websocket: the frame is not JSON");
  }
  const fields = object(frame, "message");
  const type = fields["type"];
  switch (type) {
    case "Connect":
      return {
        type,
        sessionId: string(fields, "sessionId"),
        maxObservedTs: absent(fields["maxObservedTimestamp"])
          ? null
          : decodeTs(string(fields, "maxObservedTimestamp")),
        clientTs: typeof fields["clientTs"] === "number" ? fields["clientTs"] : null,
      };
    case "ModifyQuerySet":
      return {
        type,
        baseVersion: version(fields, "baseVersion"),
        newVersion: version(fields, "newVersion"),
        modifications: array(fields, "modifications").map(queryModification),
      };
    case "Mutation":
    case "Action":
      return { type, requestId: version(fields, "requestId"), ...functionFields(fields) };
    case "Authenticate":
      return authenticate(fields);
    case "Event":
      return { type };
    default:
      throw new ProtocolError(`Received Invalid JSON on websocket: unknown message type ${show(type)}`);
  }
}

function queryModification(value: unknown) {
  const fields = object(value, "modification");
  const queryId = version(fields, "queryId");
  if (fields["type"] === "Remove") return { type: "Remove" as const, queryId };
  if (fields["type"] !== "Add") throw new ProtocolError(`Unknown modification ${show(fields["type"])}`);
  const journal = fields["journal"];
  return {
    type: "Add" as const,
    queryId,
    ...functionFields(fields),
    journal: typeof journal === "string" ? journal : null,
  };
}

function functionFields(fields: Fields) {
  const args = array(fields, "args");
  if (args.length > 1) throw new ProtocolError("A function takes one argument object");
  return {
    udfPath: string(fields, "udfPath"),
    args: JSON.stringify(object(args[0] ?? {}, "args")),
    componentPath: absent(fields["componentPath"]) ? "" : string(fields, "componentPath"),
  };
}

function authenticate(fields: Fields): ClientMessage {
  const baseVersion = version(fields, "baseVersion");
  const type = "Authenticate";
  switch (fields["tokenType"]) {
    case "None":
      return { type, tokenType: "None", baseVersion };
    case "User":
      return { type, tokenType: "User", baseVersion, value: string(fields, "value") };
    case "Admin":
      return {
        type,
        tokenType: "Admin",
        baseVersion,
        value: string(fields, "value"),
        impersonating: fields["impersonating"] ?? null,
      };
    default:
      throw new ProtocolError(`Unknown tokenType ${show(fields["tokenType"])}`);
  }
}

function object(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ProtocolError(`Received Invalid JSON on websocket: ${what} is not an object`);
}

function array(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return value;
  throw new ProtocolError(`Received Invalid JSON on websocket: ${name} is not an array`);
}

function string(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === "string") return value;
  throw new ProtocolError(`Received Invalid JSON on websocket: ${name} is not a string`);
}

/** Versions, request and query ids are unsigned 32-bit integers. */
function version(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new ProtocolError(`Received Invalid JSON on websocket: ${name} is not a u32`);
}

function absent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 40) ?? "undefined";
}

/** Timestamps travel as base64 of 8 little-endian bytes. */
export function encodeTs(ts: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(ts);
  return bytes.toString("base64");
}

export function decodeTs(text: string): bigint {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 8) throw new ProtocolError("A timestamp must be base64 of 8 bytes");
  return bytes.readBigUInt64LE();
}

/** What the client was last told; `startVersion` of the next transition must repeat it exactly. */
export interface StateVersion {
  readonly querySet: number;
  readonly identity: number;
  readonly ts: bigint;
}

function versionText(version: StateVersion): string {
  return `{"querySet":${version.querySet},"identity":${version.identity},"ts":"${encodeTs(version.ts)}"}`;
}

/** Longer ones are not kept for the next socket. */
const MAX_SHARED_HEAD = 64 * 1024;

interface Head {
  readonly start: StateVersion;
  readonly end: StateVersion;
  readonly modifications: string;
  readonly text: string;
}

/** The head written last: when one commit is told to a thousand sockets, it is mostly the same for all. */
let lastHead: Head | null = null;

function isSame(a: StateVersion, b: StateVersion): boolean {
  return a === b || (a.querySet === b.querySet && a.identity === b.identity && a.ts === b.ts);
}

/** The version that a newer result alone leads to. Sockets that were told the same before get the same object. */
export function laterVersion(start: StateVersion, ts: bigint): StateVersion {
  if (lastHead !== null && lastHead.end.ts === ts && isSame(lastHead.start, start)) {
    const { end } = lastHead;
    if (end.querySet === start.querySet && end.identity === start.identity) return end;
  }
  return { querySet: start.querySet, identity: start.identity, ts };
}

/**
 * What a transition says to all sockets that were told the same before. `modifications` are ready JSON texts,
 * joined by commas; see `queryUpdated` and the two others.
 */
export function transitionHead(start: StateVersion, end: StateVersion, modifications: string): string {
  const known = lastHead;
  if (known?.modifications === modifications && isSame(known.start, start) && isSame(known.end, end))
    return known.text;
  const text = `{"type":"Transition","startVersion":${versionText(start)},"endVersion":${versionText(end)},"modifications":[${modifications}],`;
  if (text.length <= MAX_SHARED_HEAD) lastHead = { start, end, modifications, text };
  return text;
}

const lastTail = { skew: null as number | null, nowMs: 0, text: "" };

/** The end of the same message, in ASCII: this client's own. The wire carries the server's clock in nanoseconds. */
export function transitionTail(clientClockSkew: number | null, nowMs: number): string {
  if (lastTail.skew !== clientClockSkew || lastTail.nowMs !== nowMs) {
    const skew = clientClockSkew === null ? "" : `"clientClockSkew":${clientClockSkew},`;
    lastTail.skew = clientClockSkew;
    lastTail.nowMs = nowMs;
    lastTail.text = `${skew}"serverTs":${nowMs}000000}`;
  }
  return lastTail.text;
}

/** `value` and `errorData` are Convex JSON texts and are spliced in unparsed. */
export function queryUpdated(
  queryId: number,
  value: string,
  logLines: readonly string[],
  journal: string | null,
): string {
  return (
    `{"type":"QueryUpdated","queryId":${queryId},"value":${value},` +
    `"logLines":${JSON.stringify(logLines)},"journal":${JSON.stringify(journal)}}`
  );
}

export function queryFailed(
  queryId: number,
  failure: {
    readonly errorMessage: string;
    readonly errorData?: string;
    readonly logLines: readonly string[];
  },
  journal: string | null,
): string {
  return (
    `{"type":"QueryFailed","queryId":${queryId},${failureText("errorMessage", failure)},` +
    `"journal":${JSON.stringify(journal)}}`
  );
}

export function queryRemoved(queryId: number): string {
  return `{"type":"QueryRemoved","queryId":${queryId}}`;
}

export function functionSucceeded(
  type: "MutationResponse" | "ActionResponse",
  requestId: number,
  value: string,
  logLines: readonly string[],
  ts: bigint | null,
): string {
  const at = ts === null ? "" : `"ts":"${encodeTs(ts)}",`;
  return (
    `{"type":"${type}","requestId":${requestId},"success":true,"result":${value},${at}` +
    `"logLines":${JSON.stringify(logLines)}}`
  );
}

export function functionFailed(
  type: "MutationResponse" | "ActionResponse",
  requestId: number,
  failure: {
    readonly errorMessage: string;
    readonly errorData?: string;
    readonly logLines: readonly string[];
  },
): string {
  return `{"type":"${type}","requestId":${requestId},"success":false,${failureText("result", failure)}}`;
}

function failureText(
  name: string,
  failure: {
    readonly errorMessage: string;
    readonly errorData?: string;
    readonly logLines: readonly string[];
  },
): string {
  const data = failure.errorData === undefined ? "" : `"errorData":${failure.errorData},`;
  return (
    `${JSON.stringify(name)}:${JSON.stringify(failure.errorMessage)},${data}` +
    `"logLines":${JSON.stringify(failure.logLines)}`
  );
}

export function authError(message: string, baseVersion: number, authUpdateAttempted: boolean): string {
  return JSON.stringify({ type: "AuthError", error: message, baseVersion, authUpdateAttempted });
}

export function fatalError(message: string): string {
  return JSON.stringify({ type: "FatalError", error: message });
}

export const PING = '{"type":"Ping"}';
