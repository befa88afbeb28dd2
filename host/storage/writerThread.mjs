/** The thread that writes large commits: TypeScript first. */
import "../../scripts/tsx.mjs";

await import("./writerThread.ts");
