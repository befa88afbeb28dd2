// Shapes of syscall handlers. Arguments come straight from the convex package,
// which user code cannot be trusted to leave alone, so handlers check what they use.
import type { Execution } from "../execution";

// any: each operation has its own argument shape, decided by the convex package
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Args = any;

export type SyncSyscalls = Readonly<Record<string, (execution: Execution, args: Args) => string>>;
export type AsyncSyscalls = Readonly<
  Record<string, (execution: Execution, args: Args) => string | Promise<string>>
>;
export type JsSyscalls = Readonly<Record<string, (execution: Execution, args: Args) => unknown>>;
