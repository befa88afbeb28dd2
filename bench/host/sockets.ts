/** A process of many clients: opens sockets on a host or on the floor and times how long a change takes to reach the last. */
import process from "node:process";
import { WebSocket } from "ws";

export interface Open {
  readonly type: "open";
  readonly url: string;
  readonly count: number;
  /** Sent once on every socket. */
  readonly hello: readonly string[];
}

/** Sends the frame on the first socket; over when every socket was sent a frame with `marker`. */
export interface Round {
  readonly type: "round";
  readonly frame: string;
  readonly marker: string;
}

export interface Answer {
  readonly ms: number;
  /** The frame that carried the marker; empty after opening. */
  readonly text: string;
}

interface Group {
  readonly sockets: WebSocket[];
  marker: string;
  left: number;
  text: string;
  done: () => void;
}

/** Handshakes under way at a time. */
const AT_ONCE = 200;
const group: Group = { sockets: [], marker: "", left: 0, text: "", done: () => {} };

process.on("message", (message: Open | Round) => {
  void (message.type === "open" ? open(message) : round(message)).then((answer) => process.send!(answer));
});
process.on("disconnect", () => process.exit(0));

async function open({ url, count, hello }: Open): Promise<Answer> {
  const began = performance.now();
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, () => connect(url, hello));
    group.sockets.push(...(await Promise.all(some)));
  }
  return { ms: performance.now() - began, text: "" };
}

/** Resolves when the socket is open and, where it asked for something, has its first answer. */
function connect(url: string, hello: readonly string[]): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("error", reject);
    socket.on("open", () => {
      for (const frame of hello) socket.send(frame);
      if (hello.length === 0) resolve(socket);
    });
    socket.on("message", (data: Buffer) => {
      if (group.left === 0) return resolve(socket);
      const text = data.toString();
      // A Transition or the floor's frame; the answer to the mutation itself carries no marker.
      if (!text.includes(group.marker)) return;
      group.text = text;
      if (--group.left === 0) group.done();
    });
  });
}

async function round({ frame, marker }: Round): Promise<Answer> {
  group.marker = marker;
  group.left = group.sockets.length;
  const began = performance.now();
  await new Promise<void>((resolve) => {
    group.done = resolve;
    group.sockets[0]!.send(frame);
  });
  return { ms: performance.now() - began, text: group.text };
}
