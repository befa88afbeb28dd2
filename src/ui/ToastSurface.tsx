// The lazy half of toast(): sonner in our skin.
import { useEffect } from "react";
import { Toaster, toast as sonner } from "sonner";
import type { ToastOptions } from "./toastOptions";
import { useAppearance } from "./preferences";
import { useIsPhone } from "./useMedia";
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
  const isPhone = useIsPhone();
  return (
    <Toaster
      theme={useAppearance()}
      // On a phone what is done next stands at the bottom, under the thumb.
      position={isPhone ? "top-center" : "bottom-center"}
      offset={16}
      mobileOffset={{ top: 52, left: 16, right: 16 }}
      gap={8}
      visibleToasts={3}
      expand
      toastOptions={{ className: "toast" }}
    />
  );
}
