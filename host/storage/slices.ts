// Long work of the thread that everybody waits for, in slices with a turn for others between two of them.

/** Goes through the steps to their end; others have a turn when they have taken so many milliseconds since the last. */
export async function inSlices<Result>(steps: Iterator<void, Result>, sliceMs: number): Promise<Result> {
  let sliceEnd = performance.now() + sliceMs;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    if (performance.now() < sliceEnd) continue;
    await new Promise((resolve) => setImmediate(resolve));
    sliceEnd = performance.now() + sliceMs;
  }
}
