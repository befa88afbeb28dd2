/** `npm run backup|restore|convex -- …`: tools that work on the data folder of this installation. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import "./tsx.mjs";

process.chdir(path.resolve(path.dirname(fileURLToPath(import.meta.url)), ".."));
const { run } = await import("../host/cli/cli.ts");
process.exitCode = await run(process.argv.slice(2));
