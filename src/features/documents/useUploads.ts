// Sending files: several at once, each with its progress and a way to stop it.
import { useCallback, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { DocumentType } from "../../../convex/documents/types";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export interface Upload {
  key: number;
  name: string;
  /** 0 to 1. */
  progress: number;
  problem: string | null;
  stop: () => void;
}

export interface Uploads {
  running: readonly Upload[];
  /** `documentId` makes the file a newer version of that document. */
  send: (files: Iterable<File>, documentId?: Id<"documents">) => void;
}

/** `documentType` is what new documents are kept as. */
export function useUploads(customerId: Id<"customers">, documentType?: DocumentType): Uploads {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const start = useOrgMutation(api.documents.startUpload);
  const create = useOrgMutation(api.documents.create);
  const addVersion = useOrgMutation(api.documents.addNewVersion);
  const [running, setRunning] = useState<readonly Upload[]>([]);
  const serial = useRef(0);

  const send = useCallback(
    (files: Iterable<File>, documentId?: Id<"documents">) => {
      for (const file of files) {
        const key = (serial.current += 1);
        const request = new XMLHttpRequest();
        const change = (part: Partial<Upload>) =>
          setRunning((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
        const end = () => setRunning((all) => all.filter((one) => one.key !== key));
        const stop = () => {
          request.abort();
          end();
        };
        setRunning((all) => [...all, { key, name: file.name, progress: 0, problem: null, stop }]);
        const work = async () => {
          const url = await start({ customerId });
          const storageId = await post(request, url, file, (progress) => change({ progress }));
          if (storageId === null) return;
          const upload = { storageId, fileName: file.name, fileSize: file.size };
          await (documentId === undefined
            ? create({
                customerId,
                ...upload,
                input: { documentName: file.name, ...(documentType === undefined ? {} : { documentType }) },
              })
            : addVersion({ documentId, ...upload }));
          end();
        };
        work().catch((error: unknown) =>
          change({ problem: error instanceof TypeError ? words.stopped : errorMessage(error, locale) }),
        );
      }
    },
    [addVersion, create, customerId, documentType, locale, start, words],
  );
  return { running, send };
}

/** Sends one file with its progress; null when it was stopped. A broken connection is a TypeError, as with fetch. */
async function post(
  request: XMLHttpRequest,
  url: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<Id<"_storage"> | null> {
  return await new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("abort", () => resolve(null));
    request.addEventListener("error", () => reject(new TypeError("The connection broke")));
    request.addEventListener("load", () => {
      if (request.status !== 200) return reject(new TypeError(`The storage answered ${request.status}`));
      resolve((JSON.parse(request.responseText) as { storageId: Id<"_storage"> }).storageId);
    });
    request.open("POST", url);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.send(file);
  });
}
