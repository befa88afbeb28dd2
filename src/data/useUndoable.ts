// Undo instead of "are you sure": a toast with undo for a minute.
import { useCallback } from "react";
import { useMessages } from "../i18n/messages";
import { getLocale } from "../i18n/locale";
import { toast } from "../ui/toast";
import { uiMessages } from "../ui/messages";

/** So long a message offers to take back what it tells (ms). */
export const UNDO_MS = 60_000;

/** `undoable("Alma Reyes deactivated", () => reactivate({ customerId }))`: says it and offers Undo for a minute. */
export function useUndoable(): (message: string, undo: () => Promise<unknown>) => void {
  const words = useMessages(uiMessages);
  return useCallback(
    (message, undo) =>
      toast(message, {
        duration: UNDO_MS,
        action: { label: words.undo, onClick: () => void undo().catch(reportError) },
      }),
    [words],
  );
}

/** Shows anything caught as a toast. For deeds without a place of their own to say it. */
export function reportError(error: unknown): void {
  void import("./errorMessage").then(({ errorMessage }) =>
    toast(errorMessage(error, getLocale()), { role: "danger" }),
  );
}
