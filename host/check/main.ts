/** `npm run check`: compares everything in the data folder with what it is derived from. Stop Orbit first. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readConfig } from "../config";
import { checkFolder } from "./checkFolder";

const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

try {
  const { documents, problems } = await checkFolder(
    process.argv[2] ?? readConfig(process.env, project).dataDirectory,
  );
  for (const problem of problems) console.error(problem);
  console.log(
    problems.length === 0 ? `${documents} documents and their indexes are as they should be.` : "Damaged.",
  );
  process.exit(problems.length === 0 ? 0 : 1);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
