/** `npm start`: builds what is missing and runs Orbit on this machine. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfNeeded } from "./build.mjs";
import "./tsx.mjs";

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), ".."));
const { main, settings } = await import("../host/main.ts");
settings();
try {
  buildIfNeeded();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
await main();
