/** The tools behind `npm run backup`, `restore` and `convex`. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig, StartError } from "../config";
import { createEngine } from "../engine";
import { backup, restore } from "./backup";
import { runConvex } from "./convex";

const projectDirectory = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Resolves with the exit code; everything a person can repair is one line on stderr. */
export async function run(words: readonly string[]): Promise<number> {
  const [command, ...args] = words;
  try {
    const config = readConfig(process.env, projectDirectory);
    if (command === "convex") return await runConvex(config, args);
    const file = args.find((word) => !word.startsWith("--"));
    if (command === "backup" && file) {
      await backup(config, path.resolve(file), createEngine);
      console.log(`Backup written to ${file}`);
      return 0;
    }
    if (command === "restore" && file) {
      const aside = await restore(config, path.resolve(file), args.includes("--force"));
      console.log(`Restored into ${config.dataDirectory}${aside ? `; what was there is in ${aside}` : ""}`);
      return 0;
    }
    throw new StartError(
      "Usage: npm run backup -- <file>, npm run restore -- <file> [--force], npm run convex -- <command>",
    );
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    return 1;
  }
}
