// Saving one setting at a time: at once, said quietly, and put back with the reason when it is refused.
import { useCallback } from "react";
import { reportError } from "../../data/useUndoable";
import { useMessages } from "../../i18n/messages";
import { toast } from "../../ui/toast";
import { settingsMessages } from "./messages";

/** Runs a save; true when it worked. A refusal is shown as a toast and answers false. */
export function useSave(): (save: () => Promise<unknown>) => Promise<boolean> {
  const words = useMessages(settingsMessages);
  return useCallback(
    async (save) => {
      try {
        await save();
        toast(words.saved, { id: "settings.saved", duration: 1500 });
        return true;
      } catch (error) {
        reportError(error);
        return false;
      }
    },
    [words],
  );
}
