// The lazy half of toast(): sonner in our skin.
import { useEffect } from "react";
import { Toaster, toast as sonner } from "sonner";
import type { ToastOptions } from "./toastOptions";
import { useAppearance } from "./preferences";
import "./Toast.css";

// sonner drops what is shown before its Toaster is mounted, so the first message waits for it.
let mounted = false;
const waiting: (() => void)[] = [];

/** Shows one toast, as soon as there is somewhere to show it. */
export function show(
  message: string,
  { role = "neutral", description, action, duration = 5000, id }: ToastOptions,
) {
  const call = role === "danger" ? sonner.error : role === "positive" ? sonner.success : sonner;
  const run = () =>
    void call(message, {
      duration,
      ...(description === undefined ? {} : { description }),
      ...(action === undefined ? {} : { action }),
      ...(id === undefined ? {} : { id }),
    });
  if (mounted) run();
  else waiting.push(run);
}

export const dismiss = (id: string) => void sonner.dismiss(id);

export default function ToastSurface() {
  useEffect(() => {
    mounted = true;
    for (const run of waiting.splice(0)) run();
    return () => {
      mounted = false;
    };
  }, []);
  return (
    <Toaster
      theme={useAppearance()}
      position="bottom-center"
      offset={16}
      gap={8}
      visibleToasts={3}
      expand
      toastOptions={{ className: "toast" }}
    />
  );
}
