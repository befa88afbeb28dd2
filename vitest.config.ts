/** One run, four worlds: Convex functions in an edge-like runtime, the host and tools in Node, pure front-end code, and browser journeys. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** The end of a test says that it hangs, and not that the machine is busy. */
const PATIENCE_MS = 600_000;

export default defineConfig({
  test: {
    // Vitest keeps one core for itself; on two cores that is half of the time lost.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: "convex",
          environment: "edge-runtime",
          include: ["convex/**/*.test.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
      {
        test: {
          name: "host",
          environment: "node",
          include: ["host/**/*.test.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
        },
      },
      {
        test: {
          name: "unit",
          environment: "node",
          include: [
            "src/**/*.test.ts",
            "widgets/**/*.test.ts",
            "scripts/**/*.test.ts",
            "bench/**/*.test.ts",
            "tests/unit/**/*.test.ts",
          ],
          testTimeout: PATIENCE_MS,
        },
      },
      {
        test: {
          name: "journeys",
          environment: "node",
          include: ["tests/journeys/**/*.test.ts"],
          testTimeout: PATIENCE_MS,
          hookTimeout: PATIENCE_MS,
          // A journey waits for its browser more than half of the time; more than two would only wait for each other.
          maxWorkers: Math.min(2, availableParallelism()),
          // A browser on a busy machine may stumble; the report says which test needed a second go.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
