// One quote: a draft is written here, a sent one is read here while the customer's answer comes in live.
import { Suspense, useCallback, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { CopyIcon, DotsHorizontalIcon, PaperPlaneIcon } from "@radix-ui/react-icons";
import type { FunctionReturnType } from "convex/server";
import { api } from "../../../convex/_generated/api";
import { useOrg, useOrgMutation, useOrgQuery } from "../../data/org";
import { actionsTrigger, useActionsKey } from "../../data/useActionsKey";
import { reportError, useUndoable } from "../../data/useUndoable";
import { useLocale } from "../../i18n/locale";
import { useMessages } from "../../i18n/messages";
import { Button, IconButton } from "../../ui/Button";
import { Skeleton } from "../../ui/Feedback";
import { LiveValue } from "../../ui/LiveValue";
import { Menu } from "../../ui/Menu";
import { Page } from "../../ui/Page";
import { later } from "../../ui/later";
import { toast } from "../../ui/toast";
import { DateText } from "../../ui/Values";
import { tip } from "../../ui/Tooltip";
import { messages } from "./messages";
import { QuoteDocument } from "./QuoteDocument";
import { QuoteEditor } from "./QuoteEditor";
import { QuoteStatusBadge } from "./QuoteStatusBadge";
import "./quotes.css";

const SendQuoteDialog = later(() => import("./SendQuoteDialog"));
const LinkDialog = later(() => import("./LinkDialog"));
type Opened = FunctionReturnType<typeof api.quotes.get>;

export default function QuotePage() {
  const { quoteId = "" } = useParams();
  const words = useMessages(messages);
  const { path } = useOrg();
  const opened = useOrgQuery(api.quotes.get, { quoteId });
  if (opened === undefined) {
    return (
      <Page title={words.quote} crumbs={[{ label: words.title, to: path("quotes") }]} layout="wide">
        <div className="stack" aria-hidden>
          <Skeleton width="40%" height={24} />
          <Skeleton width="70%" />
          <Skeleton width="100%" height={160} />
        </div>
      </Page>
    );
  }
  return <OpenQuote key={opened.quote._id} opened={opened} />;
}

function OpenQuote({ opened }: { opened: Opened }) {
  const { quote, customer } = opened;
  const words = useMessages(messages);
  const navigate = useNavigate();
  const { path, can } = useOrg();
  const revise = useOrgMutation(api.quotes.revise);
  const discard = useOrgMutation(api.quotes.discard);
  const restore = useOrgMutation(api.quotes.restore);
  const undoable = useUndoable();
  const orderIt = useOrgMutation(api.orders.fromQuote);
  const copyLink = useOrgMutation(api.quotes.copyLink);
  const revoke = useOrgMutation(api.quotes.revokeLinks);
  const [isSending, setIsSending] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const [isDirty, setIsDirty] = useState(false);
  const quoteId = quote._id;
  const isDraft = quote.status === "draft";
  const print = () => window.print();
  useActionsKey(words.actions);

  const isDiscarded = quote.status === "discarded";
  const putAway = async () => {
    try {
      await discard({ quoteId });
    } catch (error) {
      return reportError(error);
    }
    undoable(words.wasDiscarded({ number: quote.quoteNumber }), () => restore({ quoteId }));
    await navigate(path("quotes"));
  };

  const makeOrder = async () => {
    try {
      const orderId = await orderIt({ quoteId });
      toast(words.wasOrdered({ number: quote.quoteNumber }));
      await navigate(path(`orders?order=${orderId}`));
    } catch (error) {
      reportError(error);
    }
  };

  const more = [
    { label: words.print, onSelect: print },
    ...(opened.canWrite && isDraft
      ? ["line" as const, { label: words.discard, danger: true, onSelect: () => void putAway() }]
      : []),
    ...(opened.canSend && !isDraft && !isDiscarded
      ? [
          {
            label: words.copyLink,
            onSelect: () => void copyLink({ quoteId }).then((made) => setLink(made.path), reportError),
          },
          {
            label: words.endLinks,
            onSelect: () =>
              void revoke({ quoteId }).then(
                ({ closed }) => toast(words.linksEnded({ n: closed })),
                reportError,
              ),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={quote.quoteNumber}
      crumbs={[{ label: words.title, to: path("quotes") }]}
      layout="wide"
      presence={
        <LiveValue value={quote.status} by={quote.respondedBy ?? null}>
          <QuoteStatusBadge status={quote.status} />
        </LiveValue>
      }
      actions={
        <>
          <Menu
            align="end"
            items={more}
            trigger={(trigger) => (
              <IconButton {...trigger} {...actionsTrigger} label={words.actions}>
                <DotsHorizontalIcon aria-hidden />
              </IconButton>
            )}
          />
          {isDraft && opened.canSend && (
            <Button
              look={isDirty ? "soft" : "primary"}
              icon={<PaperPlaneIcon aria-hidden />}
              disabled={isDirty}
              {...(isDirty ? tip(words.saveFirst) : {})}
              onClick={() => setIsSending(true)}
            >
              {words.send}
            </Button>
          )}
          {opened.canOrder && can("orders:write") && (
            <Button look="primary" onClick={() => void makeOrder()}>
              {words.makeOrder}
            </Button>
          )}
          {isDiscarded && opened.canWrite && (
            <Button onClick={() => void restore({ quoteId }).catch(reportError)}>{words.bringBack}</Button>
          )}
          {!isDraft && !isDiscarded && opened.canWrite && (
            <Button
              icon={<CopyIcon aria-hidden />}
              {...tip(words.reviseHint)}
              onClick={() =>
                void revise({ quoteId }).then((id) => void navigate(path(`quotes/${id}`)), reportError)
              }
            >
              {words.revise}
            </Button>
          )}
        </>
      }
    >
      <div className="quote-page">
        <div className="quote-main">
          {isDraft && opened.canWrite ? (
            <Draft opened={opened} onDirty={setIsDirty} />
          ) : (
            <Reading opened={opened} />
          )}
        </div>
        <aside className="quote-side" data-noprint>
          <p>
            <span className="meta">{words.customer}</span>
            <br />
            <Link className="link" to={path(`customers/${customer._id}`)}>
              {customer.name}
            </Link>
          </p>
          {opened.replaces !== null && (
            <Link className="link" to={path(`quotes/${opened.replaces._id}`)}>
              {words.replaces({ number: opened.replaces.quoteNumber })}
            </Link>
          )}
          {opened.replacedBy !== null && (
            <Link className="link" to={path(`quotes/${opened.replacedBy._id}`)}>
              {words.replacedBy({ number: opened.replacedBy.quoteNumber })}
            </Link>
          )}
          {opened.order !== null && can("orders:read") && (
            <Link className="link" to={path(`orders?order=${opened.order._id}`)}>
              {words.becameOrder({ number: opened.order.orderNumber })}
            </Link>
          )}
          <Happened quote={quote} />
        </aside>
      </div>
      <Suspense>
        {isSending && (
          <SendQuoteDialog
            quoteId={quoteId}
            quoteNumber={quote.quoteNumber}
            recipient={opened.recipient.email}
            onClose={() => setIsSending(false)}
          />
        )}
        {link !== null && <LinkDialog path={link} onClose={() => setLink(null)} />}
      </Suspense>
    </Page>
  );
}

/** The draft someone is writing; another person's save is offered, never forced over what was typed. */
function Draft({ opened, onDirty }: { opened: Opened; onDirty: (isDirty: boolean) => void }) {
  const { quote, customer } = opened;
  const words = useMessages(messages);
  const settings = useOrgQuery(api.settings.get, {});
  const update = useOrgMutation(api.quotes.update);
  /** The version the fields stand on; a new `filling` fills them again. */
  const [base, setBase] = useState(quote);
  const [filling, setFilling] = useState(0);
  const [isDirty, setIsDirty] = useState(false);
  const tell = useCallback(
    (dirty: boolean) => {
      setIsDirty(dirty);
      onDirty(dirty);
    },
    [onDirty],
  );
  const isStale = quote.revision > base.revision;
  const loadTheirs = () => {
    setBase(quote);
    setFilling((count) => count + 1);
  };
  // Nothing typed would be lost: the fields follow the newer version in this same render.
  if (isStale && !isDirty) loadTheirs();
  if (settings === undefined) return <Skeleton height={160} />;
  return (
    <>
      {isStale && isDirty && (
        <p className="quote-stale" role="alert">
          <span className="grow">{words.changedElsewhere}</span>
          <Button size="small" onClick={loadTheirs}>
            {words.loadTheirs}
          </Button>
        </p>
      )}
      <QuoteEditor
        key={filling}
        customerId={customer._id}
        quote={base}
        currency={settings.currency}
        timeZone={settings.timeZone}
        onDirty={tell}
        onSave={async (input) => {
          const { revision } = await update({ quoteId: quote._id, input, revision: base.revision });
          setBase((before) => ({ ...before, revision }));
        }}
      />
    </>
  );
}

function Reading({ opened }: { opened: Opened }) {
  const { quote, customer } = opened;
  const { name } = useOrg();
  const locale = useLocale();
  const address = customer.address;
  const place =
    address === null
      ? ""
      : [address.line1, address.line2, address.postalCode, address.city].filter(Boolean).join(", ");
  return (
    <QuoteDocument
      locale={locale}
      organization={name}
      customer={[customer.companyName ?? customer.name, opened.contactName ?? "", place].filter(
        (line) => line !== "",
      )}
      quote={{
        ...quote,
        description: quote.description ?? null,
        paymentTerms: quote.paymentTerms ?? null,
        deliveryTerms: quote.deliveryTerms ?? null,
        notes: quote.notes ?? null,
        sentAt: quote.sentAt ?? null,
      }}
    />
  );
}

function Happened({ quote }: { quote: Opened["quote"] }) {
  const words = useMessages(messages);
  const who = quote.respondedBy ?? "";
  const events: [string, number | undefined][] = [
    [words.wasCreated, quote.createdAt],
    [quote.sentTo === undefined ? words.wasSent : words.wasSentTo({ to: quote.sentTo }), quote.sentAt],
    [words.wasViewed, quote.viewedAt],
    [
      quote.status === "accepted" ? words.wasAccepted({ who }) : words.wasRejected({ who }),
      quote.respondedAt,
    ],
    [words.wasExpired, quote.expiredAt],
  ];
  return (
    <section>
      <h2 className="quote-side-title">{words.happened}</h2>
      <ol className="quote-events">
        {events.map(
          ([label, at]) =>
            at !== undefined && (
              <li key={label}>
                <LiveValue value={at}>
                  <span>{label}</span>
                </LiveValue>
                <span className="meta">
                  <DateText at={at} />
                </span>
              </li>
            ),
        )}
      </ol>
      {quote.rejectReason !== undefined && <p className="entry-outcome">{quote.rejectReason}</p>}
    </section>
  );
}
