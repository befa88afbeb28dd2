// Waiting in tests for what comes by itself. How long it takes is the machine's affair: a wait has an end only so that
// a test that fails says what it waited for.
import { vi } from "vitest";

/** Less than a test may take, and more than the busiest machine needs for anything that comes at all. */
export const PATIENCE_MS = 120_000;

/** Looks again and again until `check` does not throw any more, and resolves with what it returned. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 10 });
}
