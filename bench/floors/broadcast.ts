/** The floor of live queries: a bare `ws` server that makes one commit durable and sends the same text to everybody. */
import { WebSocketServer } from "ws";
import type { CommitFloor } from "./groupCommit";

export interface BroadcastFloor {
  readonly port: number;
  close(): Promise<void>;
}

/** Any frame "go <text>" is answered, once durable, with a frame of `bytes` that contains the text, to every socket. */
export async function serveBroadcast(commits: CommitFloor, bytes: number): Promise<BroadcastFloor> {
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    perMessageDeflate: false,
    backlog: 4_096,
  });
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const text = String(data).slice("go ".length);
      void commits.commit().then(() => {
        const frame = text.padEnd(bytes, ".");
        for (const client of server.clients) client.send(frame);
      });
    });
    socket.on("error", () => socket.terminate());
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  };
}
