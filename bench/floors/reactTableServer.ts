/** Builds and serves the bare React table, compressed as Orbit serves its own files. */
import { build } from "esbuild";
import { createServer, type Server } from "node:http";
import { gzipSync } from "node:zlib";

export async function serveReactTable(port: number): Promise<Server> {
  const bundle = await build({
    entryPoints: ["bench/floors/reactTable.tsx"],
    bundle: true,
    minify: true,
    format: "esm",
    jsx: "automatic",
    write: false,
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const rows = Array.from({ length: 50 }, (_, index) => ({
    code: `CUS-${String(index + 1).padStart(3, "0")}`,
    name: `Customer number ${index + 1}`,
    email: `customer${index + 1}@example.test`,
    phone: `+7701000${String(index).padStart(4, "0")}`,
    status: "active",
    owner: "Aigerim",
    value: index * 1_000,
  }));
  const files = new Map<string, { type: string; body: Buffer }>([
    [
      "/",
      {
        type: "text/html; charset=utf-8",
        body: Buffer.from(
          '<!doctype html><html lang="en"><title>Floor</title><div id="root"></div><script type="module" src="table.js"></script></html>',
        ),
      },
    ],
    ["/table.js", { type: "text/javascript", body: Buffer.from(bundle.outputFiles[0]!.contents) }],
    ["/rows.json", { type: "application/json", body: Buffer.from(JSON.stringify(rows)) }],
  ]);
  const server = createServer((request, response) => {
    const file = files.get(new URL(request.url ?? "/", "http://floor").pathname);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { "content-type": file.type, "content-encoding": "gzip" })
      .end(gzipSync(file.body));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
