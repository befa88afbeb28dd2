// What goes with the message, and the way to add to it.
import { Suspense, useRef, useState } from "react";
import { Cross2Icon, FileIcon } from "@radix-ui/react-icons";
import { attachmentLimits, messageKinds } from "../../../convex/communications/fileKinds";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrg } from "../../data/org";
import { useFileSize } from "../../hooks/useFileSize";
import { useMessages } from "../../i18n/messages";
import { IconButton } from "../../ui/Button";
import { later } from "../../ui/later";
import { Menu } from "../../ui/Menu";
import { messages } from "./messages";
import type { Attached, useAttachments } from "./useAttachments";

const DocumentDialog = later(() => import("./DocumentDialog"));
const accepted = Object.keys(messageKinds)
  .map((ending) => `.${ending}`)
  .join(",");

type Attachments = ReturnType<typeof useAttachments>;

/** The button: a file from this computer, or one of the customer's documents. */
export function AttachMenu({
  customerId,
  channel,
  attachments,
}: {
  customerId: Id<"customers">;
  channel: "email" | "whatsapp";
  attachments: Attachments;
}) {
  const words = useMessages(messages);
  const size = useFileSize();
  const { can } = useOrg();
  const input = useRef<HTMLInputElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const { most, bytes } = attachmentLimits[channel];
  const note = most === 1 ? words.oneFile : words.mostFiles({ n: most, size: size(bytes) });
  return (
    <>
      <Menu
        trigger={(trigger) => (
          <IconButton {...trigger} label={words.attach}>
            <ClipIcon />
          </IconButton>
        )}
        items={[
          { label: words.attachFile, note, onSelect: () => input.current?.click() },
          ...(can("documents:read")
            ? [{ label: words.attachDocument, onSelect: () => setChoosing(true) }]
            : []),
        ]}
        side="top"
      />
      <input
        ref={input}
        type="file"
        hidden
        multiple={most > 1}
        accept={accepted}
        aria-label={words.attachFile}
        onChange={(event) => {
          attachments.addFiles(event.target.files ?? []);
          event.target.value = "";
        }}
      />
      {isChoosing && (
        <Suspense>
          <DocumentDialog
            customerId={customerId}
            onClose={() => setChoosing(false)}
            onChoose={({ _id, documentName, fileSize }) => {
              attachments.addDocument(_id, documentName, fileSize);
              setChoosing(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** A paper clip, which the set of icons lacks. */
function ClipIcon() {
  return (
    <svg width="15" height="15" viewBox="0 0 15 15" fill="none" aria-hidden>
      <path
        d="M12.5 6.8 7.4 11.9a3 3 0 0 1-4.3-4.3l5.4-5.3a2 2 0 0 1 2.9 2.8L6.2 10.3a1 1 0 0 1-1.4-1.4l4.6-4.6"
        stroke="currentColor"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function AttachedFiles({ attachments }: { attachments: Attachments }) {
  const words = useMessages(messages);
  if (attachments.attached.length === 0) return null;
  return (
    <ul className="composer-files" aria-label={words.attached}>
      {attachments.attached.map((file) => (
        <AttachedFile key={file.key} file={file} onRemove={() => attachments.remove(file.key)} />
      ))}
    </ul>
  );
}

function AttachedFile({ file, onRemove }: { file: Attached; onRemove: () => void }) {
  const words = useMessages(messages);
  const size = useFileSize();
  return (
    <li className="composer-file">
      <FileIcon aria-hidden />
      <span className="truncate">{file.name}</span>
      {file.problem !== null ? (
        <span className="bubble-error" role="alert">
          {file.problem}
        </span>
      ) : file.given === null ? (
        <progress value={file.progress} aria-label={words.uploading({ name: file.name })} />
      ) : (
        <span className="meta numeric">{size(file.size)}</span>
      )}
      <IconButton label={words.detach({ name: file.name })} onClick={onRemove}>
        <Cross2Icon aria-hidden />
      </IconButton>
    </li>
  );
}
