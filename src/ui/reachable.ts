// Whether the server that gave this page still answers: a reload without it loses the page and what is typed in it.

/** Never throws. */
export async function isReachable(address = "/config.json"): Promise<boolean> {
  try {
    return (await fetch(address, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** True when the server answers and no longer has this piece of the app: it was deployed anew. */
export async function isReplaced(error: unknown): Promise<boolean> {
  if (!(await isReachable())) return false;
  // Safari does not say which piece it was.
  const piece = /(?:https?:\/\/\S+?)?\/assets\/[\w.-]+/.exec(String(error))?.[0];
  return piece === undefined || !(await isReachable(piece));
}

const LOOK_MS = 2_000;

/** Loads the page anew once the server answers and nothing would be lost by it; returns how to stop waiting. */
export function reloadWhenReachable(isAtRest: () => boolean): () => void {
  const timer = setInterval(() => {
    if (!isAtRest()) return;
    void isReachable().then((answers) => {
      if (answers && isAtRest()) location.reload();
    });
  }, LOOK_MS);
  return () => clearInterval(timer);
}
