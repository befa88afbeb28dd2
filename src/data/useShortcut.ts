// Keyboard shortcuts of the app: single keys, chords and two-key sequences. Registered ones are listed in the "?" sheet.
import { useEffect, useRef } from "react";
import { isCovered, isTyping, keyName } from "../ui/keyboard";
import { createStore } from "../ui/store";

interface Shortcut {
  keys: string;
  label: string | undefined;
  run: () => void;
}

/** How long the second key of a sequence may take. */
const SEQUENCE_MS = 900;

const registered = createStore<readonly Shortcut[]>([]);
let pending: { key: string; at: number } | null = null;

function listen(event: KeyboardEvent) {
  if (event.defaultPrevented || event.repeat) return;
  const name = keyName(event);
  const chord = name.startsWith("Mod+");
  if (isTyping(event.target) && !chord) return;
  const blocked = !chord && isCovered();
  if (blocked) return;
  const sequence = pending && Date.now() - pending.at < SEQUENCE_MS ? `${pending.key} ${name}` : null;
  const all = registered.get();
  // The latest registration wins: a record's "E" over the list's.
  const hit =
    all.findLast((shortcut) => shortcut.keys === sequence) ??
    all.findLast((shortcut) => shortcut.keys === name);
  pending = null;
  if (hit) {
    event.preventDefault();
    hit.run();
  } else if (all.some((shortcut) => shortcut.keys.startsWith(`${name} `))) {
    pending = { key: name, at: Date.now() };
  }
}

let listening = 0;

/**
 * Runs `run` when the keys are pressed: "N", "?", "Mod+K", "G C" (one after the other). Never in text fields (except
 * with Mod). With a label it is listed in the shortcuts sheet. Pass null keys to switch it off.
 */
export function useShortcut(keys: string | null, run: () => void, label?: string): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (keys === null) return;
    const shortcut: Shortcut = { keys, label, run: () => latest.current() };
    registered.set((all) => [...all, shortcut]);
    if (listening === 0) document.addEventListener("keydown", listen);
    listening += 1;
    return () => {
      registered.set((all) => all.filter((other) => other !== shortcut));
      listening -= 1;
      if (listening === 0) document.removeEventListener("keydown", listen);
    };
  }, [keys, label]);
}

/** The shortcuts that work now, for the sheet. */
export const useShortcuts = registered.use;
