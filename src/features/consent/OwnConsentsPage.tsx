// Where the link in marketing mail leads: the mail stops at once, and the rest can be settled here, without an account.
import { useEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { useAction, useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { consentPurposes, type ConsentPurpose } from "../../../convex/consent/purposes";
import { consentWording } from "../../../convex/consent/wording";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { useLocale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Checkbox";
import { ErrorState, Skeleton } from "../../ui/Feedback";
import { useDocumentTitle } from "../../ui/useDocumentTitle";
import { messages } from "./messages";
import "./consent.css";

export default function OwnConsentsPage() {
  const { token = "" } = useParams();
  const own = useLocale();
  const shown = useQuery(api.portal.consents, { token });
  const settle = useAction(api.portal.settleConsent);
  const locale = shown?.language ?? own;
  const words = messagesFor(messages, locale);
  const [problem, setProblem] = useState<string | null>(null);
  const [stopped, setStopped] = useState(false);
  useDocumentTitle(words.ownTitle);

  async function choose(purpose: ConsentPurpose, granted: boolean) {
    setProblem(null);
    try {
      await settle({ token, purpose, granted });
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
      settle({ token, purpose: "marketing", granted: false }).then(
        () => setStopped(true),
        (error: unknown) =>
          setProblem(factsOf(error) === null ? words.ownOffline : errorMessage(error, locale)),
      );
    }, glance);
    return () => clearTimeout(timer);
  }, [shown, isOn, settle, token, words, locale]);

  if (shown === null)
    return (
      <main className="own-consents" lang={locale}>
        <ErrorState title={words.ownUnknownTitle}>{words.ownUnknown}</ErrorState>
      </main>
    );
  return (
    <main className="own-consents" lang={locale} aria-busy={shown === undefined}>
      <h1>{words.ownTitle}</h1>
      {shown === undefined ? (
        <Skeleton width="70%" />
      ) : (
        <>
          <p role="status">
            {shown.granted.marketing
              ? words.ownOn({ organization: shown.organization })
              : words.ownOff({ organization: shown.organization })}
          </p>
          {stopped && !shown.granted.marketing && (
            <div>
              <Button size="small" onClick={() => void choose("marketing", true)}>
                {words.ownBack}
              </Button>
            </div>
          )}
          {consentPurposes.map((purpose) => (
            <Switch
              key={purpose}
              checked={shown.granted[purpose]}
              onChange={(event) => void choose(purpose, event.target.checked)}
            >
              {consentWording[locale][purpose](shown.organization)}
            </Switch>
          ))}
        </>
      )}
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </main>
  );
}

/** How long the page must be on screen before it counts, ms. */
const glance = 1000;
