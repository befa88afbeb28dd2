// The customer's page of a quote: no account, live, answered here. It speaks the customer's language.
import { useEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { useAction, useQuery } from "convex/react";
import { CheckCircledIcon, ClockIcon, CrossCircledIcon, InfoCircledIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { isOpen } from "../../../convex/quotes/lifecycle";
import { errorMessage, factsOf } from "../../data/errorMessage";
import { formatMoney } from "../../i18n/format";
import { LOCALE_NAMES, LOCALES, useLocale, type Locale } from "../../i18n/locale";
import { messagesFor } from "../../i18n/messages";
import { StatusBadge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ErrorState, Skeleton } from "../../ui/Feedback";
import { FormField } from "../../ui/FormField";
import { TextArea } from "../../ui/TextArea";
import { TextField } from "../../ui/TextField";
import { useDocumentTitle } from "../../ui/useDocumentTitle";
import { messages } from "./messages";
import { QuoteDocument } from "./QuoteDocument";
import { QuoteStatusBadge } from "./QuoteStatusBadge";
import "./quotes.css";

type Shown = Extract<NonNullable<FunctionReturnType<typeof api.portal.quote>>, { state: "open" }>;

export default function PublicQuotePage() {
  const { token = "" } = useParams();
  const own = useLocale();
  const shown = useQuery(api.portal.quote, { token });
  const [chosen, setChosen] = useState<Locale | null>(null);
  const locale = chosen ?? (shown?.state === "open" ? shown.quote.language : own);
  const words = messagesFor(messages, locale);
  useDocumentTitle(shown?.state === "open" ? `${words.quote} ${shown.quote.quoteNumber}` : words.quote);
  useNoteVisit(token, shown?.state === "open" && shown.quote.status === "sent");

  return (
    <main className="public-quote" lang={locale}>
      {shown === undefined ? (
        <div className="quote-paper stack" aria-hidden>
          <Skeleton width="40%" height={24} />
          <Skeleton width="70%" />
          <Skeleton height={180} />
        </div>
      ) : shown === null ? (
        <ErrorState title={words.unknownTitle}>{words.unknown}</ErrorState>
      ) : shown.state === "ended" ? (
        <ErrorState title={words.endedTitle}>{words.ended}</ErrorState>
      ) : (
        <>
          <header className="public-quote-head" data-noprint>
            {isOpen(shown.quote.status) ? (
              !shown.quote.isReplaced && (
                <StatusBadge role="info" icon={<ClockIcon aria-hidden />}>
                  {words.awaitsYou}
                </StatusBadge>
              )
            ) : (
              <QuoteStatusBadge status={shown.quote.status} locale={locale} />
            )}
            <span className="grow" />
            <Button size="small" look="ghost" onClick={() => window.print()}>
              {words.print}
            </Button>
            {LOCALES.filter((other) => other !== locale).map((other) => (
              <Button key={other} size="small" look="ghost" lang={other} onClick={() => setChosen(other)}>
                {LOCALE_NAMES[other]}
              </Button>
            ))}
          </header>
          <QuoteDocument
            quote={shown.quote}
            organization={shown.organization}
            customer={[shown.quote.customerName]}
            locale={locale}
          />
          <Answer token={token} shown={shown} locale={locale} />
        </>
      )}
    </main>
  );
}

/** How long the page must be on screen before the visit counts, ms: a prefetch or a closed tab is no reading. */
const glance = 1500;

function useNoteVisit(token: string, isUnread: boolean) {
  const opened = useAction(api.portal.opened);
  useEffect(() => {
    if (!isUnread) return;
    const timer = setTimeout(() => {
      // Noting the visit is a courtesy to the sender; the reader is not told when it fails.
      if (document.visibilityState === "visible") opened({ token }).catch(() => undefined);
    }, glance);
    return () => clearTimeout(timer);
  }, [token, isUnread, opened]);
}

function Answer({ token, shown, locale }: { token: string; shown: Shown; locale: Locale }) {
  const words = messagesFor(messages, locale);
  const { quote, organization } = shown;
  const respond = useAction(api.portal.respond);
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const [isDeclining, setIsDeclining] = useState(false);
  const [busy, setBusy] = useState<"accept" | "reject" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // What the customer has read: an answer is for this version, whatever arrives while they write.
  const [read, setRead] = useState({ revision: quote.revision, totalAmount: quote.totalAmount });
  const hasChanged = read.revision !== quote.revision || read.totalAmount !== quote.totalAmount;

  if (quote.isReplaced && quote.status !== "accepted")
    return <Outcome tone="info">{words.isReplaced}</Outcome>;
  if (quote.status === "accepted")
    return <Outcome tone="positive">{words.thanksAccepted({ organization })}</Outcome>;
  if (quote.status === "rejected")
    return <Outcome tone="danger">{words.thanksRejected({ organization })}</Outcome>;
  if (quote.status === "expired") return <Outcome tone="info">{words.isExpired}</Outcome>;

  async function answer(kind: "accept" | "reject") {
    if (name.trim() === "") {
      setProblem(words.nameNeeded);
      field.current?.focus();
      return;
    }
    setBusy(kind);
    setProblem(null);
    try {
      const why = kind === "reject" && reason.trim() !== "" ? { reason } : {};
      await respond({ token, answer: kind, name, ...read, ...why });
    } catch (error) {
      const facts = factsOf(error);
      setProblem(
        facts?.code === "VERSION_CONFLICT"
          ? words.changed
          : facts === null
            ? words.offline
            : errorMessage(error, locale),
      );
    } finally {
      setBusy(null);
    }
  }

  return (
    <form
      className="public-answer"
      data-noprint
      onSubmit={(event) => {
        event.preventDefault();
        if (!isDeclining) void answer("accept");
      }}
    >
      <h2>{words.acceptTitle}</h2>
      {hasChanged && (
        <p className="quote-stale" role="alert">
          <span className="grow">{words.changed}</span>
          <Button
            size="small"
            onClick={() => setRead({ revision: quote.revision, totalAmount: quote.totalAmount })}
          >
            OK
          </Button>
        </p>
      )}
      <FormField label={words.yourName} required help={words.yourNameHelp} error={problem ?? undefined}>
        <TextField
          ref={field}
          autoComplete="name"
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </FormField>
      {isDeclining ? (
        <>
          <FormField label={words.reason}>
            <TextArea
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was opened by the person to write in it
              autoFocus
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </FormField>
          <div className="public-buttons">
            <Button onClick={() => setIsDeclining(false)}>{words.back}</Button>
            <Button
              look="danger"
              busy={busy === "reject"}
              disabled={hasChanged}
              onClick={() => void answer("reject")}
            >
              {words.declineNow}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className="meta">{words.binding({ organization })}</p>
          <div className="public-buttons">
            <Button look="ghost" onClick={() => setIsDeclining(true)}>
              {words.decline}
            </Button>
            <Button type="submit" look="primary" busy={busy === "accept"} disabled={hasChanged}>
              {words.accept({ total: formatMoney(locale, quote.totalAmount, quote.currency) })}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}

const marks = {
  positive: <CheckCircledIcon aria-hidden />,
  danger: <CrossCircledIcon aria-hidden />,
  info: <InfoCircledIcon aria-hidden />,
};

function Outcome({ tone, children }: { tone: keyof typeof marks; children: string }) {
  return (
    <p className="public-outcome" data-tone={tone} role="status">
      {marks[tone]}
      {children}
    </p>
  );
}
