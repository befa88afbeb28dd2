// Orbit's signature: a value that somebody else changed glows softly for 1.2 s and says who on hover.
import { useEffect, useEffectEvent, useState, type ReactNode } from "react";
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
  // Compared while rendering and not in an effect: a table mounts hundreds of these, and most never glow.
  const [seen, setSeen] = useState({ value, glow: 0 });
  if (!Object.is(seen.value, value)) {
    const glows = seen.value !== undefined && !(field !== undefined && justEditedHere(field));
    setSeen({ value, glow: glows ? seen.glow + 1 : seen.glow });
  }
  if (seen.glow === 0) return <span className="live">{children}</span>;
  return (
    // A new key restarts the animation when the value changes twice in a row.
    <Glow key={seen.glow} by={by} onEnd={() => setSeen((last) => ({ ...last, glow: 0 }))}>
      {children}
    </Glow>
  );
}

function Glow(props: { by: string | null | undefined; onEnd: () => void; children: ReactNode }) {
  const words = useMessages(uiMessages);
  const onEnd = useEffectEvent(props.onEnd);
  useEffect(() => {
    const timer = setTimeout(() => onEnd(), GLOW_MS * 10);
    return () => clearTimeout(timer);
  }, []);
  return (
    <span className="live" data-glow data-tip={props.by ? words.changedBy({ who: props.by }) : words.changed}>
      {props.children}
    </span>
  );
}
