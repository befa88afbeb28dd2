/** Who stands behind `createdBy` and the like: "user:<id>" is a person, anything else a program. Pure. */
import type { Id } from "../_generated/dataModel";

const prefix = "user:";

/** The person, or null for a key, a form, a job or Orbit itself. */
export function userOf(actorId: string): Id<"users"> | null {
  return actorId.startsWith(prefix) ? (actorId.slice(prefix.length) as Id<"users">) : null;
}
