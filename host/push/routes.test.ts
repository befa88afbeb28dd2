/** The push protocol while a schema change takes its time. The rest of it is tested with the official CLI. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createVerifier } from "../auth/verifier";
import { eventually } from "../conformance/eventually";
import type { Engine, SchemaProblem } from "../contract";
import { sendError } from "../http/errors";
import { createAdminRoutes } from "./routes";

let server: Server;
let settle: { resolve(problem: SchemaProblem | null): void; reject(error: Error): void };
let staged: number;
let deployed: number;

beforeEach(async () => {
  staged = 0;
  deployed = 0;
  const prepared = { analysis: { components: [] } };
  const engine: Partial<Engine> = {
    prepare: () => Promise.resolve(prepared),
    analysis: () => prepared.analysis,
    stage: () => {
      staged++;
      return new Promise((resolve, reject) => (settle = { resolve, reject }));
    },
    stagingProgress: () => ({
      "": { schemaValidationComplete: true, indexesComplete: 1, indexesTotal: 3 },
    }),
    deploy: () => Promise.resolve(void deployed++),
  };
  const routes = createAdminRoutes({
    engine: engine as Engine,
    verifier: createVerifier({ providers: () => [], adminKey: "orbit|key" }),
    cloudUrl: "",
    siteUrl: "",
    uploads: undefined as never,
    dataDirectory: "",
  });
  server = createServer((request, response) => {
    routes(request, response, new URL(request.url ?? "/", "http://host")).catch((error: unknown) =>
      sendError(response, error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

async function post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/api/deploy2/${path}`, {
    method: "POST",
    headers: { authorization: "Convex orbit|key" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it("PU-22 a slow schema change answers how far it is, is done once, and goes live with finish_push", async () => {
  const { schemaChange } = (await post("start_push", {})).body;
  expect((await post("wait_for_schema", { schemaChange })).body).toEqual({
    type: "inProgress",
    components: { "": { schemaValidationComplete: true, indexesComplete: 1, indexesTotal: 3 } },
  });
  settle.resolve(null);
  expect((await post("wait_for_schema", { schemaChange })).body).toEqual({ type: "complete" });
  expect([staged, deployed]).toEqual([1, 0]);
  expect((await post("finish_push", { startPush: { schemaChange } })).status).toBe(200);
  expect(deployed).toBe(1);
});

it("PU-22 a row that does not fit is named with its table, anything else is refused with its reason", async () => {
  const { schemaChange } = (await post("start_push", {})).body;
  const failing = async (end: () => void) => {
    const before = staged;
    const waiting = post("wait_for_schema", { schemaChange });
    await eventually(() => expect(staged).toBe(before + 1));
    end();
    return await waiting;
  };
  const mismatch = { error: "row 1", component: "c", table: "t" };
  expect((await failing(() => settle.resolve(mismatch))).body).toEqual({
    type: "failed",
    error: "row 1",
    componentPath: "c",
    tableName: "t",
  });
  expect(await failing(() => settle.reject(new Error("the disk is full")))).toMatchObject({
    status: 400,
    body: { code: "PushFailed", message: "the disk is full" },
  });
  expect(deployed).toBe(0);
  expect((await post("wait_for_schema", { schemaChange: {} })).body).toMatchObject({ code: "RaceDetected" });
});
