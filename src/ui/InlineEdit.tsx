// Editing a value where it stands: click or Enter edits, Tab saves and moves on, Enter saves, Esc restores.
import {
  useEffect,
  useId,
  useReducer,
  useRef,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { formatDay } from "../i18n/format";
import { useLocale } from "../i18n/locale";
import { useMessages } from "../i18n/messages";
import { ChangeStrip } from "./ChangeStrip";
import { DateInput, isCalendar } from "./DateField";
import { useFieldPresence } from "./fieldPresence";
import { InlineConflict } from "./InlineConflict";
import { hasConflict, inlineEdit, resume } from "./inlineEditState";
import { keepText, keptText } from "./keptText";
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
  /** What stands where the value is empty, instead of the word for it. */
  placeholder?: ReactNode;
  /**
   * Saves; the new text is shown at once. A rejected promise brings the text back as it was typed, with the error's
   * message beside it, so throw (or let useOrgMutation throw) an Error whose message is a sentence for people. `seen` is the value the
   * person knew of, for the server to compare; a refusal with the code CONFLICT brings the draft back beside the value
   * that somebody else wrote.
   */
  onSave: (text: string, save: { seen: string; reason?: string }) => Promise<unknown> | void;
  /** Shows old and new and asks for a yes before saving: for what people are reached or judged by. */
  confirms?: boolean;
  /** A sentence that says what to do when the text cannot be saved; undefined when it can. */
  check?: (text: string) => string | undefined;
  multiline?: boolean;
  type?: "text" | "email" | "tel" | "url" | "date";
  disabled?: boolean;
  /** A stable key ("customer:abc.company"), so that the own edit does not glow on other places of the page either. */
  field?: string;
  /** Of one of several parts of `field`: under this its unsaved text is kept and others see who is in it. */
  draftKey?: string;
  /** Who changed it last, for the live glow. */
  by?: string | null;
}

/** One text edited in place.  */
export function InlineEdit(props: InlineEditProps) {
  const words = useMessages(uiMessages);
  const locale = useLocale();
  // Without a stable key there is nothing to find the text by again.
  const keptAs = props.draftKey ?? props.field ?? null;
  const [state, send] = useReducer(inlineEdit, null, () =>
    resume(keptAs === null ? null : keptText(keptAs), props.value),
  );
  const shown = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const ownKey = useId();
  const problemId = useId();
  const field = props.field ?? ownKey;
  const editing = state.at === "editing";
  const conflict = hasConflict(state, props.value);
  const others = useFieldPresence(keptAs ?? field, editing || state.at === "confirming");
  const refocus = useRef(false);
  /** The edit began in an earlier visit: one writes on at its end instead of over it. */
  const isResumed = useRef(editing);
  const box = useRef<HTMLSpanElement>(null);

  const draft = state.at === "idle" ? null : state.draft;
  const seen = state.at === "idle" ? null : state.seen;
  useEffect(() => {
    if (keptAs !== null)
      keepText(keptAs, draft === null || seen === null || draft === seen ? null : { draft, seen });
  }, [keptAs, draft, seen]);

  const problem = state.at === "editing" ? state.problem : null;
  // What was refused has come to be in another way, by a yes to a question for one.
  const isThere = problem !== null && draft?.trim() === props.value.trim();
  useEffect(() => {
    if (isThere) send({ type: "cancel" });
  }, [isThere]);
  const isRefused = useRef(false);
  useEffect(() => {
    isRefused.current = problem !== null;
  }, [problem]);
  useEffect(() => {
    if (editing) {
      // Who has gone on to another field meanwhile is not taken back from it.
      if (!isRefused.current || document.activeElement === document.body) input.current?.focus();
      if (!isResumed.current && !isRefused.current) input.current?.select();
      isResumed.current = false;
    } else if (refocus.current) {
      refocus.current = false;
      shown.current?.focus();
    }
  }, [editing]);

  const save = async (draft: string, seen: string, reason?: string) => {
    const text = draft.trim();
    const changed = text !== props.value.trim();
    const refused = changed ? props.check?.(text) : undefined;
    send({ type: "save", value: props.value });
    if (!changed) return;
    if (refused) return send({ type: "failed", problem: refused });
    noteOwnEdit(field);
    try {
      await props.onSave(text, { seen, ...(reason === undefined ? {} : { reason }) });
      // The page may have been left meanwhile.
      if (keptAs !== null) keepText(keptAs, null);
      send({ type: "saved" });
    } catch (error) {
      if (isConflict(error)) send({ type: "refused" });
      else send({ type: "failed", problem: error instanceof Error ? error.message : String(error) });
    }
  };
  /** What Enter and leaving the field do. */
  const commit = () => {
    // The right to change it may go while one types; what was typed stays to be copied.
    if (state.at !== "editing" || conflict || props.disabled) return;
    if (props.confirms) send({ type: "ask", value: props.value });
    else void save(state.draft, state.seen);
  };

  /** A value as a sentence shows it. */
  const said = (text: string) =>
    text === "" ? words.empty : props.type === "date" ? formatDay(locale, text) : text;
  const backToShown = () => {
    refocus.current = true;
    send({ type: "cancel" });
  };

  if (state.at === "editing") {
    const onKeyDown = (event: KeyboardEvent) => {
      event.stopPropagation();
      if (event.key === "Escape") backToShown();
      else if (event.key === "Enter" && (!props.multiline || event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        refocus.current = !props.confirms;
        commit();
      }
    };
    const shared = {
      ref: input,
      "aria-label": props.label,
      "aria-invalid": conflict || problem !== null || undefined,
      "aria-describedby": problem === null ? undefined : problemId,
      value: state.draft,
      readOnly: props.disabled,
      autoComplete: "off",
      onBlur: (event: FocusEvent) => {
        // Another window or tab is in front for a while: the field still has the focus of this one.
        if (document.activeElement === event.target) return;
        // The same text would be refused again, and the page would move under the press that left the field.
        if (problem !== null) return;
        if (!box.current?.contains(event.relatedTarget) && !isCalendar(event.relatedTarget)) commit();
      },
      onKeyDown,
    };
    const Control = props.multiline ? "textarea" : "input";
    return (
      <span className="inline" ref={box} data-others={others[0]}>
        {props.type === "date" ? (
          <span className="inline-input inline-date numeric">
            <DateInput {...shared} onChange={(draft) => send({ type: "type", draft })} />
          </span>
        ) : (
          <Control
            {...shared}
            className="inline-input"
            type={props.multiline ? undefined : (props.type ?? "text")}
            onChange={(event) => send({ type: "type", draft: event.target.value })}
          />
        )}
        <Others names={others} />
        {problem !== null && (
          <span className="inline-problem" id={problemId} role="alert">
            {problem}
          </span>
        )}
        {conflict && (
          <InlineConflict
            who={props.by ?? null}
            theirs={said(props.value)}
            mine={said(state.draft.trim())}
            onTake={backToShown}
            onKeep={() => {
              send({ type: "keepMine", value: props.value });
              input.current?.focus();
            }}
          />
        )}
      </span>
    );
  }

  if (state.at === "confirming") {
    const { draft, seen } = state;
    return (
      <span className="inline" data-others={others[0]}>
        <ChangeStrip
          label={props.label}
          from={said(props.value)}
          to={said(draft)}
          withReason
          onSave={(reason) => {
            refocus.current = true;
            // What stands at the left is the value of this moment, so it has been seen.
            if (conflict) send({ type: "keepMine", value: props.value });
            void save(draft, conflict ? props.value : seen, reason);
          }}
          onCancel={() => send({ type: "back" })}
        />
        <Others names={others} />
      </span>
    );
  }

  const text = state.at === "saving" ? state.draft : props.value;
  const content =
    text === ""
      ? (props.placeholder ?? words.empty)
      : state.at === "saving" || props.display === undefined
        ? said(text)
        : props.display;
  const value = (
    <LiveValue value={props.value} {...(props.by ? { by: props.by } : {})} field={field}>
      {content}
    </LiveValue>
  );
  return (
    <span className="inline" data-others={others[0]}>
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
      <Others names={others} />
    </span>
  );
}

/** The ring's name tag: who else is in this field. */
function Others({ names }: { names: readonly string[] }) {
  const words = useMessages(uiMessages);
  if (names.length === 0) return null;
  return <span className="inline-others">{words.isEditing({ who: names.join(", ") })}</span>;
}

/** Errors of the data layer carry the server's facts; this knows no more of them than their code. */
function isConflict(error: unknown): boolean {
  return (error as { error?: { code?: unknown } } | null)?.error?.code === "CONFLICT";
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
