/**
 * The floor of working with customers over HTTP: node:http and lmdb, every query
 * prepared by an index of its own, nothing asked of the caller, no live queries.
 * A process of its own, as Orbit is: `customersServer.ts <port> <sizes>`.
 *
 * GET  /list /filter /prefix /word /get /count, POST /create /update; all take ?size=.
 * Writes add a row of audit and answer when they are durable.
 */
import { createServer, type IncomingMessage } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { open } from "lmdb";
import { crowdCustomer } from "../../convex/sampleData/crowd";
import { searchWords } from "../../convex/search/words";

interface Row {
  id: number;
  code: string;
  name: string;
  status: string;
  type: string;
  phone: string;
  email: string;
  owner: number;
  value: number;
  updated: number;
}

const owners = 50;
const pageSize = 50;
const shortPage = 20;
const relations = 3;
const perTransaction = 5_000;

const [port = "0", sizeList = ""] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), "orbit-floor-"));
const store = open<unknown, (string | number)[]>({
  path: path.join(folder, "floor.mdb"),
  mapSize: 2 ** 36,
  // A promise of a write is kept once it is on the disk.
  overlappingSync: false,
});
for (const size of sizeList.split(",").map(Number)) await fill(size);

const routes: Record<string, (size: number, query: URLSearchParams, body: string) => unknown> = {
  "/list": (size) => rowsAt(size, ["updated", size], pageSize),
  "/filter": (size, query) =>
    rowsAt(size, ["filter", size, query.get("status")!, Number(query.get("owner"))], pageSize),
  "/prefix": (size, query) => named(size, query.get("text")!),
  "/word": (size, query) => rowsAt(size, ["word", size, query.get("text")!], shortPage),
  "/get": (size, query) => {
    const id = Number(query.get("id"));
    const range = { start: ["relation", size, id], end: ["relation", size, id, Infinity] };
    return { ...rowOf(size, id), relations: [...store.getRange(range)].map(({ value }) => value) };
  },
  "/count": (size, query) => store.get(["count", size, query.get("status")!]) ?? 0,
  "/create": async (size, _query, body) => {
    const { name } = JSON.parse(body) as { name: string };
    return await store.transaction(() => {
      const id = store.get(["next", size]) as number;
      void store.put(["next", size], id + 1);
      const row = { ...makeRow(id), name, updated: Date.now() };
      enter(size, row);
      void store.put(["audit", size, id, row.updated], { action: "create", after: row });
      return { id };
    });
  },
  "/update": async (size, query, body) => {
    const id = Number(query.get("id"));
    return await store.transaction(() => {
      const before = rowOf(size, id);
      const after = { ...before, ...(JSON.parse(body) as Partial<Row>), updated: Date.now() };
      void store.remove(["updated", size, -before.updated, id]);
      void store.put(["updated", size, -after.updated, id], id);
      void store.remove(["filter", size, before.status, before.owner, -before.updated, id]);
      void store.put(["filter", size, after.status, after.owner, -after.updated, id], id);
      void store.put(["row", size, id], after);
      void store.put(["audit", size, id, after.updated], { action: "update", before, after });
      return { id };
    });
  },
};

const server = createServer((request, response) => {
  const address = new URL(request.url ?? "/", "http://floor");
  const route = routes[address.pathname];
  const answer = (status: number, value: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  };
  if (route === undefined) return answer(404, null);
  textOf(request)
    .then((body) => route(Number(address.searchParams.get("size")), address.searchParams, body))
    .then(
      (value) => answer(200, value),
      (error: unknown) => answer(500, String(error)),
    );
});
server.listen(Number(port), "127.0.0.1", () => console.log("The floor is ready"));
process.on("SIGTERM", () => {
  void store.close().finally(() => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
});

async function fill(size: number): Promise<void> {
  for (let from = 0; from < size; from += perTransaction) {
    await store.transaction(() => {
      for (let id = from; id < Math.min(size, from + perTransaction); id++) {
        enter(size, makeRow(id));
        for (let n = 0; n < relations; n++)
          void store.put(["relation", size, id, n], {
            id: n,
            name: `Contact ${n} of ${id}`,
            phone: `+7701${id}`,
          });
      }
    });
  }
  await store.put(["next", size], size);
}

/** Writes a new row with its places in every index; inside a transaction. */
function enter(size: number, row: Row): void {
  void store.put(["row", size, row.id], row);
  void store.put(["updated", size, -row.updated, row.id], row.id);
  void store.put(["filter", size, row.status, row.owner, -row.updated, row.id], row.id);
  void store.put(["name", size, searchWords(row.name).join(" "), row.id], row.id);
  for (const word of new Set(searchWords(row.name)))
    void store.put(["word", size, word, -row.updated, row.id], row.id);
  void store.put(["count", size, row.status], ((store.get(["count", size, row.status]) as number) ?? 0) + 1);
}

function makeRow(id: number): Row {
  const made = crowdCustomer(id, 7);
  return {
    id,
    code: `CUS-${id}`,
    name: made.name,
    status: made.status,
    type: made.type,
    phone: made.phone,
    email: made.email,
    owner: id % owners,
    value: id * 100,
    updated: 1_700_000_000_000 + id,
  };
}

function rowOf(size: number, id: number): Row {
  return store.get(["row", size, id]) as Row;
}

/** Rows of an index's range, in its order. */
function rowsAt(size: number, start: (string | number)[], limit: number): Row[] {
  const found = store.getRange({ start, end: [...start, Infinity, Infinity], limit });
  return [...found].map(({ value }) => rowOf(size, value as number));
}

function named(size: number, text: string): Row[] {
  const found = store.getRange({
    start: ["name", size, text],
    end: ["name", size, `${text}\uffff`],
    limit: shortPage,
  });
  return [...found].map(({ value }) => rowOf(size, value as number));
}

async function textOf(request: IncomingMessage): Promise<string> {
  if (request.method !== "POST") return "";
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
