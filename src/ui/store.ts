// A value outside React that screens can read: preferences, toasts, the tray. Nothing here knows React contexts,
// so a change re-renders only the readers.
import { useSyncExternalStore } from "react";

/** A small observable value. `use()` reads it in a component, `get()` anywhere. */
export interface Store<T> {
  get(): T;
  set(next: T | ((previous: T) => T)): void;
  subscribe(listener: () => void): () => void;
  use(): T;
}

/** Creates a store; `set` with an equal value (Object.is) notifies nobody. */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const get = () => value;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return {
    get,
    subscribe,
    set(next) {
      const resolved = typeof next === "function" ? (next as (previous: T) => T)(value) : next;
      if (Object.is(resolved, value)) return;
      value = resolved;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, get, get),
  };
}

/** Reads a small JSON value kept in this browser; a private window without storage gives the fallback. */
export function readLocal<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

/** Keeps a small JSON value in this browser; silently keeps nothing where storage is refused (private windows). */
export function writeLocal(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else {
      // Reading is from memory, writing is work for every tab.
      const text = JSON.stringify(value);
      if (localStorage.getItem(key) !== text) localStorage.setItem(key, text);
    }
  } catch {
    // Storage full or refused: the preference lasts for this visit only, which is what the person asked the browser for.
  }
}
