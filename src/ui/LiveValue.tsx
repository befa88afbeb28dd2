// Orbit's signature: a value that somebody else changed glows softly for 1.2 s and says who on hover.
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useMessages } from "../i18n/messages";
import { uiMessages } from "./messages";
import { justEditedHere } from "./ownEdits";
import "./LiveValue.css";

/** How long the glow lasts; the name stays on hover ten times as long. */
const GLOW_MS = 1200;

export interface LiveValueProps {
  /** What is compared; the glow starts when it changes. */
  value: string | number | boolean | null | undefined;
  /** Who changed it, if known. */
  by?: string | null;
  /** A stable key of the record and field ("customer:abc.name"); with it, this person's own edits do not glow. */
  field?: string;
  children: ReactNode;
}

/** Wraps any shown value that can change by itself. The first value never glows, nor do one's own edits (see `field`). */
export function LiveValue({ value, by, field, children }: LiveValueProps) {
  const words = useMessages(uiMessages);
  const before = useRef(value);
  const [glow, setGlow] = useState(0);
  useEffect(() => {
    if (Object.is(before.current, value)) return;
    const first = before.current === undefined;
    before.current = value;
    if (first || (field !== undefined && justEditedHere(field))) return;
    setGlow((count) => count + 1);
  }, [value, field]);
  useEffect(() => {
    if (glow === 0) return;
    const timer = setTimeout(() => setGlow(0), GLOW_MS * 10);
    return () => clearTimeout(timer);
  }, [glow]);
  return (
    <span
      // A new key restarts the animation when the value changes twice in a row.
      key={glow}
      className="live"
      data-glow={glow > 0 || undefined}
      data-tip={glow > 0 ? (by ? words.changedBy({ who: by }) : words.changed) : undefined}
    >
      {children}
    </span>
  );
}
