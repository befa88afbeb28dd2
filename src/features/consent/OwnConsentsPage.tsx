// Where the link in marketing mail leads: the mail stops at once, and the rest can be settled here, without an account.
import { useEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { useAction, useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { consentPurposes, type ConsentPurpose } from "../../../convex/consent/purposes";
import { consentWording } from "../../../convex/consent/wording";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { LOCALE_NAMES, LOCALES, useLocale, type Locale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { ErrorState, Skeleton } from "../../ui/Feedback";
import { FormProblem } from "../../ui/FormProblem";
import { useDocumentTitle } from "../../ui/useDocumentTitle";
import { messages } from "./messages";
import "./consent.css";

export default function OwnConsentsPage() {
  const { token = "" } = useParams();
  const own = useLocale();
  const shown = useQuery(api.portal.consents, { token });
  const settle = useAction(api.portal.settleConsent);
  const [chosen, setChosen] = useState<Locale | null>(null);
  const locale = chosen ?? shown?.language ?? own;
  const words = messagesFor(messages, locale);
  const [problem, setProblem] = useState<string | null>(null);
  const [stopped, setStopped] = useState(false);
  useDocumentTitle(words.ownTitle);

  async function choose(purpose: ConsentPurpose, granted: boolean) {
    setProblem(null);
    try {
      await settle({ token, purpose, granted, language: locale });
    } catch (error) {
      setProblem(factsOf(error) === null ? words.ownOffline : errorMessage(error, locale));
    }
  }

  // Whoever follows the link wants it to stop; it is done once and can be taken back below.
  const isAsked = useRef(false);
  const isOn = shown?.granted.marketing === true;
  useEffect(() => {
    if (shown === undefined || shown === null || isAsked.current) return;
    const timer = setTimeout(() => {
      // A page that was only fetched ahead is nobody's word.
      if (document.visibilityState !== "visible" || isAsked.current) return;
      isAsked.current = true;
      if (!isOn) return;
      settle({ token, purpose: "marketing", granted: false, language: locale }).then(
        () => setStopped(true),
        (error: unknown) =>
          setProblem(factsOf(error) === null ? words.ownOffline : errorMessage(error, locale)),
      );
    }, glance);
    return () => clearTimeout(timer);
  }, [shown, isOn, settle, token, words, locale]);

  return (
    <main className="own-consents" lang={locale} aria-busy={shown === undefined}>
      <header className="own-consents-head">
        {shown ? (
          <>
            <Avatar name={shown.organization} />
            <span className="grow truncate">{shown.organization}</span>
          </>
        ) : (
          <span className="grow" />
        )}
        {LOCALES.filter((other) => other !== locale).map((other) => (
          <Button key={other} size="small" look="ghost" lang={other} onClick={() => setChosen(other)}>
            {LOCALE_NAMES[other]}
          </Button>
        ))}
      </header>
      {shown === null ? (
        <ErrorState title={words.ownUnknownTitle}>{words.ownUnknown}</ErrorState>
      ) : (
        <section className="own-consents-card">
          <h1>{words.ownTitle}</h1>
          {shown === undefined ? (
            <>
              <Skeleton width="70%" />
              <Skeleton width="50%" />
            </>
          ) : (
            <>
              <div className="own-consents-state">
                <p role="status">
                  {shown.granted.marketing
                    ? words.ownOn({ organization: shown.organization })
                    : words.ownOff({ organization: shown.organization })}
                </p>
                {stopped && !shown.granted.marketing && (
                  <Button size="small" onClick={() => void choose("marketing", true)}>
                    {words.ownBack}
                  </Button>
                )}
              </div>
              <ul>
                {consentPurposes.map((purpose) => (
                  <li key={purpose}>
                    <Switch checked={shown.granted[purpose]} onChange={(on) => void choose(purpose, on)}>
                      {consentWording[locale][purpose](shown.organization)}
                    </Switch>
                  </li>
                ))}
              </ul>
              <p className="meta">{words.ownNote}</p>
            </>
          )}
          <FormProblem>{problem}</FormProblem>
        </section>
      )}
    </main>
  );
}

/** How long the page must be on screen before it counts, ms. */
const glance = 1000;
