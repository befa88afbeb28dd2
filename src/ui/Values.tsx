// How single values are written everywhere: numbers, money, dates, phones.
import { useEffect } from "react";
import { ChatBubbleIcon } from "@radix-ui/react-icons";
import { useFormat, type DateStyle, type MoneyOptions } from "../i18n/format";
import { useMessages } from "../i18n/messages";
import { createStore } from "./store";
import { uiMessages } from "./messages";

/** A number in the locale's grouping, in figures of equal width. */
export function NumberText({ value, compact }: { value: number; compact?: boolean }) {
  const format = useFormat();
  return (
    <span className="numeric" data-tip={compact ? format.number(value) : undefined}>
      {compact ? format.compact(value) : format.number(value)}
    </span>
  );
}

/** Minor units and currency as money. */
export function MoneyText({
  minor,
  currency,
  ...options
}: { minor: number; currency: string } & MoneyOptions) {
  const format = useFormat();
  return (
    <span className="numeric" data-tip={options.compact ? format.money(minor, currency) : undefined}>
      {format.money(minor, currency, options)}
    </span>
  );
}

// One clock for every relative date on screen, so that they tick together and a table of a thousand has one timer.
const clock = createStore(Date.now());
let ticking: ReturnType<typeof setInterval> | undefined;
let readers = 0;

/** The time, to the half minute; for "2 h ago". */
export function useNow(): number {
  useEffect(() => {
    readers += 1;
    ticking ??= setInterval(() => clock.set(Date.now()), 30_000);
    return () => {
      readers -= 1;
      if (readers === 0) {
        clearInterval(ticking);
        ticking = undefined;
      }
    };
  }, []);
  return clock.use();
}

/** An instant: "2 hr. ago" with the full local time in the tooltip; `style` shows the date itself instead. */
export function DateText({ at, style, timeZone }: { at: number; style?: DateStyle; timeZone?: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time
      className="truncate"
      dateTime={new Date(at).toISOString()}
      data-tip={format.date(at, "full", timeZone)}
    >
      {style
        ? format.date(at, style, timeZone)
        : format.relative(at, Math.max(now, at > now && at - now < 30_000 ? at : now))}
    </time>
  );
}

/** A calendar day `YYYY-MM-DD`. */
export function DayText({ day, style }: { day: string; style?: DateStyle }) {
  const format = useFormat();
  return <time dateTime={day}>{format.day(day, style)}</time>;
}

/** A phone: one tap calls, the second mark writes on WhatsApp. `phone` is E.164; `display` is how it is written, if kept. */
export function PhoneLink({
  phone,
  display,
  whatsapp,
}: {
  phone: string;
  display?: string;
  whatsapp?: boolean;
}) {
  const words = useMessages(uiMessages);
  const shown = display ?? groupPhone(phone);
  return (
    <span className="row numeric" style={{ gap: 6 }}>
      <a
        className="truncate contact"
        href={`tel:${phone}`}
        data-tip={words.call({ phone: shown })}
        onClick={(event) => event.stopPropagation()}
      >
        {shown}
      </a>
      {whatsapp && (
        <a
          href={`https://wa.me/${phone.replace(/\D/g, "")}`}
          target="_blank"
          rel="noreferrer"
          aria-label={words.whatsapp}
          data-tip={words.whatsapp}
          className="contact quiet"
          onClick={(event) => event.stopPropagation()}
        >
          <ChatBubbleIcon aria-hidden />
        </a>
      )}
    </span>
  );
}

// Grouping without the phone metadata: "+52 998 123 4567" style, right to left. Exact national forms come from the server.
function groupPhone(phone: string): string {
  const digits = /^\+?(\d{1,3}?)(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return digits ? `+${digits[1]} ${digits[2]} ${digits[3]} ${digits[4]}` : phone;
}
