// One file on its way: how far it is, why it did not arrive, or that it is here already and what to do about that.
import { CopyIcon, Cross2Icon, ExclamationTriangleIcon, UploadIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgQuery } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { ProgressBar, Skeleton } from "../../ui/Feedback";
import { DateText } from "../../ui/Values";
import { messages } from "./messages";
import type { Repeated, Upload } from "./useUploads";

export function UploadRow({ upload, customerId }: { upload: Upload; customerId: Id<"customers"> }) {
  const words = useMessages(messages);
  const { name, problem, progress, repeated, stop } = upload;
  if (repeated !== null)
    return (
      <li className="document">
        <span className="document-icon">
          <CopyIcon aria-hidden />
        </span>
        <div className="document-main">
          <span className="truncate document-name">{name}</span>
          <Decision repeated={repeated} customerId={customerId} onDismiss={stop} />
        </div>
      </li>
    );
  return (
    <li className="document">
      <span className="document-icon" data-problem={problem !== null || undefined}>
        {problem === null ? <UploadIcon aria-hidden /> : <ExclamationTriangleIcon aria-hidden />}
      </span>
      <div className="document-main">
        <span className="truncate document-name">{name}</span>
        {problem === null ? (
          <ProgressBar value={progress} label={words.uploading({ name })} />
        ) : (
          <span className="meta" role="alert">
            {problem}
          </span>
        )}
      </div>
      <IconButton label={problem === null ? words.cancel : words.dismiss} onClick={stop}>
        <Cross2Icon aria-hidden />
      </IconButton>
    </li>
  );
}

/** Live: the document that is here may be renamed or deleted while one thinks. */
function Decision(props: { repeated: Repeated; customerId: Id<"customers">; onDismiss: () => void }) {
  const { repeated, customerId, onDismiss } = props;
  const words = useMessages(messages);
  const same = useOrgQuery(api.documents.sameFile, { customerId, storageId: repeated.storageId });
  if (same === undefined) return <Skeleton width="60%" />;
  if (same === null)
    return (
      <>
        <span className="meta" role="status">
          {words.sameGone}
        </span>
        <span className="row document-decision">
          <Button size="small" onClick={repeated.addAnyway}>
            {words.addThis}
          </Button>
          <Button size="small" look="ghost" onClick={onDismiss}>
            {words.dismiss}
          </Button>
        </span>
      </>
    );
  return (
    <>
      <span className="meta" role="status">
        {words.same({ name: same.documentName })} · {same.createdByName} · <DateText at={same.createdAt} />
      </span>
      <span className="row document-decision">
        <Button size="small" onClick={() => repeated.keepOne(same)}>
          {words.keepOne}
        </Button>
        <Button size="small" look="ghost" disabled={!same.isReady} onClick={() => repeated.addVersion(same)}>
          {words.asVersion}
        </Button>
        <Button size="small" look="ghost" onClick={repeated.addAnyway}>
          {words.addAnyway}
        </Button>
      </span>
    </>
  );
}
