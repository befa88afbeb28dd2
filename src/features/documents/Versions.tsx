// The versions of one document, newest first; each can be downloaded.
import { DownloadIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgQuery } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Feedback";
import { DateText } from "../../ui/Values";
import { useFileSize } from "../../hooks/useFileSize";
import { messages } from "./messages";
import { useDownload } from "./useDocumentLink";

export default function Versions(props: { documentId: Id<"documents">; name: string; onClose: () => void }) {
  const words = useMessages(messages);
  const format = useFormat();
  const size = useFileSize();
  const download = useDownload();
  const versions = useOrgQuery(api.documents.versions, { documentId: props.documentId });
  return (
    <Dialog open onClose={props.onClose} title={words.versionsOf({ name: props.name })}>
      {versions === undefined ? (
        <Skeleton width="80%" />
      ) : (
        <ul className="documents">
          {versions.map((one) => (
            <li key={one.version} className="document">
              <div className="document-main">
                <span className="row">
                  <strong>{words.version({ n: format.number(one.version) })}</strong>
                  <span className="truncate quiet">{one.fileName}</span>
                </span>
                <span className="meta numeric">
                  {size(one.fileSize)} · {one.createdByName} · <DateText at={one.createdAt} />
                </span>
              </div>
              <IconButton
                label={`${words.download}: ${words.version({ n: format.number(one.version) })}`}
                onClick={() => download(props.documentId, one.version)}
              >
                <DownloadIcon aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
