// Files that wait to leave with a message: sent ahead one by one, or documents of the customer by name.
import { useCallback, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { uploadFile } from "../../data/uploadFile";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export interface Attached {
  key: number;
  name: string;
  size: number;
  /** What goes with the message; null while it is sent ahead, or when that failed. */
  given: { storageId: Id<"_storage">; fileName: string } | { documentId: Id<"documents"> } | null;
  /** 0 to 1. */
  progress: number;
  problem: string | null;
  /** Stops sending it ahead. */
  stop: () => void;
}

export function useAttachments(customerId: Id<"customers">) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const start = useOrgMutation(api.communications.startUpload);
  const [attached, setAttached] = useState<readonly Attached[]>([]);
  const serial = useRef(0);
  const remove = useCallback(
    (key: number) =>
      setAttached((all) => {
        all.find((one) => one.key === key)?.stop();
        return all.filter((one) => one.key !== key);
      }),
    [],
  );
  const addFiles = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = (serial.current += 1);
        const request = new XMLHttpRequest();
        const change = (part: Partial<Attached>) =>
          setAttached((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
        setAttached((all) => [
          ...all,
          {
            key,
            name: file.name,
            size: file.size,
            given: null,
            progress: 0,
            problem: null,
            stop: () => request.abort(),
          },
        ]);
        const work = async () => {
          const url = await start({ customerId });
          const storageId = await uploadFile(request, url, file, (progress) => change({ progress }));
          if (storageId !== null) change({ given: { storageId, fileName: file.name } });
        };
        work().catch((error: unknown) =>
          change({ problem: error instanceof TypeError ? words.uploadStopped : errorMessage(error, locale) }),
        );
      }
    },
    [customerId, locale, start, words],
  );
  const addDocument = useCallback((documentId: Id<"documents">, name: string, size: number) => {
    const key = (serial.current += 1);
    setAttached((all) =>
      all.some(({ given }) => given !== null && "documentId" in given && given.documentId === documentId)
        ? all
        : [...all, { key, name, size, given: { documentId }, progress: 1, problem: null, stop: () => {} }],
    );
  }, []);
  const clear = useCallback(() => setAttached([]), []);
  return { attached, addFiles, addDocument, remove, clear };
}
