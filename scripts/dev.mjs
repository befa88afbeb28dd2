/** `npm run dev`: the host with hot reload of convex/, and Vite's dev server in front of it. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import "./tsx.mjs";

const DEV_PORT = Number(process.env.ORBIT_DEV_PORT ?? 5173);

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), ".."));
const { main } = await import("../host/main.ts");
const { url } = await main({ watch: true });
const proxied = Object.fromEntries(
  ["/api", "/v1", "/config.json", "/healthz"].map((prefix) => [
    prefix,
    { target: url, ws: prefix === "/api" },
  ]),
);
const vite = await createServer({ server: { port: DEV_PORT, proxy: proxied } });
await vite.listen();
console.log(`The app with hot reload is at http://localhost:${vite.config.server.port}`);
