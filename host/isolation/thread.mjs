/** The database's thread: TypeScript first, then the engine. */
import "../../scripts/tsx.mjs";

await import("./thread.ts");
