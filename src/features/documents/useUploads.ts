// Sending files: several at once, each with its progress and a way to stop it. A file that the customer has already waits
// for a decision instead of becoming a second document.
import { useCallback, useRef, useState } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import type { DocumentType } from "../../../convex/documents/types";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { useOrgMutation } from "../../data/org";
import { uploadFile } from "../../data/uploadFile";
import { useUndoable } from "../../data/useUndoable";
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
  /** Its content is here already. */
  repeated: Repeated | null;
}

export interface Repeated {
  storageId: Id<"_storage">;
  /** Leaves it at the document that is here. */
  keepOne: (document: SameDocument) => void;
  addVersion: (document: SameDocument) => void;
  addAnyway: () => void;
}

interface SameDocument {
  documentId: Id<"documents">;
  documentName: string;
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
  const undoable = useUndoable();
  const start = useOrgMutation(api.documents.startUpload);
  const create = useOrgMutation(api.documents.create);
  const remove = useOrgMutation(api.documents.remove);
  const addVersion = useOrgMutation(api.documents.addNewVersion);
  const withdraw = useOrgMutation(api.documents.withdrawVersion);
  const [running, setRunning] = useState<readonly Upload[]>([]);
  const serial = useRef(0);

  const send = useCallback(
    (files: Iterable<File>, documentId?: Id<"documents">) => {
      for (const file of files) {
        const key = (serial.current += 1);
        const { name } = file;
        const request = new XMLHttpRequest();
        const change = (part: Partial<Upload>) =>
          setRunning((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
        const end = () => setRunning((all) => all.filter((one) => one.key !== key));
        const stop = () => {
          request.abort();
          end();
        };
        const failed = (error: unknown) =>
          change({
            repeated: null,
            problem: error instanceof TypeError ? words.stopped : errorMessage(error, locale),
          });
        const entered = {
          customerId,
          input: { documentName: name, ...(documentType === undefined ? {} : { documentType }) },
        };
        /** What can be done with a sent file whose content is here already; each can be taken back. */
        const repeatedAs = (upload: Sent): Repeated => {
          const addSecond = async () => {
            const added = await create({ ...entered, ...upload, confirmDuplicate: true });
            undoable(words.added({ name }), () => remove({ documentId: added }));
          };
          return {
            storageId: upload.storageId,
            addAnyway: () => void addSecond().then(end, failed),
            keepOne: ({ documentName }) => {
              end();
              undoable(words.keptOne({ name: documentName }), addSecond);
            },
            addVersion: ({ documentId: same, documentName }) =>
              void addVersion({ documentId: same, ...upload })
                .then((version) =>
                  undoable(words.versionAdded({ name: documentName }), () =>
                    withdraw({ documentId: same, version }),
                  ),
                )
                .then(end, failed),
          };
        };
        setRunning((all) => [...all, { key, name, progress: 0, problem: null, repeated: null, stop }]);
        const work = async () => {
          const url = await start({ customerId });
          const storageId = await uploadFile(request, url, file, (progress) => change({ progress }));
          if (storageId === null) return;
          const upload: Sent = { storageId, fileName: name, fileSize: file.size };
          try {
            await (documentId === undefined
              ? create({ ...entered, ...upload })
              : addVersion({ documentId, ...upload }));
          } catch (error) {
            if (factsOf(error)?.code !== "DOCUMENT_EXISTS") throw error;
            return change({ repeated: repeatedAs(upload) });
          }
          end();
        };
        work().catch(failed);
      }
    },
    [addVersion, create, customerId, documentType, locale, remove, start, undoable, withdraw, words],
  );
  return { running, send };
}

interface Sent {
  storageId: Id<"_storage">;
  fileName: string;
  fileSize: number;
}
