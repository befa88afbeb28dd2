// Tooltips without a component per cell: any element carrying data-tip is served by one layer, so a table with a
// thousand dates costs nothing until the pointer rests on one.
import { useEffect, useId, useRef, useState } from "react";
import { formatDate } from "../i18n/format";
import { getLocale } from "../i18n/locale";
import { Kbd } from "./Kbd";
import "./Tooltip.css";

/** Attributes that give an element a tooltip: `<span {...tip("Full time")}>`. */
export function tip(text: string | undefined, shortcut?: string) {
  return { "data-tip": text || undefined, "data-tip-key": shortcut };
}

/** Resting time before a tooltip shows; the next one within 300 ms of the last shows at once. */
const DELAY_MS = 350;

interface Shown {
  text: string;
  shortcut: string | undefined;
  target: Element;
}

/** A `<time data-tip-time="zone or nothing">` is told in full. */
function textOf(target: Element): string | null {
  return target.hasAttribute("data-tip-time") ? wholeTime(target, "full") : target.getAttribute("data-tip");
}

function wholeTime(target: Element, style: "full" | "dateTime"): string {
  const instant = Date.parse(target.getAttribute("datetime") ?? "");
  return formatDate(getLocale(), instant, style, target.getAttribute("data-tip-time") || undefined);
}

/** Paper is read later, when "5 minutes ago" says nothing: what is printed instead stands ready for print.css. */
function wordForPaper(): void {
  for (const time of document.querySelectorAll("[data-tip-time]"))
    time.setAttribute("data-printed", wholeTime(time, "dateTime"));
}

/** Mounted once by the app. Shows on hover and on keyboard focus, Esc hides, the pointer may enter it (WCAG 1.4.13). */
export function TooltipLayer() {
  const [shown, setShown] = useState<Shown | null>(null);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const lastHidden = useRef(0);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      setShown((current) => {
        if (current) lastHidden.current = performance.now();
        return null;
      });
    };
    const show = (origin: EventTarget | null, at: "hover" | "focus") => {
      if (!(origin instanceof Element)) return;
      if (box.current?.contains(origin)) return;
      const target = origin.closest("[data-tip], [data-tip-time]");
      if (!target) return hide();
      if (at === "focus" && !target.matches(":focus-visible")) return;
      clearTimeout(timer);
      const warm = performance.now() - lastHidden.current < 300;
      timer = setTimeout(
        () => {
          const text =
            target.isConnected && target.getAttribute("aria-expanded") !== "true" && textOf(target);
          if (text) setShown({ text, shortcut: target.getAttribute("data-tip-key") ?? undefined, target });
        },
        warm || at === "focus" ? 0 : DELAY_MS,
      );
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType !== "touch") show(event.target, "hover");
    };
    const focus = (event: FocusEvent) => show(event.target, "focus");
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focus);
    document.addEventListener("focusout", hide);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("keydown", key);
    document.addEventListener("scroll", hide, { capture: true, passive: true });
    addEventListener("beforeprint", wordForPaper);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("keydown", key);
      document.removeEventListener("scroll", hide, { capture: true });
      removeEventListener("beforeprint", wordForPaper);
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!shown || !element) return;
    // The top layer keeps the tooltip above dialogs without a z-index contest.
    element.showPopover();
    const anchor = shown.target.getBoundingClientRect();
    const own = element.getBoundingClientRect();
    const below = anchor.bottom + 6 + own.height < innerHeight;
    element.style.top = `${below ? anchor.bottom + 6 : anchor.top - own.height - 6}px`;
    element.style.left = `${Math.max(8, Math.min(innerWidth - own.width - 8, anchor.left + anchor.width / 2 - own.width / 2))}px`;
    const named = shown.target.getAttribute("aria-label") === shown.text;
    if (!named) shown.target.setAttribute("aria-describedby", id);
    return () => {
      if (!named) shown.target.removeAttribute("aria-describedby");
    };
  }, [shown, id]);

  if (!shown) return null;
  return (
    <div ref={box} id={id} role="tooltip" popover="manual" className="tooltip">
      {shown.text}
      {shown.shortcut && <Kbd keys={shown.shortcut} />}
    </div>
  );
}
