// A press on a cell that a second press edits: what one press does waits until it is clear that no second one follows.

/** Shorter than most people's double click would leave them in the wrong place; longer is felt (ms). */
const WAIT_MS = 220;

let waiting: ReturnType<typeof setTimeout> | undefined;

/** Runs it unless `noSingleClick` follows at once. */
export function onSingleClick(run: () => void): void {
  clearTimeout(waiting);
  waiting = setTimeout(run, WAIT_MS);
}

export function noSingleClick(): void {
  clearTimeout(waiting);
}
