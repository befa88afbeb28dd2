// A month's sheet under a date field: arrow keys walk the days, Page Up and Down the months, with Shift the years.
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import {
  ChevronLeftIcon,
  ChevronRightIcon,
  DoubleArrowLeftIcon,
  DoubleArrowRightIcon,
} from "@radix-ui/react-icons";
import {
  addDays,
  addMonths,
  firstDayOfWeek,
  localToday,
  monthSheet,
  readTime,
  writeTime,
} from "../i18n/dayText";
import { useFormat } from "../i18n/format";
import { defineMessages, useMessages } from "../i18n/messages";
import { Button, IconButton } from "./Button";
import PopoverSurface from "./PopoverSurface";
import { TextField } from "./TextField";

const messages = defineMessages({
  en: {
    calendar: "Calendar",
    before: "Previous month",
    after: "Next month",
    yearBefore: "Previous year",
    yearAfter: "Next year",
    today: "Today",
    clear: "Clear",
    time: "Time",
    done: "Done",
  },
  ru: {
    calendar: "Календарь",
    before: "Предыдущий месяц",
    after: "Следующий месяц",
    yearBefore: "Предыдущий год",
    yearAfter: "Следующий год",
    today: "Сегодня",
    clear: "Очистить",
    time: "Время",
    done: "Готово",
  },
});

interface CalendarProps {
  /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`. */
  value: string | null;
  withTime: boolean;
  min: string | undefined;
  max: string | undefined;
  onChange: (date: string | null) => void;
  onClose: () => void;
}

export default function Calendar({
  anchor,
  ...props
}: CalendarProps & { anchor: RefObject<HTMLInputElement | null> }) {
  const words = useMessages(messages);
  return (
    <PopoverSurface
      anchor={anchor as RefObject<HTMLElement | null>}
      label={words.calendar}
      align="start"
      onClose={props.onClose}
    >
      <Sheet {...props} />
    </PopoverSurface>
  );
}

/** Mounted with the panel, so that its day has the focus before the panel would give it to the first button. */
function Sheet(props: CalendarProps) {
  const { value, withTime, onChange, onClose } = props;
  const words = useMessages(messages);
  const format = useFormat();
  const today = localToday();
  const chosen = value?.slice(0, 10) ?? null;
  const time = value?.slice(11, 16) || "09:00";
  /** The day the keys stand on; the sheet shows its month. */
  const [at, setAt] = useState(chosen ?? today);
  const [typedTime, setTypedTime] = useState<string | null>(null);
  const days = useRef<HTMLDivElement>(null);
  const month = at.slice(0, 7);
  /** Only keys move the focus; the buttons above the sheet keep theirs. */
  const follows = useRef(true);
  useEffect(() => {
    if (follows.current) days.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    follows.current = false;
  }, [at]);

  const isOff = (day: string) =>
    (props.min !== undefined && day < props.min.slice(0, 10)) ||
    (props.max !== undefined && day > props.max.slice(0, 10));
  const choose = (day: string) => {
    if (isOff(day)) return;
    onChange(withTime ? `${day}T${time}` : day);
    if (withTime) setAt(day);
    else onClose();
  };
  const onKey = (event: KeyboardEvent) => {
    const weekday = (new Date(`${at}T00:00Z`).getUTCDay() - firstDayOfWeek(format.locale) + 7) % 7;
    const months = event.shiftKey ? 12 : 1;
    const to = {
      ArrowLeft: () => addDays(at, -1),
      ArrowRight: () => addDays(at, 1),
      ArrowUp: () => addDays(at, -7),
      ArrowDown: () => addDays(at, 7),
      Home: () => addDays(at, -weekday),
      End: () => addDays(at, 6 - weekday),
      PageUp: () => addMonths(at, -months),
      PageDown: () => addMonths(at, months),
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    follows.current = true;
    setAt(to());
  };
  const turn = (months: number) => setAt(addMonths(at, months));

  return (
    // The mark tells a field that the focus is still in a part of it.
    <div className="calendar" data-calendar>
      <div className="calendar-head">
        <IconButton label={words.yearBefore} onClick={() => turn(-12)}>
          <DoubleArrowLeftIcon aria-hidden />
        </IconButton>
        <IconButton label={words.before} onClick={() => turn(-1)}>
          <ChevronLeftIcon aria-hidden />
        </IconButton>
        <strong aria-live="polite">{format.day(`${month}-01`, "month")}</strong>
        <IconButton label={words.after} onClick={() => turn(1)}>
          <ChevronRightIcon aria-hidden />
        </IconButton>
        <IconButton label={words.yearAfter} onClick={() => turn(12)}>
          <DoubleArrowRightIcon aria-hidden />
        </IconButton>
      </div>
      <div
        ref={days}
        role="grid"
        tabIndex={-1}
        aria-label={format.day(`${month}-01`, "month")}
        onKeyDown={onKey}
      >
        <div role="row" className="calendar-week calendar-names">
          {monthSheet(format.locale, month)
            .slice(0, 7)
            .map((day) => (
              <span key={day} role="columnheader">
                {format.day(day, "weekdayShort")}
              </span>
            ))}
        </div>
        {weeksOf(monthSheet(format.locale, month)).map((week) => (
          <div key={week[0]} role="row" className="calendar-week">
            {week.map((day) => (
              <span key={day} role="gridcell" aria-selected={day === chosen}>
                <button
                  type="button"
                  className="calendar-day numeric"
                  tabIndex={day === at ? 0 : -1}
                  aria-label={format.day(day, "weekday")}
                  aria-current={day === today ? "date" : undefined}
                  data-chosen={day === chosen || undefined}
                  data-outside={!day.startsWith(month) || undefined}
                  disabled={isOff(day)}
                  onClick={() => choose(day)}
                >
                  {Number(day.slice(8))}
                </button>
              </span>
            ))}
          </div>
        ))}
      </div>
      <div className="calendar-foot">
        {withTime && (
          <label className="row calendar-time">
            <span className="meta">{words.time}</span>
            <TextField
              className="numeric"
              value={typedTime ?? writeTime(format.locale, time)}
              onChange={(event) => {
                setTypedTime(event.target.value);
                const read = readTime(event.target.value);
                if (read !== null) onChange(`${chosen ?? at}T${read}`);
              }}
              onBlur={() => setTypedTime(null)}
              onKeyDown={(event) => {
                event.stopPropagation();
                if (event.key !== "Enter") return;
                event.preventDefault();
                onClose();
              }}
            />
          </label>
        )}
        {!withTime && !isOff(today) && (
          <Button look="ghost" size="small" onClick={() => choose(today)}>
            {words.today}
          </Button>
        )}
        <span className="grow" />
        {value !== null && (
          <Button
            look="ghost"
            size="small"
            onClick={() => {
              onChange(null);
              onClose();
            }}
          >
            {words.clear}
          </Button>
        )}
        {withTime && (
          <Button size="small" onClick={onClose}>
            {words.done}
          </Button>
        )}
      </div>
    </div>
  );
}

const weeksOf = (days: readonly string[]) =>
  Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
