// A text field in which "@" offers colleagues. The focus stays in the field; arrows choose, Enter or Tab takes, Esc closes.
import { Suspense, useId, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { api } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { useOrgQueryKept } from "../../data/org";
import { useMessages } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { moveIndex } from "../../ui/keyboard";
import { later } from "../../ui/later";
import { mentionAt, namedIn, putName, type Person } from "./mentionText";
import { messages } from "./messages";
import "../../ui/Overlay.css";

const PopoverSurface = later(() => import("../../ui/PopoverSurface"));

/** Names offered at once; typing narrows them. */
const shown = 8;

export interface MentionFieldProps {
  customerId: Id<"customers">;
  value: string;
  onChange: (text: string) => void;
  /** Everybody chosen so far; the caller keeps it, and sends those still named in the text. */
  people: readonly Person[];
  onPeople: (people: readonly Person[]) => void;
  onSubmit: () => void;
  onEscape?: () => void;
  rows: number;
  label: string;
  placeholder?: string;
  isInvalid?: boolean;
  autoFocus?: boolean;
}

export function MentionField(props: MentionFieldProps) {
  const words = useMessages(messages);
  const listId = useId();
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ from: number; typed: string } | null>(null);
  const [active, setActive] = useState(0);
  const { value, people } = props;
  const offered = useOrgQueryKept(
    api.notes.mentionable,
    place === null ? "skip" : { customerId: props.customerId },
  );
  const wanted = (place?.typed ?? "").toLocaleLowerCase();
  const found = (offered ?? []).filter(({ name }) =>
    name
      .toLocaleLowerCase()
      .split(" ")
      .some((_, at, parts) => parts.slice(at).join(" ").startsWith(wanted)),
  );
  const isOpen = place !== null && offered !== undefined;

  const look = (field: HTMLTextAreaElement) => {
    const next = mentionAt(field.value, field.selectionStart);
    const isTaken = next !== null && people.some(({ name }) => name === next.typed.trimEnd());
    setPlace(isTaken ? null : next);
    setActive(0);
  };

  const take = (person: Person, field: HTMLTextAreaElement) => {
    if (place === null) return;
    const put = putName(value, place, person.name);
    // At once: the next letter may be typed before the next frame, and must stand behind the name.
    flushSync(() => {
      props.onChange(put.text);
      props.onPeople([...people.filter(({ userId }) => userId !== person.userId), person]);
      setPlace(null);
    });
    field.setSelectionRange(put.caret, put.caret);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isOpen && found.length > 0 && !isCommand) {
      const moved = moveIndex(event.key, active, Math.min(found.length, shown));
      if (moved !== null) {
        event.preventDefault();
        setActive(moved);
        return;
      }
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        take(found[active]!, event.currentTarget);
        return;
      }
    }
    if (event.key === "Escape") {
      if (place !== null) {
        event.stopPropagation();
        setPlace(null);
      } else props.onEscape?.();
    } else if (event.key === "Enter" && isCommand) {
      event.preventDefault();
      props.onSubmit();
    }
  };

  return (
    <div ref={box} className="mention-field">
      <textarea
        className="composer-text"
        rows={props.rows}
        role="combobox"
        aria-label={props.label}
        aria-invalid={props.isInvalid || undefined}
        aria-expanded={isOpen}
        aria-controls={isOpen ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.length > 0 ? `${listId}-${active}` : undefined}
        placeholder={props.placeholder}
        value={value}
        maxLength={10_000}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
        autoFocus={props.autoFocus}
        onChange={(event) => {
          props.onChange(event.target.value);
          look(event.target);
        }}
        onClick={(event) => look(event.currentTarget)}
        onBlur={() => setPlace(null)}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <Suspense>
          <PopoverSurface
            anchor={box}
            label={words.people}
            align="start"
            attached
            onClose={() => setPlace(null)}
          >
            <div id={listId} role="listbox" aria-label={words.people}>
              {found.slice(0, shown).map((person, at) => (
                <div
                  key={person.userId}
                  id={`${listId}-${at}`}
                  role="option"
                  aria-selected={at === active}
                  className="menu-item"
                  data-highlighted={at === active || undefined}
                  // Before the field loses the focus.
                  onPointerDown={(event) => {
                    event.preventDefault();
                    const field = box.current?.querySelector("textarea");
                    if (field) take(person, field);
                  }}
                  onPointerEnter={() => setActive(at)}
                >
                  <Avatar name={person.name} round />
                  <span className="truncate">{person.name}</span>
                </div>
              ))}
              {found.length === 0 && <p className="mention-none quiet">{words.nobody}</p>}
            </div>
          </PopoverSurface>
        </Suspense>
      )}
    </div>
  );
}

/** The ids of the people named in the text, as the server takes them. */
export function mentionedIn(text: string, people: readonly Person[]): Id<"users">[] {
  return namedIn(text, people).map(({ userId }) => userId as Id<"users">);
}
