/**
 * Accepts WebSockets on `/api/<version>/sync` and keeps them within bounds: frame
 * size, connections in all and per address, silence, and readers that do not read.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import type { Engine, RequestOrigin } from "../contract";
import type { Verifier } from "../auth/verifier";
import { networkOf, type Guard } from "../http/guard";
import { textFrame } from "./frame";
import { PING } from "./protocol";
import { SyncSession } from "./session";
import type { SystemQueries } from "./systemQueries";
import { writeTogether, writeWaiting } from "./together";

/** Convex allows 16 MiB of arguments; the rest is the envelope. */
const MAX_FRAME_BYTES = 20 * 1024 * 1024;
const BACKLOG_POLL_MS = 50;

export interface SocketLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** Clients give up after 60 s of silence. */
  readonly pingMs: number;
  /** A peer that answers no ping for this long is gone. */
  readonly peerTimeoutMs: number;
  /** A reader with more unsent bytes, or none taken for `slowReaderMs`, is disconnected. */
  readonly maxBacklogBytes: number;
  readonly slowReaderMs: number;
}

export const DEFAULT_LIMITS: SocketLimits = {
  maxConnections: 20_000,
  maxConnectionsPerAddress: 10_000,
  pingMs: 15_000,
  peerTimeoutMs: 120_000,
  maxBacklogBytes: 64 * 1024 * 1024,
  slowReaderMs: 60_000,
};

export interface SyncServer {
  /** True when the request was a sync upgrade and has been taken over. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, origin: RequestOrigin): boolean;
  readonly connections: () => number;
  /** Tells every client to reconnect later and closes. */
  close(): void;
}

export function createSyncServer(options: {
  readonly engine: Engine;
  readonly verifier: Verifier;
  readonly systemQueries: SystemQueries;
  readonly isDevelopment: boolean;
  readonly guard: Guard;
  /** Pages that may open a socket, by origin; null: any. What is no browser sends no origin and may. */
  readonly origins: ReadonlySet<string> | null;
  readonly limits?: Partial<SocketLimits>;
}): SyncServer {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    skipUTF8Validation: false,
  });
  const open = new Set<WebSocket>();
  const perAddress = new Map<string, number>();

  function accept(ws: WebSocket, socket: Duplex, origin: RequestOrigin): void {
    const address = networkOf(origin.ip);
    open.add(ws);
    perAddress.set(address, (perAddress.get(address) ?? 0) + 1);
    const session = new SyncSession({
      ...options,
      origin,
      transport: transportOf(ws, socket, limits, () => session.drained()),
    });
    const alive = keepAlive(ws, limits);
    const mayCome = options.guard.frames(origin);
    ws.on("message", (data, isBinary) => {
      alive.heard();
      if (!mayCome()) return session.overloaded();
      session.receive(isBinary ? "" : String(data));
    });
    ws.on("pong", alive.heard);
    ws.on("close", () => {
      alive.stop();
      session.end();
      open.delete(ws);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left > 0) perAddress.set(address, left);
      else perAddress.delete(address);
    });
    // An oversized or malformed frame arrives here; ws closes that socket by itself.
    ws.on("error", () => ws.terminate());
  }

  return {
    upgrade(request, socket, head, origin) {
      if (!/^\/api\/(?:[\w.-]+\/)?sync$/.test(request.url?.split("?")[0] ?? "")) return false;
      if (!isAllowed(options.origins, request.headers.origin)) {
        socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return true;
      }
      const refused =
        !options.guard.mayConnect(origin) ||
        open.size >= limits.maxConnections ||
        (perAddress.get(networkOf(origin.ip)) ?? 0) >= limits.maxConnectionsPerAddress;
      if (refused) {
        socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return true;
      }
      server.handleUpgrade(request, socket, head, (ws) => accept(ws, socket, origin));
      return true;
    },
    connections: () => open.size,
    close() {
      for (const ws of open) ws.close(1001, "InternalServerError: restarting");
      server.close();
    },
  };
}

function isAllowed(origins: ReadonlySet<string> | null, origin: string | undefined): boolean {
  return origins === null || origin === undefined || origins.has(origin.toLowerCase());
}

/** Pings the peer, both by frame and by protocol message, and drops it when it stays silent. */
function keepAlive(ws: WebSocket, limits: SocketLimits): { heard: () => void; stop: () => void } {
  let lastHeard = Date.now();
  const timer = setInterval(() => {
    if (Date.now() - lastHeard > limits.peerTimeoutMs) return ws.terminate();
    if (ws.readyState !== WebSocket.OPEN) return;
    ws.ping();
    if (ws.bufferedAmount === 0) ws.send(PING);
  }, limits.pingMs);
  timer.unref();
  return { heard: () => (lastHeard = Date.now()), stop: () => clearInterval(timer) };
}

function transportOf(ws: WebSocket, socket: Duplex, limits: SocketLimits, drained: () => void) {
  let watch: ReturnType<typeof setInterval> | undefined;
  let slowSince = 0;
  let lowest = Infinity;

  /** While bytes are unsent: tell the session when they are gone, evict a reader that makes no progress. */
  function watchBacklog(): void {
    if (watch) return;
    slowSince = Date.now();
    lowest = Infinity;
    watch = setInterval(() => {
      const bytes = ws.bufferedAmount;
      if (bytes < lowest) {
        lowest = bytes;
        slowSince = Date.now();
      }
      if (bytes === 0 || ws.readyState !== WebSocket.OPEN) {
        clearInterval(watch);
        watch = undefined;
        drained();
      } else if (bytes > limits.maxBacklogBytes || Date.now() - slowSince > limits.slowReaderMs) {
        ws.terminate();
      }
    }, BACKLOG_POLL_MS);
    watch.unref();
  }

  const write = (frame: Buffer): void => {
    if (ws.readyState !== WebSocket.OPEN) return;
    socket.write(frame);
    if (socket.writableLength > 0) watchBacklog();
  };

  return {
    send(head: string, tail = ""): void {
      if (tail !== "") return writeTogether(write, textFrame(head, tail));
      writeWaiting();
      if (ws.readyState !== WebSocket.OPEN) return;
      ws.send(head);
      if (socket.writableLength > 0) watchBacklog();
    },
    // Without compression ws itself keeps nothing back, so that this is its `bufferedAmount`, reached sooner.
    backlog: () => socket.writableLength,
    close(code: number, reason: string): void {
      writeWaiting();
      ws.close(code, reason);
      setTimeout(() => ws.terminate(), 5_000).unref();
    },
  };
}
