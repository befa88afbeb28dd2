// Choosing one of many by typing: owners, customers, countries. Options may come from the server while typing.
import { Suspense, useEffect, useId, useRef, useState, type ReactNode } from "react";
import { ChevronDownIcon, Cross2Icon } from "@radix-ui/react-icons";
import { useFieldProps } from "./fieldProps";
import { useMessages } from "../i18n/messages";
import { later } from "./later";
import { uiMessages } from "./messages";
import { moveIndex } from "./keyboard";
import "./Field.css";
import "./Overlay.css";

const PopoverSurface = later(() => import("./PopoverSurface"));

export interface ComboOption {
  value: string;
  label: string;
  /** A quiet second part: e-mail, code. */
  note?: string;
  icon?: ReactNode;
}

export interface ComboboxProps {
  value: ComboOption | null;
  onChange: (option: ComboOption | null) => void;
  /** The options for the text typed so far; undefined while they load. Filter or query by `onSearch`. */
  options: readonly ComboOption[] | undefined;
  /** Called with the text after 120 ms of rest ("" when the list opens). */
  onSearch?: (text: string) => void;
  /** Offers "Create …" for a text without an exact match. */
  onCreate?: (text: string) => void;
  placeholder?: string;
  clearable?: boolean;
  autoFocus?: boolean;
  onBlur?: () => void;
  "aria-label"?: string;
}

/** Without `onSearch` the given options are filtered here by label and note. */
export function Combobox(props: ComboboxProps) {
  const words = useMessages(uiMessages);
  const field = useFieldProps();
  const listId = useId();
  const box = useRef<HTMLSpanElement>(null);
  const [text, setText] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const { onSearch } = props;

  useEffect(() => {
    if (!onSearch || !open) return;
    const timer = setTimeout(() => onSearch(text ?? ""), text ? 120 : 0);
    return () => clearTimeout(timer);
  }, [text, open, onSearch]);

  const wanted = (text ?? "").trim().toLocaleLowerCase();
  const options = onSearch
    ? props.options
    : props.options?.filter((option) =>
        `${option.label} ${option.note ?? ""}`.toLocaleLowerCase().includes(wanted),
      );
  const creatable =
    props.onCreate && wanted !== "" && !options?.some((option) => option.label.toLocaleLowerCase() === wanted)
      ? (text ?? "").trim()
      : null;
  const count = (options?.length ?? 0) + (creatable === null ? 0 : 1);

  const close = () => {
    setOpen(false);
    setText(null);
    setActive(0);
  };
  const choose = (index: number) => {
    const option = options?.[index];
    if (option) props.onChange(option);
    else if (creatable !== null) props.onCreate?.(creatable);
    else return;
    close();
  };

  return (
    <span className="input" ref={box}>
      {text === null && props.value?.icon}
      <input
        {...field}
        role="combobox"
        aria-label={props["aria-label"]}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-activedescendant={open && count > 0 ? `${listId}-${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- for a field that replaces what was just pressed
        autoFocus={props.autoFocus}
        placeholder={props.placeholder ?? words.choose}
        value={text ?? props.value?.label ?? ""}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setOpen(true)}
        onBlur={() => {
          close();
          props.onBlur?.();
        }}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          const moved = moveIndex(event.key, active, count);
          if (moved !== null) {
            event.preventDefault();
            setOpen(true);
            setActive(open ? moved : 0);
          } else if (event.key === "Enter" && open) {
            event.preventDefault();
            choose(active);
          } else if (event.key === "Escape" && open) {
            event.preventDefault();
            event.stopPropagation();
            close();
          } else if (event.key === "Backspace" && props.clearable && text === "" && props.value) {
            props.onChange(null);
          }
        }}
      />
      {props.clearable && props.value && (
        <button
          type="button"
          tabIndex={-1}
          aria-label={words.clear}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => props.onChange(null)}
        >
          <Cross2Icon aria-hidden />
        </button>
      )}
      {text === null && !(props.clearable && props.value) && (
        <ChevronDownIcon className="input-more" aria-hidden />
      )}
      {open && (
        <Suspense>
          <PopoverSurface anchor={box} label={words.choose} align="start" attached onClose={close}>
            <div
              role="listbox"
              id={listId}
              aria-label={props["aria-label"] ?? props.placeholder ?? words.choose}
            >
              {options?.map((option, index) => (
                <OptionRow
                  key={option.value}
                  id={`${listId}-${index}`}
                  active={index === active}
                  onHover={() => setActive(index)}
                  onChoose={() => choose(index)}
                >
                  {option.icon}
                  <span className="truncate">{option.label}</span>
                  {option.note && <span className="meta truncate">{option.note}</span>}
                </OptionRow>
              ))}
              {creatable !== null && (
                <OptionRow
                  id={`${listId}-${count - 1}`}
                  active={active === count - 1}
                  onHover={() => setActive(count - 1)}
                  onChoose={() => choose(count - 1)}
                >
                  {words.create({ what: creatable })}
                </OptionRow>
              )}
            </div>
            {count === 0 && (
              <p className="menu-note">{options === undefined ? words.loading : words.noMatches}</p>
            )}
          </PopoverSurface>
        </Suspense>
      )}
    </span>
  );
}

function OptionRow(props: {
  id: string;
  active: boolean;
  onHover: () => void;
  onChoose: () => void;
  children: ReactNode;
}) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (props.active) row.current?.scrollIntoView({ block: "nearest" });
  }, [props.active]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field keeps the focus and handles the keys
    <div
      ref={row}
      tabIndex={-1}
      id={props.id}
      role="option"
      aria-selected={props.active}
      className="menu-item"
      onPointerMove={props.onHover}
      // The field keeps the focus, or its blur would close the list before the click arrives.
      onPointerDown={(event) => event.preventDefault()}
      onClick={props.onChoose}
    >
      {props.children}
    </div>
  );
}
