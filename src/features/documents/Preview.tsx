// A document in place: picture, PDF or text; arrows walk on to the next one. What a browser cannot show is offered as a download.
import { useCallback, useEffect, useState } from "react";
import { ChevronLeftIcon, ChevronRightIcon, DownloadIcon } from "@radix-ui/react-icons";
import { api } from "../../../convex/_generated/api";
import { previewOf } from "../../../convex/documents/types";
import { errorMessage } from "../../data/errorMessage";
import { useOrgMutation, type OrgRow } from "../../data/org";
import { useFormat } from "../../i18n/format";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Feedback";
import { messages } from "./messages";
import { useDownload } from "./useDocumentLink";

type Listed = OrgRow<typeof api.documents.list>;

/** Texts longer than this are cut; the rest is in the download. */
const mostText = 200_000;

export default function Preview(props: {
  documents: readonly Listed[];
  at: number;
  onMove: (at: number) => void;
  onClose: () => void;
}) {
  const { documents, at, onMove } = props;
  const words = useMessages(messages);
  const download = useDownload();
  const shown = documents[at]!;
  const count = documents.length;
  const move = useCallback(
    (by: 1 | -1) => {
      const next = at + by;
      if (next >= 0 && next < count) onMove(next);
    },
    [at, count, onMove],
  );
  // On the window: the focus may be on the dialog's own close button.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "ArrowRight") move(1);
      if (event.key === "ArrowLeft") move(-1);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [move]);
  return (
    <Dialog open onClose={props.onClose} title={shown.documentName} width={1040}>
      <div className="preview">
        <Content key={`${shown._id}.${shown.version}`} shown={shown} />
        <div className="row">
          <IconButton label={words.previous} shortcut="←" disabled={at === 0} onClick={() => move(-1)}>
            <ChevronLeftIcon aria-hidden />
          </IconButton>
          <IconButton
            label={words.next}
            shortcut="→"
            disabled={at === documents.length - 1}
            onClick={() => move(1)}
          >
            <ChevronRightIcon aria-hidden />
          </IconButton>
          <span className="grow" />
          <Button icon={<DownloadIcon aria-hidden />} onClick={() => download(shown._id)}>
            {words.download}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Content({ shown }: { shown: Listed }) {
  const words = useMessages(messages);
  const { locale } = useFormat();
  const link = useOrgMutation(api.documents.link);
  const [url, setUrl] = useState<string | null>(null);
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const kind = previewOf(shown.mimeType);
  const documentId = shown._id;
  useEffect(() => {
    if (kind === null) return;
    let isGone = false;
    const load = async () => {
      const found = await link({ documentId });
      const content = kind === "text" ? await (await fetch(found.url)).text() : null;
      if (isGone) return;
      setUrl(found.url);
      setText(content === null ? null : content.slice(0, mostText));
    };
    load().catch((error: unknown) => {
      if (!isGone) setProblem(errorMessage(error, locale));
    });
    return () => {
      isGone = true;
    };
  }, [documentId, kind, link, locale]);
  if (kind === null) return <p className="preview-none quiet">{words.noPreview}</p>;
  if (problem !== null) {
    return (
      <p className="preview-none" role="alert">
        {problem}
      </p>
    );
  }
  if (url === null) {
    return (
      <div className="preview-none" aria-label={words.loading}>
        <Skeleton width="60%" />
      </div>
    );
  }
  if (kind === "image") return <img className="preview-image" src={url} alt={shown.documentName} />;
  if (kind === "pdf") return <iframe className="preview-pdf" src={url} title={shown.documentName} />;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a long text must be scrollable by keyboard
    <pre className="preview-text" tabIndex={0}>
      {text}
    </pre>
  );
}
