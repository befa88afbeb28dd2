// The frame of every page before the app: one calm column, the mark above, language and place below.
import { useEffect, type ReactNode } from "react";
import { LOCALES, LOCALE_NAMES, setLocale, useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { useDocumentTitle } from "../../ui/useDocumentTitle";
import { identityMessages } from "./messages";
import "./Entrance.css";

/** Two bodies on one ring: the customer in the centre, everything else around. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden>
      <circle cx="12" cy="12" r="9" stroke="currentColor" strokeWidth="2" />
      <circle cx="12" cy="12" r="3.4" fill="currentColor" />
      <circle
        cx="18.4"
        cy="5.6"
        r="2.8"
        fill="currentColor"
        stroke="var(--color-background)"
        strokeWidth="1.6"
      />
    </svg>
  );
}

export function Entrance(props: {
  title: string;
  lead?: ReactNode;
  wide?: boolean;
  kept?: boolean;
  children: ReactNode;
}) {
  const words = useMessages(identityMessages);
  const locale = useLocale();
  useDocumentTitle(props.title);
  return (
    <div className="entrance">
      <main data-wide={props.wide || undefined}>
        <p className="entrance-mark">
          <Mark />
          Orbit
        </p>
        <h1>{props.title}</h1>
        {props.lead ? <p className="entrance-lead">{props.lead}</p> : <div style={{ height: 24 }} />}
        {props.children}
      </main>
      <footer className="entrance-foot">
        {props.kept && <span>{words.kept({ host: location.host })}</span>}
        <span className="entrance-languages" role="group" aria-label={words.language}>
          {LOCALES.map((each) => (
            <button
              key={each}
              type="button"
              lang={each}
              aria-pressed={each === locale}
              onClick={() => setLocale(each)}
            >
              {LOCALE_NAMES[each]}
            </button>
          ))}
        </span>
      </footer>
    </div>
  );
}

/** Where to go afterwards (`?next=`): only ever a path of this app. */
export function nextPath(search: URLSearchParams): string {
  const next = search.get("next") ?? "/";
  return next.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/";
}

/** Calls once when `ready` becomes true. */
export function useWhen(ready: boolean, run: () => void): void {
  useEffect(() => {
    if (ready) run();
    // `run` is made anew on every render; only the change of `ready` matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ready]);
}

/** Puts the focus into the first field of a page that is nothing but a form. */
export function useFirstFocus<Name extends string>(
  form: { setFocus: (name: Name) => void },
  name: Name,
): void {
  const { setFocus } = form;
  useEffect(() => setFocus(name), [setFocus, name]);
}
