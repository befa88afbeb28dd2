// Fetching a finished export: small files by their address, large ones part by part and put together here.
import { useCallback } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { toast } from "../../ui/toast";
import { messages } from "./messages";

const toastId = "exports.fetching";

export function useExportDownload(): (jobId: Id<"jobs">) => void {
  const words = useMessages(messages);
  const format = useFormat();
  const link = useOrgMutation(api.exports.link);
  return useCallback(
    (jobId) => {
      const fetchAll = async () => {
        const { url, fileName, parts } = await link({ jobId });
        if (parts === 1) return save(url, fileName);
        const pieces: Blob[] = [];
        for (let part = 0; part < parts; part++) {
          toast(words.downloading({ percent: format.percent(part / parts) }), {
            id: toastId,
            duration: 60_000,
          });
          const answer = await fetch(`${url}?part=${part}`);
          if (!answer.ok) {
            toast(words.fetchFailed, { id: toastId, role: "danger" });
            return;
          }
          pieces.push(await answer.blob());
        }
        toast(words.downloading({ percent: format.percent(1) }), { id: toastId, duration: 2000 });
        const whole = URL.createObjectURL(new Blob(pieces));
        save(whole, fileName);
        setTimeout(() => URL.revokeObjectURL(whole), 60_000);
      };
      fetchAll().catch((error: unknown) => {
        // A lost connection throws a TypeError, which has no words of ours.
        if (error instanceof TypeError) toast(words.fetchFailed, { id: toastId, role: "danger" });
        else reportError(error);
      });
    },
    [link, words, format],
  );
}

function save(url: string, fileName: string): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = fileName;
  anchor.rel = "noopener";
  anchor.click();
}
