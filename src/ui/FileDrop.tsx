// A place for one file, dropped or chosen.
import { useRef, useState, type ReactNode } from "react";
import { ExclamationTriangleIcon, UploadIcon } from "@radix-ui/react-icons";
import { Button } from "./Button";
import "./FileDrop.css";

export interface FileDropProps {
  title: string;
  note: string;
  /** Names the button and the field behind it. */
  choose: string;
  /** File name endings and media types, as in an input's `accept`. */
  accept: string;
  onFile: (file: File) => void;
  /** Stands in the button's place while the file is being read. */
  reading?: ReactNode;
  problem?: string | null;
}

export function FileDrop(props: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) props.onFile(file);
  };
  return (
    <div
      className="file-drop"
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
      <h2>{props.title}</h2>
      <p className="quiet">{props.note}</p>
      <input
        ref={input}
        type="file"
        accept={props.accept}
        className="visually-hidden"
        aria-label={props.choose}
        tabIndex={-1}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = "";
        }}
      />
      {props.reading ?? (
        <Button look="primary" onClick={() => input.current?.click()}>
          {props.choose}
        </Button>
      )}
      {props.problem && <Problem>{props.problem}</Problem>}
    </div>
  );
}

/** What went wrong and what to do, in the flow of the page. */
export function Problem({ children }: { children: string }) {
  return (
    <p className="problem" role="alert">
      <ExclamationTriangleIcon aria-hidden />
      <span>{children}</span>
    </p>
  );
}
