/** Hot reload: saving a file changes what connected clients see, without a reconnect. */
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { eventually } from "./conformance/eventually";
import { startTestHost, type TestHost } from "./sync/testHost";
import { watchFolder } from "./watch";

const greet = makeFunctionReference<"query", Record<string, never>, string>("greet:default");
const source = (text: string) =>
  `import { queryGeneric } from "convex/server"; export default queryGeneric(async () => ${text});`;

let host: TestHost;
let client: ConvexClient;
let stop: () => void;
const reports: string[] = [];

beforeAll(async () => {
  host = await startTestHost({ "convex/greet.ts": source('"one"') });
  stop = watchFolder(host.engine, path.join(host.project, "convex"), (line) => reports.push(line));
  client = new ConvexClient(host.url, {
    // The ws package stands in for the browser's WebSocket, as in Convex's own CLI.
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
    logger: false,
  });
});

afterAll(async () => {
  stop();
  await client.close();
  await host.remove();
});

it("PU-15 a saved file is live on a connected client; a broken one leaves the old code running", async () => {
  const seen: string[] = [];
  client.onUpdate(greet, {}, (value) => seen.push(value));
  await eventually(() => expect(seen).toEqual(["one"]));

  host.write("convex/greet.ts", source('"two"'));
  await eventually(() => expect(seen.at(-1)).toBe("two"));

  host.write("convex/greet.ts", "export default (");
  await eventually(() => expect(reports.at(-1)).toContain("the old ones still run"));
  expect(await client.query(greet, {})).toBe("two");

  host.write("convex/greet.ts", source('"three"'));
  await eventually(() => expect(seen.at(-1)).toBe("three"));
  expect(client.client.connectionState().connectionCount).toBe(1);
});
