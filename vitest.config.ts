/** One run, four worlds: Convex functions in an edge-like runtime, the host and tools in Node, pure front-end code, and browser journeys. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

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
          // The in-memory database walks whole tables; on a busy machine the crowded tests take a minute.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "host",
          environment: "node",
          include: ["host/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
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
          // Properties take their time on a busy machine.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "journeys",
          environment: "node",
          include: ["tests/journeys/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // A browser on a busy machine may stumble; the report says which test needed a second go.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
