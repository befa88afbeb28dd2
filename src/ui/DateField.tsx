// A calendar day or a local date and time, typed in the person's notation or chosen from a month's sheet.
import { type InputHTMLAttributes, type Ref, Suspense, useImperativeHandle, useRef, useState } from "react";
import { CalendarIcon } from "@radix-ui/react-icons";
import { dayPattern, readDay, readMoment, writeDay, writeMoment } from "../i18n/dayText";
import { useLocale } from "../i18n/locale";
import { defineMessages, useMessages } from "../i18n/messages";
import { useFieldProps } from "./fieldProps";
import "./DateField.css";
import "./Field.css";
import { later } from "./later";

const Calendar = later(() => import("./Calendar"));

const messages = defineMessages({
  en: {
    day: "D",
    month: "M",
    year: "Y",
    open: "Open calendar",
    bad: (p: { example: string }) => `Enter a date like ${p.example}`,
  },
  ru: {
    day: "Д",
    month: "М",
    year: "Г",
    open: "Открыть календарь",
    bad: (p) => `Введите дату, например ${p.example}`,
  },
});

export interface DateFieldProps {
  /** `YYYY-MM-DD`, or null for no day. */
  value: string | null;
  onChange: (day: string | null) => void;
  min?: string;
  max?: string;
  onBlur?: () => void;
  disabled?: boolean;
  /** Gives `onChange` a text that is no day as it was typed, for a form whose schema refuses it beside the field. */
  raw?: boolean;
  "aria-label"?: string;
  ref?: Ref<HTMLInputElement>;
}

/** A calendar day without a time zone. */
export function DateField({ value, onChange, raw, ...rest }: DateFieldProps) {
  const locale = useLocale();
  const [isBad, setBad] = useState(false);
  return (
    <JudgedInput
      {...rest}
      isBad={isBad}
      example={writeDay(locale, "2026-12-31")}
      value={value ?? ""}
      onChange={(text, isDay) => {
        if (isDay || raw) onChange(text === "" ? null : text);
        if (isDay) setBad(false);
      }}
      onLeave={(isDay) => {
        setBad(!isDay && !raw);
        if (!isDay && !raw) onChange(null);
        rest.onBlur?.();
      }}
    />
  );
}

/** An instant (epoch ms) edited as local date and time; a day alone is its morning. */
export function DateTimeField({
  value,
  onChange,
  ...rest
}: Omit<DateFieldProps, "value" | "onChange" | "raw"> & {
  value: number | null;
  onChange: (instant: number | null) => void;
}) {
  const locale = useLocale();
  const [isBad, setBad] = useState(false);
  return (
    <JudgedInput
      {...rest}
      withTime
      isBad={isBad}
      example={writeMoment(locale, "2026-12-31T18:30")}
      value={value === null ? "" : toLocalText(value)}
      onChange={(text, isMoment) => {
        if (!isMoment) return;
        setBad(false);
        onChange(text === "" ? null : new Date(text).getTime());
      }}
      onLeave={(isMoment) => {
        setBad(!isMoment);
        // Nothing may be saved for a moment other than the one in sight.
        if (!isMoment) onChange(null);
        rest.onBlur?.();
      }}
    />
  );
}

/** The text with its calendar, and under it what would be a date when it is none. */
function JudgedInput({ isBad, example, ...input }: DateInputProps & { isBad: boolean; example: string }) {
  const words = useMessages(messages);
  const field = useFieldProps();
  return (
    <span className="date-field">
      <span className="input numeric">
        <DateInput {...field} {...input} {...(isBad ? { "aria-invalid": true } : {})} />
      </span>
      {isBad && (
        <span className="field-error" role="alert">
          {words.bad({ example })}
        </span>
      )}
    </span>
  );
}

type DateInputProps = Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "min" | "max"> & {
  /** `YYYY-MM-DD`, with `withTime` `YYYY-MM-DDTHH:MM`; a text of another form is shown as it is. */
  value: string;
  /** With "" for an empty field; `isKnown` is false for a text that is no date, which is given as typed. */
  onChange: (text: string, isKnown: boolean) => void;
  /** The focus left the text and the calendar. */
  onLeave?: (isKnown: boolean) => void;
  withTime?: boolean;
  min?: string | undefined;
  max?: string | undefined;
  ref?: Ref<HTMLInputElement>;
};

/** The text and the button of the calendar, without a frame: for fields and for editing in place. */
export function DateInput({ value, onChange, onLeave, withTime, min, max, ref, ...rest }: DateInputProps) {
  const words = useMessages(messages);
  const locale = useLocale();
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => input.current!);
  const [typed, setTyped] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const read = (text: string) => (withTime ? readMoment : readDay)(locale, text);
  const shown = typed ?? (withTime ? writeMoment : writeDay)(locale, value);
  const isKnown = shown.trim() === "" || read(shown) !== null;
  const pattern = dayPattern(locale, words);
  return (
    <>
      <input
        placeholder={pattern}
        autoComplete="off"
        {...rest}
        ref={input}
        type="text"
        inputMode={withTime ? "text" : "numeric"}
        value={shown}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          const date = read(text);
          onChange(date ?? text.trim(), date !== null || text.trim() === "");
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" && event.altKey) {
            event.preventDefault();
            event.stopPropagation();
            setOpen(true);
          } else rest.onKeyDown?.(event);
        }}
        onBlur={(event) => {
          if (isCalendar(event.relatedTarget)) return;
          // What is no date stays as typed, beside the sentence that says so.
          if (isKnown) setTyped(null);
          onLeave?.(isKnown);
          rest.onBlur?.(event);
        }}
      />
      <button
        type="button"
        className="date-open"
        aria-label={words.open}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        tabIndex={-1}
        disabled={rest.disabled}
        data-calendar
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => setOpen(!isOpen)}
      >
        <CalendarIcon aria-hidden />
      </button>
      {isOpen && (
        <Suspense>
          <Calendar
            anchor={input}
            value={isKnown && shown.trim() !== "" ? read(shown) : null}
            withTime={withTime === true}
            min={min}
            max={max}
            onChange={(date) => {
              setTyped(null);
              onChange(date ?? "", true);
            }}
            onClose={() => {
              setOpen(false);
              input.current?.focus({ preventScroll: true });
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Whether the focus went to a calendar or its button, which belong to the field. */
export const isCalendar = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[data-calendar]") !== null;

function toLocalText(instant: number): string {
  const shifted = new Date(instant - new Date(instant).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
