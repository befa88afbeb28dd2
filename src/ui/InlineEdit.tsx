// Editing a value where it stands: click or Enter edits, Tab saves and moves on, Enter saves, Esc restores.
import { useEffect, useId, useReducer, useRef, type ReactNode } from "react";
import { useMessages } from "../i18n/messages";
import { IDLE, inlineEdit } from "./inlineEditState";
import { noteOwnEdit } from "./ownEdits";
import { LiveValue } from "./LiveValue";
import { uiMessages } from "./messages";
import "./InlineEdit.css";

export interface InlineEditProps {
  /** The field's name, for screen readers: "Company". */
  label: string;
  /** The text being edited. */
  value: string;
  /** How the value is shown when not edited; the text itself unless told. */
  display?: ReactNode;
  placeholder?: string;
  /**
   * Saves; the new text is shown at once. A rejected promise returns the old value with the error's message beside it,
   * so throw (or let useOrgMutation throw) an Error whose message is a sentence for people.
   */
  onSave: (text: string) => Promise<unknown> | void;
  /** A sentence that says what to do when the text cannot be saved; undefined when it can. */
  check?: (text: string) => string | undefined;
  multiline?: boolean;
  type?: "text" | "email" | "tel" | "url" | "date";
  disabled?: boolean;
  /** A stable key ("customer:abc.company"), so that the own edit does not glow on other places of the page either. */
  field?: string;
  /** Who changed it last, for the live glow. */
  by?: string | null;
}

/** One text edited in place.  */
export function InlineEdit(props: InlineEditProps) {
  const words = useMessages(uiMessages);
  const [state, send] = useReducer(inlineEdit, IDLE);
  const shown = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const ownKey = useId();
  const field = props.field ?? ownKey;
  const editing = state.at === "editing";
  const refocus = useRef(false);

  useEffect(() => {
    if (editing) {
      input.current?.focus();
      input.current?.select();
    } else if (refocus.current) {
      refocus.current = false;
      shown.current?.focus();
    }
  }, [editing]);

  const save = async (draft: string) => {
    const text = draft.trim();
    const changed = text !== props.value.trim();
    const refused = changed ? props.check?.(text) : undefined;
    send({ type: "save", value: props.value });
    if (!changed) return;
    if (refused) return send({ type: "failed", problem: refused });
    noteOwnEdit(field);
    try {
      await props.onSave(text);
      send({ type: "saved" });
    } catch (error) {
      send({ type: "failed", problem: error instanceof Error ? error.message : String(error) });
    }
  };

  if (editing) {
    const Control = props.multiline ? "textarea" : "input";
    return (
      <span className="inline">
        <Control
          ref={input}
          className="inline-input"
          aria-label={props.label}
          type={props.multiline ? undefined : (props.type ?? "text")}
          value={state.draft}
          autoComplete="off"
          onChange={(event) => send({ type: "type", draft: event.target.value })}
          onBlur={() => void save(state.draft)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Escape") {
              refocus.current = true;
              send({ type: "cancel" });
            } else if (event.key === "Enter" && (!props.multiline || event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              refocus.current = true;
              void save(state.draft);
            }
          }}
        />
      </span>
    );
  }

  const text = state.at === "saving" ? state.draft : props.value;
  const content =
    text === ""
      ? (props.placeholder ?? words.empty)
      : state.at === "saving" || props.display === undefined
        ? text
        : props.display;
  const value = (
    <LiveValue value={props.value} {...(props.by ? { by: props.by } : {})} field={field}>
      {content}
    </LiveValue>
  );
  return (
    <span className="inline">
      {props.disabled ? (
        <span className="inline-shown" data-empty={text === "" || undefined}>
          {value}
        </span>
      ) : (
        <button
          ref={shown}
          type="button"
          className="inline-shown"
          data-empty={text === "" || undefined}
          aria-busy={state.at === "saving" || undefined}
          onClick={() => send({ type: "start", value: props.value })}
        >
          <span className="visually-hidden">{words.edit({ what: props.label })}: </span>
          {value}
        </button>
      )}
      {state.at === "idle" && state.problem && (
        <span className="inline-problem" role="alert">
          {state.problem}
        </span>
      )}
    </span>
  );
}

/** A label and its value on one line of a record's facts; the value is an InlineEdit or anything else. */
export function Fact({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="fact">
      <span className="fact-label">{label}</span>
      <div className="fact-value">{children}</div>
    </div>
  );
}
