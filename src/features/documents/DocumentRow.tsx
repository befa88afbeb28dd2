// One document in the list: what it is, who added it, and its deeds.
import { useRef, useState } from "react";
import {
  DotsHorizontalIcon,
  ExclamationTriangleIcon,
  FileIcon,
  FileTextIcon,
  ImageIcon,
  TableIcon,
} from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { documentTypes, previewOf, type DocumentType } from "../../../convex/documents/types";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Badge } from "../../ui/Badge";
import { Button, IconButton } from "../../ui/Button";
import { Menu } from "../../ui/Menu";
import type { MenuItem } from "../../ui/menuItem";
import { TextField } from "../../ui/TextField";
import { DateText } from "../../ui/Values";
import { useFileSize } from "../../hooks/useFileSize";
import { messages } from "./messages";
import { useDownload } from "./useDocumentLink";

export type Listed = OrgRow<typeof api.documents.list>;

export function DocumentRow(props: {
  document: Listed;
  mayWrite: boolean;
  onOpen: () => void;
  onVersions: () => void;
  onNewVersion: (file: File) => void;
}) {
  const { document, mayWrite } = props;
  const words = useMessages(messages);
  const format = useFormat();
  const size = useFileSize();
  const download = useDownload();
  const undoable = useUndoable();
  const update = useOrgMutation(api.documents.update);
  const remove = useOrgMutation(api.documents.remove);
  const restore = useOrgMutation(api.documents.restore);
  const [isRenaming, setIsRenaming] = useState(false);
  const newer = useRef<HTMLInputElement>(null);
  const { _id: documentId, documentName: name } = document;
  const why = document.refusal === null ? null : words[`why.${document.refusal}` as "why.type"];

  if (document.state === "refused") {
    return (
      <li className="document">
        <span className="document-icon" data-problem>
          <ExclamationTriangleIcon aria-hidden />
        </span>
        <div className="document-main">
          <span className="row">
            <span className="truncate document-name">{name}</span>
            <Badge role="danger">{words.refused}</Badge>
          </span>
          <span className="meta">{why}</span>
        </div>
        <Button size="small" onClick={() => void remove({ documentId }).catch(reportError)}>
          {words.dismiss}
        </Button>
      </li>
    );
  }

  const isReady = document.state === "ready";
  const rename = (documentName: string) => {
    setIsRenaming(false);
    if (documentName.trim() === name) return;
    void update({ documentId, input: { documentName } }).catch(reportError);
  };
  const retype = (documentType: DocumentType) =>
    void update({ documentId, input: { documentType } }).catch(reportError);
  const deeds: MenuItem[] = [
    ...(previewOf(document.mimeType) === null ? [] : [{ label: words.open, onSelect: props.onOpen }]),
    { label: words.download, onSelect: () => download(documentId) },
    { label: words.versions, onSelect: props.onVersions },
    ...(mayWrite
      ? ([
          "line",
          { label: words.rename, onSelect: () => setIsRenaming(true) },
          { label: words.newVersion, onSelect: () => newer.current?.click() },
          { heading: words.type },
          ...documentTypes.map((type) => ({
            label: words[type],
            checked: document.documentType === type,
            onSelect: () => retype(type),
          })),
        ] satisfies MenuItem[])
      : []),
    ...(document.mayDelete
      ? ([
          "line",
          {
            label: words.remove,
            danger: true,
            onSelect: () =>
              void remove({ documentId }).then(
                () => undoable(words.removed({ name }), () => restore({ documentId })),
                reportError,
              ),
          },
        ] satisfies MenuItem[])
      : []),
  ];

  return (
    <li className="document" data-waiting={!isReady || undefined}>
      <span className="document-icon">{iconOf(document.mimeType)}</span>
      <div className="document-main">
        {isRenaming ? (
          <TextField
            aria-label={words.name}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
            autoFocus
            defaultValue={name}
            maxLength={255}
            onBlur={(event) => rename(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") rename(event.currentTarget.value);
              if (event.key === "Escape") {
                event.stopPropagation();
                setIsRenaming(false);
              }
            }}
          />
        ) : (
          <span className="row">
            {isReady ? (
              <button
                type="button"
                className="truncate document-name"
                onClick={previewOf(document.mimeType) === null ? () => download(documentId) : props.onOpen}
              >
                {name}
              </button>
            ) : (
              <span className="truncate document-name">{name}</span>
            )}
            {document.documentType !== "other" && <Badge>{words[document.documentType]}</Badge>}
            {document.version > 1 && (
              <Badge role="info">{words.version({ n: format.number(document.version) })}</Badge>
            )}
          </span>
        )}
        <span className="meta numeric">
          {isReady ? size(document.fileSize) : words.checking} · {document.createdByName} ·{" "}
          <DateText at={document.createdAt} />
        </span>
        {why !== null && <span className="meta document-why">{words.newRefused({ why })}</span>}
      </div>
      <input
        ref={newer}
        type="file"
        className="visually-hidden"
        aria-label={`${words.newVersion}: ${name}`}
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) props.onNewVersion(file);
          event.target.value = "";
        }}
      />
      {isReady && (
        <Menu
          align="end"
          items={deeds}
          trigger={(trigger) => (
            <IconButton {...trigger} label={words.actions({ name })}>
              <DotsHorizontalIcon aria-hidden />
            </IconButton>
          )}
        />
      )}
    </li>
  );
}

function iconOf(mimeType: string) {
  if (mimeType.startsWith("image/")) return <ImageIcon aria-hidden />;
  if (/csv|sheet|excel/.test(mimeType)) return <TableIcon aria-hidden />;
  return /pdf|text|word|rtf/.test(mimeType) ? <FileTextIcon aria-hidden /> : <FileIcon aria-hidden />;
}
