// What every system call begins with: who calls, and whether it may be answered at once.
import { currentExecution, type Execution } from "./execution";
import { checkDeadline } from "./invoke";

/** Of the function that runs. Throws where none does. */
export function execution(): Execution {
  const current = currentExecution();
  if (current === undefined) {
    throw new Error(
      "Convex functions, the database and auth can only be used while a Convex function runs, not at import time.",
    );
  }
  return current;
}

const ENDED = "This function has already ended; nothing it starts now has an effect.";

/** False when others are to have a turn first. Throws when the function has ended or must end. */
export function mayAnswer(current: Execution): boolean {
  if (!current.alive) throw new Error(ENDED);
  const now = checkDeadline(current);
  return !current.isDeterministic || current.mayGoOn(now);
}

/**
 * Whoever reads need not wait for a long mutation to end: queries see the state before it, and other
 * mutations wait for their turn in the queue.
 */
export async function othersFirst(current: Execution): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  checkDeadline(current);
  if (!current.alive) throw new Error(ENDED);
  current.beginSlice(performance.now());
}
