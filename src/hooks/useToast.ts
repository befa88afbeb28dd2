// Messages of one screen: they stack, and those that no longer hold are taken away (UIX-15).
import { useCallback, useMemo } from "react";
import { dismissToast, toast as show } from "../ui/toast";
import type { ToastOptions } from "../ui/toastOptions";

let last = 0;

export interface ScreenToasts {
  /** Shows a message above those that are there; returns its id. */
  toast: (message: string, options?: ToastOptions) => string;
  /** Takes one away before its time. */
  dismiss: (id: string) => void;
}

export function useToast(): ScreenToasts {
  const toast = useCallback((message: string, options: ToastOptions = {}) => {
    const id = options.id ?? `toast.${++last}`;
    show(message, { ...options, id });
    return id;
  }, []);
  return useMemo(() => ({ toast, dismiss: dismissToast }), [toast]);
}
