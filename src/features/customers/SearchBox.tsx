// The list's own search, from two characters or one sign that is a word on, a moment after typing stops. "/" goes there.
import { useEffect, useRef, useState } from "react";
import { Cross2Icon, MagnifyingGlassIcon } from "@radix-ui/react-icons";
import { useMessages } from "../../i18n/messages";
import { isCovered, isTyping, keyName } from "../../ui/keyboard";
import { uiMessages } from "../../ui/messages";
import { TextField } from "../../ui/TextField";
import { messages } from "./messages";

const restMs = 180;
/** One of these is a word, and often a whole name. */
const wordSign = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

export function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const words = useMessages(messages);
  const ui = useMessages(uiMessages);
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const [sent, setSent] = useState(value);
  // Before the shell's own "/", which opens the palette: on a list the list's search is meant.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (keyName(event) !== "/" || isTyping(event.target) || isCovered()) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener("keydown", listen, { capture: true });
    return () => document.removeEventListener("keydown", listen, { capture: true });
  }, []);

  // The address changed by itself (Back, a cleared filter): show that.
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (value !== sent) {
      setSent(value);
      setTyped(value);
    }
  }
  useEffect(() => {
    const text = typed.trim();
    const wanted = text.length < 2 && !wordSign.test(text) ? "" : typed;
    if (wanted === value) return;
    const timer = setTimeout(() => {
      setSent(wanted);
      onChange(wanted);
    }, restMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);

  return (
    <TextField
      ref={input}
      className="customer-search"
      type="search"
      aria-label={words.search}
      placeholder={words.searchPlaceholder}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        if (typed === "") event.currentTarget.blur();
        setTyped("");
      }}
      before={<MagnifyingGlassIcon aria-hidden />}
      after={
        typed !== "" && (
          <button type="button" aria-label={ui.clear} onClick={() => setTyped("")}>
            <Cross2Icon aria-hidden />
          </button>
        )
      }
    />
  );
}
