/** The floor of live queries: a bare `ws` server that makes one commit durable and sends the same text to everybody. */
import { WebSocketServer } from "ws";
import type { CommitFloor } from "./groupCommit";

export interface BroadcastFloor {
  readonly port: number;
  close(): Promise<void>;
}

/** Any frame "go <marker>" is answered, once durable, with the frame for this marker, to every socket. */
export async function serveBroadcast(
  commits: CommitFloor,
  frameOf: (marker: string) => string,
): Promise<BroadcastFloor> {
  const server = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    perMessageDeflate: false,
    backlog: 4_096,
  });
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const marker = String(data).slice("go ".length);
      void commits.commit().then(() => {
        const frame = frameOf(marker);
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
