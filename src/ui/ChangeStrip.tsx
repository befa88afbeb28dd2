// Old and new side by side before a change that matters is committed: quiet, in place, Enter saves and Esc goes back.
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useMessages } from "../i18n/messages";
import { Button } from "./Button";
import { uiMessages } from "./messages";
import "./InlineEdit.css";

export function ChangeStrip(props: {
  /** The field, for screen readers. */
  label: string;
  from: ReactNode;
  to: ReactNode;
  /** Asked for beside the change; an empty one is not sent. Without it there is no field for a reason. */
  withReason?: boolean;
  onSave: (reason: string | undefined) => void;
  onCancel: () => void;
}) {
  const words = useMessages(uiMessages);
  const save = useRef<HTMLButtonElement>(null);
  const [reason, setReason] = useState("");
  useEffect(() => save.current?.focus(), []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc goes back from whatever stands inside
    <form
      className="change-strip"
      aria-label={words.changeOf({ what: props.label })}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSave(reason.trim() === "" ? undefined : reason.trim());
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        event.preventDefault();
        props.onCancel();
      }}
    >
      <p className="change-strip-values">
        <del>{props.from}</del>
        <span aria-hidden>→</span>
        <ins>{props.to}</ins>
      </p>
      {props.withReason && (
        <input
          className="inline-input"
          value={reason}
          maxLength={500}
          placeholder={words.reasonOptional}
          aria-label={words.reasonOptional}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      <div className="row">
        <Button ref={save} size="small" look="primary" type="submit">
          {words.save}
        </Button>
        <Button size="small" look="ghost" onClick={props.onCancel}>
          {words.cancel}
        </Button>
      </div>
    </form>
  );
}
