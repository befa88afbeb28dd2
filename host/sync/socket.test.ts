/** Bounds of the socket itself: silence, slow readers, too many connections, shutdown. */
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import { ANONYMOUS } from "../auth/verified";
import { eventually } from "../conformance/eventually";
import { Guard } from "../http/guard";
import { createSyncServer, DEFAULT_LIMITS, type SocketLimits, type SyncServer } from "./socket";
import { TestEngine } from "./testEngine";

let server: Server;
let sync: SyncServer;
let test: TestEngine;
/** Where the next connections come from. */
let address: string;

async function start(
  limits: Partial<SocketLimits>,
  guard = new Guard(false),
  origins: ReadonlySet<string> | null = null,
): Promise<string> {
  test = new TestEngine();
  address = "10.0.0.1";
  sync = createSyncServer({
    engine: test.engine,
    verifier: { token: async () => ANONYMOUS, header: async () => ANONYMOUS, admin: () => ANONYMOUS },
    systemQueries: () => ({ ok: true, value: "null", logLines: [] }),
    isDevelopment: false,
    guard,
    origins,
    limits,
  });
  server = createServer();
  server.on("upgrade", (request, socket, head) => {
    sync.upgrade(request, socket, head, { ip: address, userAgent: null });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/1.48.0/sync`;
}

afterEach(() => {
  vi.restoreAllMocks();
  sync.close();
  server.closeAllConnections();
  server.close();
});

const opened = (socket: WebSocket) => new Promise<void>((resolve) => socket.once("open", () => resolve()));
const outcome = (socket: WebSocket) =>
  new Promise<string>((resolve) => {
    socket.once("error", (error) => resolve(error.message));
    socket.once("close", (code, reason) => resolve(`${code} ${String(reason)}`));
  });

it("SY-25 pings an idle client, with a frame the client's own timer sees", async () => {
  const socket = new WebSocket(await start({ pingMs: 20 }));
  const messages: string[] = [];
  socket.on("message", (data) => messages.push(String(data)));
  await eventually(() => expect(messages).toContain('{"type":"Ping"}'));
  socket.close();
});

it("SY-27 a peer that answers no ping is dropped and its session ends", async () => {
  const address = new URL(await start({ pingMs: 20, peerTimeoutMs: 60 }));
  const silent = await handshake(Number(address.port), address.pathname);
  silent.resume();
  await eventually(() => expect(test.sessions[0]?.closed).toBe(true));
  await eventually(() => expect(silent.destroyed || silent.readableEnded).toBe(true));
});

it("SY-28 a client that does not read is disconnected; the others go on", async () => {
  const url = await start({ slowReaderMs: 400, pingMs: 60_000 });
  // Nobody is slow before the test says that time has passed.
  let clock = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => clock);
  const { port, pathname } = new URL(url);
  const stuck = await handshake(Number(port), pathname);
  stuck.pause();
  const reader = new WebSocket(url);
  await opened(reader);
  let received = 0;
  reader.on("message", () => (received += 1));
  const big = "x".repeat(2 * 1024 * 1024);
  const tell = async (ts: bigint) => {
    for (const session of test.sessions) session.flush(ts, { 0: `${ts}${big}` });
    await eventually(() => expect(received).toBe(Number(ts)));
  };
  for (let ts = 1n; ts <= 12n; ts += 1n) await tell(ts);
  clock += 400;
  await tell(13n);
  expect(sync.connections()).toBe(2);
  clock += 1;
  await eventually(() => expect(sync.connections()).toBe(1));
  expect(test.sessions.map(({ closed }) => closed)).toEqual([true, false]);
  await tell(14n);
  reader.close();
  stuck.destroy();
});

it("SY-29 connections beyond the limits are refused before they cost anything", async () => {
  const url = await start({ maxConnectionsPerAddress: 1 });
  const first = new WebSocket(url);
  await opened(first);
  expect(await outcome(new WebSocket(url))).toContain("503");
  expect(test.sessions).toHaveLength(1);
  first.close();
  await eventually(() => expect(sync.connections()).toBe(0));
  const second = new WebSocket(url);
  await opened(second);
  second.close();
});

it("SY-29 an IPv6 network counts as one address, others have room of their own", async () => {
  const url = await start({ maxConnectionsPerAddress: 1 });
  address = "2001:db8::1";
  const first = new WebSocket(url);
  await opened(first);
  address = "2001:db8::2";
  expect(await outcome(new WebSocket(url))).toContain("503");
  address = "2001:db8:0:1::1";
  const second = new WebSocket(url);
  await opened(second);
  expect(test.sessions).toHaveLength(2);
});

it("SY-29 more connections than there may be in all are refused, wherever they come from", async () => {
  const url = await start({ maxConnections: 2 });
  for (address of ["10.0.0.1", "10.0.0.2"]) await opened(new WebSocket(url));
  address = "10.0.0.3";
  expect(await outcome(new WebSocket(url))).toContain("503");
  expect(test.sessions).toHaveLength(2);
});

it("SY-17 SY-25 SY-29 the bounds are those that are told", () => {
  expect(DEFAULT_LIMITS).toEqual({
    maxConnections: 20_000,
    maxConnectionsPerAddress: 10_000,
    pingMs: 15_000,
    peerTimeoutMs: 120_000,
    maxBacklogBytes: 64 * 2 ** 20,
    slowReaderMs: 60_000,
  });
});

it("SY-17 a reader with too much unsent is disconnected at once, one with less is not", async () => {
  const { port, pathname } = new URL(await start({ maxBacklogBytes: 32 * 2 ** 20, pingMs: 60_000 }));
  const stuck: Socket[] = [];
  // The one with less is looked at before the other, each time.
  for (const mebibytes of [16, 48]) {
    const reader = await handshake(Number(port), pathname);
    reader.pause();
    stuck.push(reader);
    test.sessions.at(-1)!.flush(1n, { 0: "x".repeat(mebibytes * 2 ** 20) });
  }
  await eventually(() => expect(test.sessions.at(-1)!.closed).toBe(true));
  expect(test.sessions.map(({ closed }) => closed)).toEqual([false, true]);
  for (const reader of stuck) reader.destroy();
});

it("SY-25 nothing is compressed, whatever the client offers", async () => {
  const socket = new WebSocket(await start({}), { perMessageDeflate: true });
  await opened(socket);
  expect(socket.extensions).toBe("");
});

it("SY-30 a host that stops tells its clients to come back", async () => {
  const socket = new WebSocket(await start({}));
  await opened(socket);
  const closed = outcome(socket);
  sync.close();
  expect(await closed).toBe("1001 InternalServerError: restarting");
});

/** A WebSocket handshake by hand, on a socket that then does nothing. */
function handshake(port: number, pathname: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(
        `GET ${pathname} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      ),
    );
    socket.once("error", reject);
    socket.once("data", () => resolve(socket));
  });
}

it("OP-4 a socket that sends too many frames is closed with a code that makes its client back off", async () => {
  const guard = new Guard(false, { frames: { perSecond: 0, burst: 3 } });
  const socket = new WebSocket(await start({}, guard));
  await opened(socket);
  const ended = outcome(socket);
  const connect = {
    type: "Connect",
    sessionId: "00000000-0000-4000-8000-000000000000",
    connectionCount: 0,
    lastCloseReason: null,
  };
  for (const message of [connect, ...Array(3).fill({ type: "Event", eventType: "x", event: null })])
    socket.send(JSON.stringify(message));
  expect(await ended).toBe("1013 TooManyConcurrentRequests");
});

it("OP-2 an address that opens sockets too fast is refused before a session exists", async () => {
  const address = await start({}, new Guard(false, { sockets: { perSecond: 0, burst: 1 } }));
  const first = new WebSocket(address);
  await opened(first);
  expect(await outcome(new WebSocket(address))).toContain("503");
  expect(test.sessions).toHaveLength(1);
  first.close();
});

it("OP-5 where origins are named, pages of others get no socket; programs, which send none, do", async () => {
  const address = await start({}, undefined, new Set(["https://crm.example"]));
  expect(await outcome(new WebSocket(address, { origin: "https://evil.example" }))).toContain("403");
  expect(test.sessions).toHaveLength(0);
  for (const origin of ["https://crm.example", undefined]) {
    const socket = new WebSocket(address, { origin });
    await opened(socket);
    socket.close();
  }
});

it("OP-3 a socket whose address had too many tokens refused is closed when it brings another", async () => {
  const guard = new Guard(false, { refusals: { perSecond: 0, burst: 1 } });
  guard.refused({ ip: "10.0.0.1", userAgent: null });
  const socket = new WebSocket(await start({}, guard));
  await opened(socket);
  const ended = outcome(socket);
  const sessionId = "00000000-0000-4000-8000-000000000000";
  socket.send(JSON.stringify({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: null }));
  socket.send(JSON.stringify({ type: "Authenticate", tokenType: "User", value: "t", baseVersion: 0 }));
  expect(await ended).toBe("1013 TooManyConcurrentRequests");
});
