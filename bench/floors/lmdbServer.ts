/** The floor of reading a list over HTTP: node:http and lmdb, 50 rows of a sorted key, no rights, no live query. */
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { open } from "lmdb";

export interface Floor {
  url: string;
  stop(): Promise<void>;
}

/** Holds `size` rows under `list:<size>`; GET /list?size=… answers the first fifty by name, POST /row writes one durably. */
export async function serveLmdb(sizes: readonly number[]): Promise<Floor> {
  const folder = mkdtempSync(path.join(tmpdir(), "orbit-floor-"));
  const store = open<object, [number, string]>({ path: path.join(folder, "floor.mdb") });
  for (const size of sizes) {
    await store.transaction(() => {
      for (let n = 0; n < size; n++)
        void store.put([size, `customer ${String(n).padStart(8, "0")}`], rowOf(n));
    });
  }
  const server: Server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", "http://floor");
    const size = Number(address.searchParams.get("size"));
    const answer = (body: unknown) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    };
    if (request.method === "POST") {
      const name = `written ${Math.random()}`;
      void store.put([size, name], rowOf(0)).then(() => answer({ name }));
      return;
    }
    answer(
      [...store.getRange({ start: [size, ""], end: [size, "\uffff"], limit: 50 })].map(({ value }) => value),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The floor has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** About what a row of the list is: ten fields, 200 bytes. */
function rowOf(n: number): object {
  return {
    id: n,
    code: `CUS-${n}`,
    name: `Customer ${n}`,
    status: "active",
    type: "individual",
    phone: `+7701${n}`,
    email: `customer${n}@example.test`,
    owner: null,
    value: n * 100,
    created: 1_700_000_000_000 + n,
  };
}
