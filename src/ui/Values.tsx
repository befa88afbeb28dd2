// How single values are written everywhere: numbers, money, dates, phones.
import { ChatBubbleIcon } from "@radix-ui/react-icons";
import { useFormat, type DateStyle, type MoneyOptions } from "../i18n/format";
import { useMessages } from "../i18n/messages";
import { useNow } from "./clock";
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

/** An instant: "2 hours ago" with the full local time in the tooltip; `style` shows the date itself instead. */
export function DateText({ at, style, timeZone }: { at: number; style?: DateStyle; timeZone?: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time
      className="truncate"
      dateTime={new Date(at).toISOString()}
      // Worded by the tooltip layer when it is shown: a table of dates formats each of them once and not twice.
      data-tip-time={timeZone ?? ""}
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
  const call = (
    <a className="truncate contact numeric" href={`tel:${phone}`} data-tip={words.call({ phone: shown })}>
      {shown}
    </a>
  );
  if (!whatsapp) return call;
  return (
    <span className="row" style={{ gap: 6 }}>
      {call}
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
    </span>
  );
}

// Grouping without the phone metadata: "+52 998 123 4567" style, right to left. Exact national forms come from the server.
function groupPhone(phone: string): string {
  const digits = /^\+?(\d{1,3}?)(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return digits ? `+${digits[1]} ${digits[2]} ${digits[3]} ${digits[4]}` : phone;
}
