/**
 * Frames for many sockets are worked out some at a time and then written. Between two writes the system's own
 * work drives what the next session needs from the processor's caches; worked out together it is fetched at once.
 */

/** Enough to be worth it, some 50 microseconds; the first of a turn are not kept waiting for so many. */
const MAX_WAITING = 64;
const FIRST_WAITING = 8;
let mostWaiting = FIRST_WAITING;

const writers: ((frame: Buffer) => void)[] = [];
const frames: Buffer[] = [];

/** `write` is called with the frame before this turn of the loop ends, in the order of the calls; it must not throw. */
export function writeTogether(write: (frame: Buffer) => void, frame: Buffer): void {
  if (writers.length === 0 && mostWaiting === FIRST_WAITING) queueMicrotask(endTurn);
  writers.push(write);
  frames.push(frame);
  if (writers.length < mostWaiting) return;
  writeWaiting();
  mostWaiting = Math.min(2 * mostWaiting, MAX_WAITING);
}

function endTurn(): void {
  writeWaiting();
  mostWaiting = FIRST_WAITING;
}

/** Before anything goes to a socket by another way. */
export function writeWaiting(): void {
  for (let i = 0; i < writers.length; i++) writers[i]!(frames[i]!);
  writers.length = 0;
  frames.length = 0;
}
