// Files of a message: pictures, sounds and films in place, the rest by name, kind and size (COM-09). Addresses run out and are asked for.
import { useCallback, useEffect, useState } from "react";
import { ExclamationTriangleIcon, FileIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { shownAs } from "../../../convex/communications/fileKinds";
import { endingOf } from "../../../convex/documents/types";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { reportError } from "../../data/useUndoable";
import { useFileSize } from "../../hooks/useFileSize";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { useBusy } from "../../ui/useBusy";
import { messages } from "./messages";

type File = OrgRow<typeof api.communications.list>["files"][number];

export function MessageFiles({ files, mayRetry }: { files: readonly File[]; mayRetry: boolean }) {
  if (files.length === 0) return null;
  return (
    <ul className="message-files">
      {files.map((file) => (
        <li key={file._id}>
          {file.state !== "ready" ? (
            <Absent file={file} mayRetry={mayRetry} />
          ) : isPlayed(file.mimeType) ? (
            <Played file={file} />
          ) : (
            <Named file={file} />
          )}
        </li>
      ))}
    </ul>
  );
}

function isPlayed(mimeType: string): boolean {
  return ["image", "audio", "video"].includes(shownAs(mimeType) ?? "");
}

/** Shown in place. An address that ran out while the conversation stood open is asked for anew. */
function Played({ file }: { file: File }) {
  const words = useMessages(messages);
  const { link, ask } = useLink(file._id);
  useEffect(ask, [ask]);
  if (link === null) return <Skeleton width={160} />;
  const { url, until } = link;
  const renew = () => {
    if (until < Date.now()) ask();
  };
  const kind = shownAs(file.mimeType);
  if (kind === "image")
    return (
      <a
        href={url}
        target="_blank"
        rel="noreferrer noopener"
        aria-label={words["file.open"]({ name: file.fileName })}
      >
        <img className="bubble-picture" src={url} alt={file.fileName} onError={renew} />
      </a>
    );
  return kind === "audio" ? (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what somebody spoke into a phone has no captions
    <audio controls preload="metadata" src={url} aria-label={file.fileName} onError={renew} />
  ) : (
    // oxlint-disable-next-line jsx-a11y/media-has-caption -- what somebody filmed has no captions
    <video
      className="bubble-picture"
      controls
      preload="metadata"
      src={url}
      aria-label={file.fileName}
      onError={renew}
    />
  );
}

function useLink(fileId: Id<"messageFiles">) {
  const give = useOrgMutation(api.messageFiles.link);
  const [link, setLink] = useState<{ url: string; until: number } | null>(null);
  const ask = useCallback(() => void give({ fileId }).then(setLink, reportError), [give, fileId]);
  return { link, ask };
}

function Named({ file }: { file: File }) {
  const words = useMessages(messages);
  const give = useOrgMutation(api.messageFiles.link);
  const [busy, run] = useBusy();
  const isShown = shownAs(file.mimeType) !== null;
  const open = async () => {
    const { url } = await give({ fileId: file._id });
    const anchor = document.createElement("a");
    anchor.href = isShown ? url : `${url}?download`;
    anchor.target = isShown ? "_blank" : "";
    anchor.rel = "noopener noreferrer";
    anchor.click();
  };
  return (
    <button
      type="button"
      className="message-file"
      aria-label={words["file.open"]({ name: file.fileName })}
      disabled={busy}
      onClick={() => run(() => open().catch(reportError))}
    >
      <FileIcon aria-hidden />
      <FileName file={file} />
    </button>
  );
}

function FileName({ file }: { file: File }) {
  const size = useFileSize();
  const kind = endingOf(file.fileName).toUpperCase();
  return (
    <>
      <span className="message-file-name">{file.fileName}</span>
      <span className="meta numeric">
        {[kind, ...(file.fileSize > 0 ? [size(file.fileSize)] : [])]
          .filter((part) => part !== "")
          .join(" · ")}
      </span>
    </>
  );
}

/** Why a file is not here, and another try where one may help. */
function Absent({ file, mayRetry }: { file: File; mayRetry: boolean }) {
  const words = useMessages(messages);
  const retry = useOrgMutation(api.messageFiles.retry);
  const [busy, run] = useBusy();
  const mayHelp = file.state === "failed" || file.refusal === "size";
  return (
    <div className="message-file-absent">
      <span className="message-file">
        {file.state === "failed" ? <ExclamationTriangleIcon aria-hidden /> : <FileIcon aria-hidden />}
        <FileName file={file} />
      </span>
      <span className={file.state === "failed" ? "bubble-error" : "quiet"}>
        {file.state === "waiting"
          ? words["file.waiting"]
          : file.state === "failed"
            ? `${words["file.failed"]}: ${file.error ?? ""}`
            : words[`file.${file.refusal ?? "missing"}`]}
      </span>
      {mayRetry && mayHelp && (
        <Button
          size="small"
          busy={busy}
          onClick={() => run(() => retry({ fileId: file._id }).catch(reportError))}
        >
          {words["file.again"]}
        </Button>
      )}
    </div>
  );
}
