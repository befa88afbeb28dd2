// Components whose code comes when it is needed. Thrown, a failure to fetch it would take the whole page with it, and what
// is typed there, for the sake of one of its parts.
// oxlint-disable-next-line no-restricted-imports -- this is what later is made of
import { lazy } from "react";
import { isReplaced } from "./reachable";
import { createStore } from "./store";

/** A part could not be fetched. A browser does not ask for the same code twice: it comes when the page is loaded anew. */
export const lacking = createStore(false);

/**
 * Loads what `load` does, when there is a network. Rejects when the code is not there any more, as after a new deployment;
 * where only the network failed it stays out, its place is held, and `lacking` says so.
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  if (!navigator.onLine) await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
  try {
    return await load();
  } catch (error) {
    if (await isReplaced(error)) throw error;
    lacking.set(true);
    return await new Promise<never>(() => undefined);
  }
}

/** React's `lazy`, for a part of a page: the nearest Suspense holds its place until it is there. */
export const later: typeof lazy = (load) => lazy(() => patiently(load));
