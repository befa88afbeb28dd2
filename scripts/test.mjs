/**
 * `npm test`: everything, in the order that fails soonest. `npm test -- types lint`
 * runs only the named steps.
 */
import { spawnSync } from "node:child_process";
import process from "node:process";
import { findBrowser } from "./browser.mjs";

const node = (...words) => [process.execPath, ...words];
const npx = (...words) => [process.platform === "win32" ? "npx.cmd" : "npx", "--no-install", ...words];

const steps = [
  { name: "types", command: npx("tsc", "--noEmit") },
  { name: "lint", command: npx("oxlint", "--type-aware", "--deny-warnings", "--quiet") },
  { name: "format", command: npx("prettier", "--check", "--log-level", "warn", ".") },
  { name: "unused", command: npx("knip", "--no-progress") },
  { name: "rows", command: node("scripts/rows.mjs", "--check") },
  { name: "generated", command: node("scripts/codegen.mjs", "--check") },
  { name: "build", command: npx("vite", "build", "--logLevel", "warn") },
  { name: "widgets", command: node("scripts/build-widgets.mjs") },
  { name: "browser", run: findBrowser },
  { name: "unit", command: npx("vitest", "run", "--project", "convex", "--project", "unit") },
  { name: "host", command: npx("vitest", "run", "--project", "host") },
  { name: "journeys", command: npx("vitest", "run", "--project", "journeys") },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(
    `No step called ${unknown.join(", ")}. There are: ${steps.map((step) => step.name).join(", ")}.`,
  );
  process.exit(2);
}

const began = Date.now();
for (const step of steps) {
  if (wanted.length > 0 && !wanted.includes(step.name)) continue;
  const start = Date.now();
  console.log(`\n— ${step.name}`);
  if (step.run) {
    await step.run();
  } else {
    const [file, ...words] = step.command;
    const { status } = spawnSync(file, words, { stdio: "inherit", env: { ...process.env, CI: "1" } });
    if (status !== 0) {
      console.error(`\nThe step "${step.name}" failed. Run it alone with: npm test -- ${step.name}`);
      process.exit(1);
    }
  }
  console.log(`  ${step.name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
console.log(`\nAll steps passed in ${((Date.now() - began) / 1000).toFixed(0)} s.`);
