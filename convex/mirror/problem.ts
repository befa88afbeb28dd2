/** Why a job failed, kept so that the screen can say it in the reader's language. Pure. */
import { orbitError, type OrbitError } from "../shared/errors";

/** Most characters of a message that is none of ours. */
const longest = 500;

/** A refusal as JSON, or what a failure of another kind says. */
export function problemOf(error: unknown): string {
  const refusal = orbitError(error);
  if (refusal !== null) return JSON.stringify(refusal);
  return (error instanceof Error ? error.message : String(error)).slice(0, longest);
}

export function refusalIn(problem: string): OrbitError | null {
  if (!problem.startsWith("{")) return null;
  try {
    return JSON.parse(problem) as OrbitError;
  } catch {
    return null;
  }
}

/** One English line, for programs. */
export function lineOf(problem: string): string {
  const refusal = refusalIn(problem);
  if (refusal === null) return problem;
  if (refusal.code !== "VALIDATION_ERROR") return refusal.code;
  return refusal.issues.map(({ path, message }) => `${path}: ${message}`).join(" ");
}
