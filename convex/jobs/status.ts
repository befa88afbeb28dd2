/** What a job's status says. Pure: the tray and the pages ask too. */
import type { Doc } from "../_generated/dataModel";

/** Neither ended nor given up: it runs, or somebody has it wait. */
export function isUnderWay({ status }: Pick<Doc<"jobs">, "status">): boolean {
  return status === "running" || status === "paused";
}

/** Kinds that may wait for hours between two steps: nobody's work depends on their end. */
export function isPausable(kind: Doc<"jobs">["kind"]): boolean {
  return kind === "import" || kind === "undoImport" || kind === "campaign";
}
