// Short messages at the bottom, with undo. sonner is fetched with the first one.
import { Suspense } from "react";
import { later } from "./later";
import { createStore } from "./store";
import type { ToastOptions } from "./toastOptions";

const wanted = createStore(false);
const load = () => import("./ToastSurface");
const Surface = later(load);

/** Shows a message. For something undoable use `useUndoable` (src/data), which calls this with its undo. */
export function toast(message: string, options: ToastOptions = {}): void {
  wanted.set(true);
  void load().then(({ show }) => show(message, options));
}

/** Takes a message away before its time. */
export function dismissToast(id: string): void {
  void load().then(({ dismiss }) => dismiss(id));
}

/** Mounted once by the app. */
export function Toasts() {
  return wanted.use() ? (
    <Suspense>
      <Surface />
    </Suspense>
  ) : null;
}
