// Pages on demand, without React.lazy: a page whose code is here already is drawn at once. React.lazy would show the
// fallback first and then hold the page back for 300 ms, React's pause between two reveals.
import { use, type ComponentType } from "react";
import type { LazyPage } from "./feature";

/** How long a failure stands before the page's code is asked for again (ms). */
const FAILED_FOR_MS = 1_000;

const loading = new Map<LazyPage, Promise<ComponentType>>();
const loaded = new Map<LazyPage, ComponentType>();

/** Starts loading a page's code; the promise is the same for every caller. A failed load is tried anew after a moment. */
export function loadPage(load: LazyPage): Promise<ComponentType> {
  let promise = loading.get(load);
  if (!promise) {
    promise = load().then((module) => {
      loaded.set(load, module.default);
      return module.default;
    });
    // Forgotten at once, it would be asked for again by the same drawing, without an end while the network is away.
    promise.catch(() => setTimeout(() => loading.delete(load), FAILED_FOR_MS));
    loading.set(load, promise);
  }
  return promise;
}

/** The page itself; suspends only while its code is on the way. */
export function PageOf({ load }: { load: LazyPage }) {
  const Page = loaded.get(load) ?? use(loadPage(load));
  // oxlint-disable-next-line react/static-components -- the page comes from a module, the same for the same loader
  return <Page />;
}
