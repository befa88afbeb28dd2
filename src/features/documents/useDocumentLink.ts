// Addresses of documents are short-lived and asked for when they are needed.
import { useCallback } from "react";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgMutation } from "../../data/org";
import { reportError } from "../../data/useUndoable";

/** Downloads the newest or a named version. */
export function useDownload(): (documentId: Id<"documents">, version?: number) => void {
  const link = useOrgMutation(api.documents.link);
  return useCallback(
    (documentId, version) =>
      void link({ documentId, ...(version === undefined ? {} : { version }) }).then(({ url }) => {
        const anchor = document.createElement("a");
        anchor.href = `${url}?download`;
        anchor.rel = "noopener";
        anchor.click();
      }, reportError),
    [link],
  );
}
