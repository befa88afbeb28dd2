// Several free words, or several of many options.
import { useRef, useState } from "react";
import { Tag } from "./Tag";
import { Combobox, type ComboOption } from "./Combobox";
import { useFieldProps } from "./fieldProps";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import "./Field.css";
import "./TagInput.css";

export interface TagInputProps {
  value: readonly string[];
  onChange: (tags: string[]) => void;
  /** Known tags, offered by the browser while typing. */
  suggestions?: readonly string[];
  placeholder?: string;
  onBlur?: () => void;
  "aria-label"?: string;
}

/** Free tags: Enter or comma adds, Backspace on the empty field removes the last; duplicates are ignored. */
export function TagInput({ value, onChange, suggestions, placeholder, onBlur, ...rest }: TagInputProps) {
  const words = useMessages(uiMessages);
  const field = useFieldProps();
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const listId = `${field.id ?? "tags"}-known`;
  const add = () => {
    const tag = text.trim().replace(/,+$/, "").trim();
    setText("");
    if (tag && !value.some((known) => known.toLocaleLowerCase() === tag.toLocaleLowerCase()))
      onChange([...value, tag]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- a larger target for the pointer only
    <span className="input tag-input" onClick={() => input.current?.focus()}>
      {value.map((tag) => (
        <Tag key={tag} onRemove={() => onChange(value.filter((other) => other !== tag))}>
          {tag}
        </Tag>
      ))}
      <input
        {...field}
        {...rest}
        ref={input}
        value={text}
        list={suggestions ? listId : undefined}
        placeholder={value.length === 0 ? (placeholder ?? words.tags) : ""}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          add();
          onBlur?.();
        }}
        onKeyDown={(event) => {
          if ((event.key === "Enter" && text.trim() !== "") || event.key === ",") {
            event.preventDefault();
            add();
          } else if (event.key === "Backspace" && text === "" && value.length > 0)
            onChange(value.slice(0, -1));
        }}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map((tag) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </datalist>
      )}
    </span>
  );
}

export interface MultiSelectProps {
  value: readonly ComboOption[];
  onChange: (options: ComboOption[]) => void;
  options: readonly ComboOption[] | undefined;
  onSearch?: (text: string) => void;
  placeholder?: string;
  "aria-label"?: string;
}

/** Several of many: chosen ones above, a combobox that adds below. */
export function MultiSelect({ value, onChange, options, ...rest }: MultiSelectProps) {
  const left = options?.filter((option) => !value.some((chosen) => chosen.value === option.value));
  return (
    <span className="stack" style={{ gap: 6 }}>
      {value.length > 0 && (
        <span className="row" style={{ flexWrap: "wrap", gap: 4 }}>
          {value.map((chosen) => (
            <Tag
              key={chosen.value}
              onRemove={() => onChange(value.filter((other) => other.value !== chosen.value))}
            >
              {chosen.label}
            </Tag>
          ))}
        </span>
      )}
      <Combobox
        {...rest}
        options={left}
        value={null}
        onChange={(option) => option && onChange([...value, option])}
      />
    </span>
  );
}
