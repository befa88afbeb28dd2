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

/** Loads the page anew once the server answers; returns how to stop waiting. */
export function reloadWhenReachable(everyMs = 2_000): () => void {
  const timer = setInterval(() => {
    void isReachable().then((answers) => {
      if (answers) location.reload();
    });
  }, everyMs);
  return () => clearInterval(timer);
}
