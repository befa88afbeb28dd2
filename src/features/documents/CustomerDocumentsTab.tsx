// The files of a customer: drop them anywhere on the tab, watch them arrive, open them in place (DOC-03, DOC-04, DOC-08).
import { Suspense, useRef, useState, type DragEvent } from "react";
import { PlusIcon, UploadIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { documentTypes, kinds, previewOf, type DocumentType } from "../../../convex/documents/types";
import { useOrg, useOrgPaginated } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { FilterChips } from "../../ui/FilterChips";
import { LoadMore } from "../../ui/LoadMore";
import { later } from "../../ui/later";
import { mayAdd } from "../customers/mayAdd";
import type { CustomerPartProps } from "../customers/openCustomer";
import { DocumentRow, type Listed } from "./DocumentRow";
import { messages } from "./messages";
import { UploadRow } from "./UploadRow";
import { useUploads } from "./useUploads";
import "../interactions/interactions.css";
import "./documents.css";

const Preview = later(() => import("./Preview"));
const Versions = later(() => import("./Versions"));

const accepted = Object.keys(kinds)
  .map((ending) => `.${ending}`)
  .join(",");

/** `only` one type, for a tab of its own: nothing to filter, and what is added there is of that type (DOC-09). */
export function CustomerDocumentsTab({ customer, only }: CustomerPartProps & { only?: DocumentType }) {
  const words = useMessages(messages);
  const org = useOrg();
  const [type, setType] = useState<DocumentType | null>(only ?? null);
  const [isOver, setIsOver] = useState(false);
  const [opened, setOpened] = useState<Listed["_id"] | null>(null);
  const [versionsOf, setVersionsOf] = useState<Listed | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const uploads = useUploads(customer._id, only);
  const list = useOrgPaginated(
    api.documents.list,
    { customerId: customer._id, documentType: type },
    { initialNumItems: 30, pageSize: 50 },
  );
  const mayWrite = mayAdd(customer, org, "documents:write");
  const rows = list.rows ?? [];
  const shown = rows.filter(({ state, mimeType }) => state === "ready" && previewOf(mimeType) !== null);
  const at = shown.findIndex(({ _id }) => _id === opened);
  const add = (
    <Button size="small" icon={<PlusIcon aria-hidden />} onClick={() => input.current?.click()}>
      {words.add}
    </Button>
  );
  const drop = mayWrite
    ? {
        onDragOver: (event: DragEvent) => {
          if (!event.dataTransfer.types.includes("Files")) return;
          event.preventDefault();
          setIsOver(true);
        },
        onDragLeave: (event: DragEvent) => {
          if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
        },
        onDrop: (event: DragEvent) => {
          event.preventDefault();
          setIsOver(false);
          uploads.send(event.dataTransfer.files);
        },
      }
    : {};
  return (
    <div className="stack documents-tab" {...drop}>
      {isOver && (
        <div className="documents-drop">
          <UploadIcon aria-hidden />
          {words.dropHere}
        </div>
      )}
      <input
        ref={input}
        type="file"
        multiple
        accept={accepted}
        className="visually-hidden"
        aria-label={words.choose}
        tabIndex={-1}
        onChange={(event) => {
          uploads.send([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {mayWrite && (
        <div className="row">
          {add}
          <span className="meta documents-hint">{words.dropHint}</span>
        </div>
      )}
      {only === undefined && (
        <FilterChips
          label={words.filter}
          value={type}
          onChange={setType}
          options={[null, ...documentTypes].map((value) => ({
            value,
            label: value === null ? words.all : words[value],
          }))}
        />
      )}
      {uploads.running.length > 0 && (
        <ul className="documents">
          {uploads.running.map((upload) => (
            <UploadRow key={upload.key} upload={upload} customerId={customer._id} />
          ))}
        </ul>
      )}
      {list.rows === undefined ? (
        <Shape />
      ) : rows.length === 0 ? (
        uploads.running.length === 0 && (
          <div className="tab-empty">
            <p className="tab-empty-title">
              {type === null ? words.emptyTitle : only === "invoice" ? words.noInvoices : words.emptyType}
            </p>
            {type === null && <p className="quiet">{words.empty}</p>}
            {only === "invoice" && <p className="quiet">{words.noInvoicesHint}</p>}
          </div>
        )
      ) : (
        <ul className="documents" aria-busy={list.isStale || undefined}>
          {rows.map((document) => (
            <DocumentRow
              key={document._id}
              document={document}
              mayWrite={mayWrite}
              onOpen={() => setOpened(document._id)}
              onVersions={() => setVersionsOf(document)}
              onNewVersion={(file) => uploads.send([file], document._id)}
            />
          ))}
        </ul>
      )}
      <LoadMore list={list}>{words.more}</LoadMore>
      <Suspense>
        {at !== -1 && (
          <Preview
            documents={shown}
            at={at}
            onMove={(next) => setOpened(shown[next]!._id)}
            onClose={() => setOpened(null)}
          />
        )}
        {versionsOf !== null && (
          <Versions
            documentId={versionsOf._id}
            name={versionsOf.documentName}
            onClose={() => setVersionsOf(null)}
          />
        )}
      </Suspense>
    </div>
  );
}

function Shape() {
  return (
    <ul className="documents" aria-hidden>
      {[45, 60, 35].map((width) => (
        <li className="document" key={width}>
          <span className="document-icon" />
          <div className="document-main">
            <Skeleton width={`${width}%`} />
            <Skeleton width="25%" />
          </div>
        </li>
      ))}
    </ul>
  );
}
