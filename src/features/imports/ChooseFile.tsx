// The first step: a file by dropping or choosing.
import { useRef, useState } from "react";
import { ExclamationTriangleIcon, UploadIcon } from "@radix-ui/react-icons";
import { Button } from "../../ui/Button";
import { ProgressBar } from "../../ui/Feedback";
import { useMessages } from "../../i18n/messages";
import { messages } from "./messages";

export function ChooseFile(props: {
  progress: number | null;
  problem: string | null;
  onFile: (file: File) => void;
}) {
  const words = useMessages(messages);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) props.onFile(file);
  };
  return (
    <div
      className="import-drop"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <UploadIcon width={22} height={22} aria-hidden />
      <h2>{words.drop}</h2>
      <p className="quiet">{words.dropNote}</p>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv,text/plain,text/tab-separated-values"
        className="visually-hidden"
        aria-label={words.choose}
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      {props.progress === null ? (
        <Button look="primary" onClick={() => input.current?.click()}>
          {words.choose}
        </Button>
      ) : (
        <div className="import-progress">
          <ProgressBar value={props.progress} label={words.reading} />
          <span className="meta">{words.reading}</span>
        </div>
      )}
      {props.problem && <Problem>{props.problem}</Problem>}
    </div>
  );
}

/** What went wrong and what to do, in the flow of the page. */
export function Problem({ children }: { children: string }) {
  return (
    <p className="import-problem" role="alert">
      <ExclamationTriangleIcon aria-hidden />
      <span>{children}</span>
    </p>
  );
}
